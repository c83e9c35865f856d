"""Two models on live rows: each reads the file as it was taught to."""

import csv
import json
import shutil

import pytest

from finetooth.cli import main
from finetooth.core.errors import UserError
from finetooth.shadow import shadowed

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def runs(finished_run, tmp_path_factory):
    """The same model twice; the second calls its labels the other way round, so that it always disagrees."""
    other = shutil.copytree(finished_run, tmp_path_factory.mktemp("shadow") / "new")
    labels = json.loads((other / "4-train" / "labels.json").read_text())
    (other / "4-train" / "labels.json").write_text(json.dumps([labels[1], "never heard of"]))
    shutil.rmtree(other / "5-evaluate")
    return finished_run, other


@pytest.fixture
def live(tmp_path, opinions, write_csv):
    told = {"good": "=good", "bad": "-1"}
    rows = [{"review": row["text"], "label": told[row["label"]]} for row in opinions(40, seed=5)]
    return write_csv(tmp_path / "live.csv", rows)


def test_a_model_agrees_with_itself(finished_run, live):
    found = shadowed(finished_run, finished_run, str(live))
    assert (found.rows, found.differ, found.low, found.labelled) == (40, 0, 0.0, 40)
    assert found.high < 0.1
    assert found.swaps == ()
    assert found.mcnemar.p == 1


def test_where_they_disagree(runs, live):
    found = shadowed(*runs, str(live))
    assert found.differ > 20
    assert found.swaps[0].rows >= found.swaps[-1].rows
    assert "run does not know 'never heard of'" in found.notes
    accuracy = next(one for one in found.scores if one.metric == "accuracy")
    assert accuracy.standing == "worse"
    assert {"worse"} <= set(found.changed["change"])


def test_rows_without_labels_are_compared_too_and_the_table_runs_nowhere(runs, tmp_path, write_csv, opinions, capsys):
    rows = [{"review": f"=1+{place} {row['text']}"} for place, row in enumerate(opinions(30, seed=6))]
    live = write_csv(tmp_path / "live.csv", rows)
    out = tmp_path / "rows.csv"
    words = ["compare", *map(str, runs), "--data", str(live), "--out", str(out)]
    assert main(words) == 0
    assert "too few to say which is right" in capsys.readouterr().out
    lines = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    assert all(line["text"].startswith("'=") for line in lines)
    assert {line["change"] for line in lines} == {""}
    assert lines[0]["row"].isdigit()
    assert main([*words[:5], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["labelled"] == 0
    assert main([*words[:5], "-q"]) == 0
    assert "differently from run" in capsys.readouterr().out


def test_two_runs_are_needed_and_no_language_model(runs, live, tmp_path, capsys):
    assert main(["compare", str(runs[0]), "--data", str(live)]) == 2
    assert "name a second run" in capsys.readouterr().err
    (tmp_path / "4-train").mkdir()
    (tmp_path / "4-train" / "done.json").write_text("{}")
    (tmp_path / "recipe.yaml").write_text("task: sft\ndata: {train: a.jsonl}\n")
    with pytest.raises(UserError, match="cannot be compared by labels"):
        shadowed(tmp_path, runs[1], str(live))


def test_it_can_be_said_how_the_live_rows_are_read(runs, tmp_path, write_csv, opinions, capsys):
    rows = [{"words": row["text"], "note": "x"} for row in opinions(30, seed=6)]
    words = ["compare", *map(str, runs), "--data", str(write_csv(tmp_path / "live.csv", rows))]
    assert main(words) == 2
    assert "--set data.text_column=NAME" in capsys.readouterr().err
    assert main([*words, "--set", "data.text_column=words", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 30
    assert main([*words[:3], "--set", "data.text_column=words"]) == 2
    assert "name one with --data" in capsys.readouterr().err
