"""What became of a row, told from a run's folder."""

import json

import polars as pl
import pytest

from finetooth.cli import main
from finetooth.core.events import silent
from finetooth.core.plugins import all_checks
from finetooth.core.run import Run
from finetooth.recipe.files import make_recipe
from finetooth.stages import audit as reading
from finetooth.stages.known import Known
from finetooth.stages.prepare import prepare

LEAKING = {"text": "lovely, ask jo@mail.example.net", "label": "good"}


@pytest.fixture(scope="module")
def run(tmp_path_factory, opinions, write_csv):
    """A run that went as far as prepare: rows 61 to 63 repeat rows 1 to 3, 65 row 64."""
    folder = tmp_path_factory.mktemp("ledger")
    rows = opinions(60)
    recipe = make_recipe({"data": {"train": str(write_csv(folder / "said.csv", [*rows, *rows[:3], LEAKING, LEAKING]))}})
    run = Run(folder / "run", all_checks(), {"recipe": recipe}, silent)
    read = run.stage(reading.audit, recipe.data, reading.contents(recipe.data), recipe.seed)
    known = Known.of(recipe, None)
    run.stage(prepare, recipe.prepare, read.rows, read.columns, read.ledger, known, False)
    return folder / "run"


def test_the_story_of_a_row(run, capsys):
    assert main(["ledger", str(run), "--row", "61"]) == 0
    out = capsys.readouterr().out
    assert "said.csv, line 62" in out
    assert "dropped: the same text and label as row 1" in out
    assert out.splitlines()[-1].split() == ["ends", "dropped"]


def test_the_story_as_an_object(run, capsys):
    assert main(["ledger", str(run), "--row", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["row"], told["line"]) == (1, 2)
    assert told["end"] in ("train", "validation", "test")
    assert told["entries"][-1]["action"] == "assign"


def test_counts_and_the_entries_of_a_check(run, capsys):
    assert main(["ledger", str(run)]) == 0
    assert "65 rows read" in capsys.readouterr().out
    assert main(["ledger", str(run), "--check", "PRE003", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [entry["row"] for entry in told["entries"]] == [61, 62, 63, 65]


@pytest.mark.parametrize("words", [["--row", "999"], ["--row", "x"], ["--check", "PRE99"]])
def test_what_is_not_there_is_the_users_mistake(run, words, capsys):
    assert main(["ledger", str(run), *words]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_a_folder_that_is_no_run_is_the_users_mistake(tmp_path, capsys):
    assert main(["ledger", str(tmp_path), "--json"]) == 2
    assert "rows.parquet is missing" in json.loads(capsys.readouterr().out)["error"]["what"]


def test_personal_data_is_masked_on_the_screen_and_kept_in_the_file(run, capsys):
    for words in (["--row", "64"], ["--row", "65"], ["--row", "65", "--json"], ["--check", "PRE003"]):
        assert main(["ledger", str(run), *words]) == 0
        out = capsys.readouterr().out
        assert "ask <email>" in out
        assert "jo@mail" not in out
    assert "jo@mail.example.net" in str(pl.read_parquet(run / "2-prepare" / "ledger.parquet")["before"].to_list())
