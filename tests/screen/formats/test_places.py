import pytest

from finetooth.core.rows import row_id
from finetooth.report.rows_told import ToldRow
from finetooth.screen.formats.places import Places, uri


def test_a_file_below_here_is_relative(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    places = Places.of({"train": str(tmp_path / "data" / "a b.csv"), "test": "/elsewhere/t.csv"})
    assert places.path(ToldRow(3, 4)) == "data/a b.csv"
    assert places.line(ToldRow(3, 4)) == 4
    assert places.path(ToldRow(row_id("test", 1))) == "/elsewhere/t.csv"


@pytest.mark.parametrize("place", ["hf://owner/tea", "package:tea/rows.csv"])
def test_what_is_no_local_file_has_no_path(place):
    assert Places.of({"train": place}).path(ToldRow(3, 4)) is None


@pytest.mark.parametrize("place", ["rows.zip::tea.csv", "rows.csv.gz", "rows.parquet"])
def test_a_packed_file_has_no_lines(place):
    places = Places.of({"train": place})
    assert places.path(ToldRow(3, 4)) == place.split("::")[0]
    assert places.line(ToldRow(3, 4)) is None


def test_a_path_becomes_a_uri():
    assert uri("a b/ä%.csv") == "a%20b/%C3%A4%25.csv"
    assert uri("/x/a b.csv") == "file:///x/a%20b.csv"
