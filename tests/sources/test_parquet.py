"""Parquet: every type becomes text, and damage is one clear error."""

import datetime
import io

import polars as pl
import pytest


def parquet(**columns):
    file = io.BytesIO()
    pl.DataFrame(columns).write_parquet(file)
    return file.getvalue()


@pytest.mark.parametrize("name", ["rows.parquet", "rows.pq", "rows"])
def test_plain_file(reads, name):
    source = reads(parquet(text=["null", None, "00042", ""], label=["NA", "b", None, "b"]), name=name)
    assert source.rows.texts.to_list() == ["null", None, "00042", ""]
    assert source.rows.labels.to_list() == ["NA", "b", None, "b"]
    assert source.rows.table["line"].to_list() == [None] * 4
    assert source.rows.ids.to_list() == [1, 2, 3, 4]
    assert source.facts["format"] == "parquet"
    assert source.facts["delimiter"] is source.facts["encoding"] is source.facts["header"] is None


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([1, 2, None], ["1", "2", None]),
        ([1.0, 2.5, None], ["1.0", "2.5", None]),
        ([True, False, None], ["true", "false", None]),
        (pl.Series(["a", "b", None], dtype=pl.Categorical), ["a", "b", None]),
        ([datetime.date(2026, 1, 2), datetime.date(2026, 1, 3), None], ["2026-01-02", "2026-01-03", None]),
        ([b"a", b"b", None], ["a", "b", None]),
    ],
)
def test_types_become_text(reads, values, texts):
    assert reads(parquet(text=["a", "b", "c"], label=values), name="rows.parquet").rows.labels.to_list() == texts


@pytest.mark.parametrize("values", [[[["a"]], [["b"]]], [{"a": 1}, {"a": 2}], [b"\xff", b"\xfe"]])
def test_what_is_no_text_is_refused(refuses, values):
    error = refuses(parquet(text=["a", "b"], label=values), name="rows.parquet")
    assert "label" in error.what
    assert error.where.endswith("record 1")


def test_other_columns_may_be_anything(reads):
    content = parquet(text=["a", "b"], label=["x", "y"], more=[[1], []], raw=[b"\xff", None])
    assert reads(content, name="rows.parquet").rows.labels.to_list() == ["x", "y"]


@pytest.mark.parametrize("cut", [slice(None, 400), slice(4, None), slice(None, -9), slice(None, 4), slice(0, 0)])
def test_a_damaged_file_is_refused(refuses, cut):
    content = parquet(text=[f"text {n}" for n in range(500)], label=["x", "y"] * 250)
    error = refuses(content[cut], name="rows.parquet")
    assert "cannot be read" in error.what or "empty" in error.what


def test_bytes_changed_on_the_way_are_noticed(refuses):
    content = bytearray(parquet(text=[f"text {n}" for n in range(500)], label=["x", "y"] * 250))
    content[4:400] = b"\xff" * 396
    assert "cannot be read" in refuses(bytes(content), name="rows.parquet").what


def test_a_parquet_file_named_csv_is_told_by_its_start(reads):
    assert reads(parquet(text=["a", "b"], label=["x", "y"])).facts["format"] == "parquet"
    assert reads("PAR1,text,label\n1,a,x\n2,b,y\n").facts["format"] == "csv"


def test_of_a_large_file_only_the_needed_columns_are_read(reads, monkeypatch):
    columns = {"text": ["a b", "c d"], "label": ["x", "y"], "who": ["p", "q"], "when": ["1", "2"], "note": [[1], []]}
    monkeypatch.setattr("finetooth.sources.parquet.LARGE_ROWS", 1)
    source = reads(parquet(**columns), name="rows.parquet", group_column="who", time_column="when")
    assert source.facts["columns"] == ["text", "label", "who", "when"]
    assert source.rows.table["group"].to_list() == ["p", "q"]
    assert "only these of its 5 columns were read: text, label, who, when" in source.facts["notes"][0]
    monkeypatch.setattr("finetooth.sources.parquet.LARGE_ROWS", 2)
    whole = reads(parquet(**columns), name="rows.parquet")
    assert whole.columns["note"].to_list() == ["[1]", "[]"]
    assert whole.facts["notes"] == []


def test_a_large_file_whose_columns_cannot_be_told_is_refused(refuses, monkeypatch):
    monkeypatch.setattr("finetooth.sources.parquet.LARGE_BYTES", 1)
    content = parquet(one=["a b", "c d"], two=["e f", "g h"], label=["x", "y"])
    assert "cannot tell which column holds the text" in refuses(content, name="rows.parquet").what


def test_a_large_field_file_needs_no_label(reads, monkeypatch):
    monkeypatch.setattr("finetooth.sources.parquet.LARGE_ROWS", 1)
    source = reads(parquet(text=["a b", "c d"], n=[1, 2]), name="rows.parquet", role="field")
    assert source.rows.texts.to_list() == ["a b", "c d"]


def test_no_rows(refuses):
    assert "no records" in refuses(parquet(text=[], label=[]), name="rows.parquet").what
