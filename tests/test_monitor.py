"""A monitor from end to end: a real run, files of new rows, records and the page."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from finetooth.answering.answering import read_answering
from finetooth.cli import main
from finetooth.core.errors import UserError
from finetooth.field.results import FieldEstimate
from finetooth.field.results import Predicted as FieldPredicted
from finetooth.in_use import held_answers, read_run
from finetooth.metrics.predictions import UNLABELLED, Predictions
from finetooth.monitor import monitor, refined_by_some
from finetooth.monitoring.labelled import ESTIMATED
from finetooth.monitoring.records import read_records

pytestmark = pytest.mark.model
TOLD = {"good": "=good", "bad": "-1"}


@pytest.fixture(scope="module")
def new_rows(opinions):
    return [{"review": row["text"], "label": TOLD[row["label"]]} for row in opinions(60, seed=5)]


@pytest.fixture(scope="module")
def watched(finished_run, new_rows, write_csv, tmp_path_factory):
    """Two records: rows like those of training with labels, then odd ones without."""
    folder = tmp_path_factory.mktemp("monitor")
    like = write_csv(folder / "<b>like.csv", new_rows)
    odd = write_csv(
        folder / "odd.csv", [{"review": "VISIT http://x.example NOW 12345 " + row["review"]} for row in new_rows]
    )
    out = folder / "records"
    return monitor(finished_run, str(like), "2026-01-01", out=out), monitor(
        finished_run, str(odd), "2026-01-02", out=out
    )


def test_rows_like_those_of_training_need_nothing(watched):
    record = watched[0].record
    assert record.findings == ()
    assert (record.rows, record.labelled, record.date) == (60, 60, "2026-01-01")
    assert record.scored.low < record.scored.value <= record.scored.high
    assert record.predicted.value > 0.8
    assert record.tested.metric == record.scored.metric == "macro_f1"
    assert {one.family for one in record.signals} == {"texts", "answers", "labels"}
    assert sum(record.answers.values()) == 60


def test_odd_rows_are_a_finding_and_their_rows_are_to_be_labelled(watched):
    found = watched[1]
    assert "MON001" in [one.code for one in found.record.findings]
    assert found.record.scored is None
    assert (found.folder / "label_next.csv").is_file()
    assert read_records(found.folder) == found.records
    assert [one.date for one in found.records] == ["2026-01-01", "2026-01-02"]


def test_the_page_draws_both_and_runs_nothing(watched):
    page = watched[1].page.read_text("utf-8")
    assert "&lt;b&gt;like.csv" in page
    assert "<b>like" not in page
    assert "<script" not in page
    assert page.count("<figure>") == 5


def test_the_same_file_and_day_is_one_record(watched, finished_run, new_rows, write_csv, tmp_path):
    out = shutil.copytree(watched[1].folder, tmp_path / "records")
    again = write_csv(tmp_path / "other name.csv", new_rows)
    found = monitor(finished_run, str(again), "2026-01-01", out=out)
    assert len(found.records) == 2
    assert found.record.signals == watched[0].record.signals


def test_the_verb_ends_with_1_where_a_review_is_needed(finished_run, tmp_path, write_csv, opinions, capsys):
    rows = [{"review": row["text"], "label": "maybe" if place < 12 else TOLD[row["label"]]}
            for place, row in enumerate(opinions(40, seed=8))]  # fmt: skip
    words = ["monitor", str(finished_run), "--data", str(write_csv(tmp_path / "new.csv", rows)), "--out", str(tmp_path)]
    assert main([*words, "--json", "--date", "2026-02-03"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in told["findings"]] == ["MON002"]
    assert "'maybe'" in told["notes"][0]
    assert main([*words, "--quiet", "--date", "2026-02-04"]) == 1
    assert capsys.readouterr().out.startswith("40 rows of 2026-02-04: MON002 the score fell")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--date", "yesterday"], "is no date"),
        (["--false-alarms", "0"], "cannot be kept"),
    ],
)
def test_what_cannot_be_asked(finished_run, tmp_path, write_csv, more, told, capsys):
    path = write_csv(tmp_path / "new.csv", [{"review": "a lamp"}])
    assert main(["monitor", str(finished_run), "--data", str(path), *more]) == 2
    assert told in capsys.readouterr().err


def test_it_can_be_said_how_new_rows_are_read(finished_run, tmp_path, write_csv, new_rows, capsys):
    renamed = [{"words": row["review"], "verdict": row["label"]} for row in new_rows]
    asked = ["monitor", str(finished_run), "--data", str(write_csv(tmp_path / "new.csv", renamed))]
    asked += ["--out", str(tmp_path / "records"), "--json"]
    assert main(asked) == 2
    assert "--set data.text_column=NAME" in capsys.readouterr().err
    columns = ["--set", "data.text_column=words", "--set", "data.label_column=verdict"]
    assert main([*asked, *columns]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["rows"], record["labelled"]) == (60, 60)


def test_what_cannot_be_monitored(finished_run: Path, tmp_path, write_csv):
    with pytest.raises(UserError, match="no row of the file has a text"):
        monitor(finished_run, str(write_csv(tmp_path / "new.csv", [{"review": " "}])), out=tmp_path / "out")
    with pytest.raises(UserError, match="no finished training"):
        monitor(tmp_path, "new.csv")
    part = tmp_path / "part"
    shutil.copytree(finished_run, part, ignore=shutil.ignore_patterns("1-audit"))
    with pytest.raises(UserError, match="of the run is missing"):
        monitor(part, "new.csv")
    sft = tmp_path / "sft"
    (sft / "4-train").mkdir(parents=True)
    (sft / "4-train" / "done.json").write_text("{}")
    (sft / "recipe.yaml").write_text("task: sft\ndata: {train: a.jsonl}\n")
    with pytest.raises(UserError, match="a language model writes texts"):
        monitor(sft, "new.csv")


def test_few_rows_are_kept_and_told(finished_run, tmp_path, write_csv):
    path = write_csv(tmp_path / "new.csv", [{"review": "a lovely lamp"}, {"review": "a dismal box"}])
    record = monitor(finished_run, str(path), out=tmp_path / "out").record
    assert (record.rows, record.signals, record.findings) == (2, (), ())
    assert "drift was not looked at" in record.notes[0]
    path = write_csv(tmp_path / "copies.csv", [{"review": "a lovely lamp"}, {"review": "a dismal box"}] * 30)
    assert monitor(finished_run, str(path), out=tmp_path / "out").record.predicted is None  # of two texts


def test_what_could_not_be_judged_says_so(finished_run, tmp_path, write_csv, capsys):
    path = write_csv(tmp_path / "new.csv", [{"review": "a lovely lamp"}, {"review": "a dismal box"}])
    words = ["monitor", str(finished_run), "--data", str(path), "--out", str(tmp_path / "out"), "--date", "2026-03-01"]
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["judged"], told["verdict"]) == (False, "2 rows of 2026-03-01: not judged, too few different rows")
    assert main(words) == 0
    shown = capsys.readouterr().out
    assert "not judged, too few different rows" in shown
    assert "by chance" not in shown  # no head of an empty table


def test_a_dozen_rows_that_are_all_wrong_are_a_finding(finished_run, tmp_path, write_csv, opinions):
    wrong = {"good": "-1", "bad": "=good"}
    rows = [{"review": row["text"], "label": wrong[row["label"]]} for row in opinions(12, seed=9)]
    record = monitor(finished_run, str(write_csv(tmp_path / "new.csv", rows)), out=tmp_path / "out").record
    assert [one.code for one in record.findings] == ["MON002"]
    assert "label_next.csv" not in record.findings[0].fix


def test_labels_of_the_rows_asked_for_refine_what_is_predicted(finished_run, tmp_path, write_csv, new_rows):
    out, bare = tmp_path / "out", [{"review": row["review"], "label": ""} for row in new_rows]
    first = monitor(finished_run, str(write_csv(tmp_path / "bare.csv", bare)), "2026-03-01", out=out).record
    asked = pl.read_csv(out / "label_next.csv")["text"].head(20).to_list()
    some = [row if row["review"] in asked else bare[place] for place, row in enumerate(new_rows)]
    found = monitor(finished_run, str(write_csv(tmp_path / "some.csv", some)), "2026-03-01", out=out).record
    assert (first.refined, found.refined, found.labelled) == (0, 20, 20)
    assert (found.scored, found.findings) == (None, ())
    assert ESTIMATED in [one.name for one in found.signals]
    assert "only some rows have labels (20 of 60)" in found.notes[0]
    like = [one for one in found.signals if one.family != "labels"]
    assert [one.value for one in like] == [one.value for one in first.signals]
    assert pl.read_csv(out / "label_next.csv").height == 40


def test_rows_to_label_of_another_file_do_not_stay(watched, finished_run, new_rows, write_csv, tmp_path):
    out = shutil.copytree(watched[1].folder, tmp_path / "records")
    assert (out / "label_next.csv").is_file()
    assert "label_next.csv" in watched[1].record.findings[0].fix
    monitor(finished_run, str(write_csv(tmp_path / "new.csv", new_rows)), "2026-01-03", out=out)
    assert not (out / "label_next.csv").exists()


def test_labels_outside_of_what_the_estimate_looks_at_were_drawn_by_somebody_else():
    ends = FieldPredicted("accuracy", 0.9, 0.8, 1.0, 0.9)
    truth = np.where(np.arange(40) < 20, 0, UNLABELLED)
    said = Predictions(np.arange(40), truth, np.tile([0.9, 0.1], (40, 1)), ("a", "b"))
    for labelled, rows in ((20, 20), (12, 12), (9, None)):
        estimate = FieldEstimate(40, 90, ends, ends, (), 0, 0.0, 0.0, 0.0, (), labelled)
        found = refined_by_some(estimate, said)
        assert (found.rows if found else None) == rows
    assert refined_by_some(None, said) is None
    assert refined_by_some(estimate, said.where(truth == 0)) is None


def test_a_repeated_file_leaves_the_history_as_it_was(watched, finished_run, new_rows, write_csv, tmp_path):
    out = tmp_path / "records"
    files = [str(write_csv(tmp_path / f"{n}.csv", new_rows[n:])) for n in range(4)]
    first = [monitor(finished_run, one, "2026-01-01", out=out) for one in files]
    again = monitor(finished_run, files[2], "2026-01-01", out=out)
    assert any(one.slow is not None for one in again.record.signals)
    assert again.records == first[-1].records


def test_rows_known_from_training_are_told_and_count_in_no_score(finished_run, tmp_path, write_csv, new_rows, capsys):
    taught = pl.read_parquet(finished_run / "2-prepare" / "train.parquet")
    wrong = {"=good": "-1", "-1": "=good"}
    texts = [text for text in taught["text"].to_list()[:40] if text not in {row["review"] for row in new_rows}]
    copies = [{"review": f" {text.upper()} ", "label": "-1"} for text in texts]
    lone = monitor(finished_run, str(write_csv(tmp_path / "copies.csv", copies)), out=tmp_path / "one").record
    assert (lone.known, lone.rows, lone.labelled) == (len(copies), len(copies), len(copies))
    assert (lone.predicted, lone.scored, lone.of("labels")) == (None, None, ())
    assert "MON006" in [one.code for one in lone.findings]
    assert f"{len(copies)} rows have the text of a training row" in lone.notes[-1]

    wrongly = [{"review": row["review"], "label": wrong[row["label"]]} for row in new_rows]
    both = [*wrongly, *copies]
    words = [
        "monitor",
        str(finished_run),
        "--data",
        str(write_csv(tmp_path / "both.csv", both)),
        "--date",
        "2026-01-01",
    ]
    assert main([*words, "--out", str(tmp_path / "two")]) == 1
    shown = capsys.readouterr().out
    assert "MON006  Rows of the file are known from training: texts known from training" in shown
    found = read_records(tmp_path / "two")[0]
    fresh = found.rows - found.known
    assert found.scored.rows == found.predicted.rows == fresh <= 60
    assert found.scored.value < 0.5  # labels of copies would have lifted it
    page = (tmp_path / "two" / "monitor.html").read_text("utf-8")
    assert f"true, of {fresh} rows with labels" in page
    assert "count in no score" in page


def test_a_model_fitted_again_is_held_against_answers_of_its_own(finished_run):
    run = read_run(finished_run)
    answering = read_answering(finished_run / "5-evaluate" / "answering.json")
    assert run.refitted
    assert held_answers(run, answering) is run.tested
    before = held_answers(replace(run, refitted=False), answering)
    assert len(before) == run.held_out["id"].n_unique()
    few = replace(run, tested=run.tested.where(np.arange(len(run.tested)) < 20))
    assert len(held_answers(few, answering)) == len(before), "too few test rows: better another model's answers"
