import json
import os
import shutil

import polars as pl
import pytest
from pydantic import TypeAdapter

from finetooth.cli import main
from finetooth.core.errors import UserError
from finetooth.core.finding import Outcome, Verdict
from finetooth.core.fingerprint import fingerprint
from finetooth.core.ledger import Ledger
from finetooth.core.results import Scores, Splits
from finetooth.core.rows import Rows
from finetooth.core.store import append_json, load, save, write_json
from finetooth.screen.past import read
from finetooth.stages.prepare import Prepared

FOLDERS = ("1-audit", "2-prepare", "3-tune", "4-train", "5-evaluate", "6-validate", "7-report")


@pytest.fixture
def finished(tmp_path, ending, verdict):
    """A run folder as a finished run leaves it, as far as its ending is concerned."""
    root = tmp_path / "tea"
    for name in FOLDERS:
        (root / name).mkdir(parents=True)
        write_json(root / name / "done.json", {})
    later = verdict("PRE003", Outcome.PASSED)
    kept = [("1-audit", verdict("PRE003")), ("2-prepare", later), ("5-evaluate", verdict("EVL002", rows=(4,)))]
    for stage, found in [*kept, ("2-prepare", verdict("DAT002"))]:
        line = TypeAdapter(Verdict).dump_python(found, mode="json")
        append_json(root / stage / "verdicts.jsonl", line)
    write_json(root / "5-evaluate" / "scores.json", TypeAdapter(Scores).dump_python(ending().scores, mode="json"))
    told = {"decision": "no-go", "blocking": ["EVL002"], "waived": ["DAT002"], "uncovered": ["RWV"]}
    reasons = {"EVL002": "no better than a simple one", "DAT002": "said so (waived: meant)"}
    write_json(root / "7-report" / "decision.json", {**told, "reasons": reasons, "scores": {"macro_f1": {"n": 40}}})
    return root


def test_a_finished_run_is_read_back(finished, ending):
    told, scores = read(finished)
    assert (told.decision.go, told.decision.blocking, told.decision.uncovered) == (False, ("EVL002",), ("RWV",))
    assert told.scores == ending().scores
    assert told.report == finished / "7-report" / "report.html"
    assert scores == {"macro_f1": {"n": 40}}


def test_the_last_verdict_of_a_check_counts_and_waivers_show(finished):
    outcomes = {verdict.code: verdict.outcome for verdict in read(finished)[0].verdicts}
    assert outcomes == {"DAT002": Outcome.WAIVED, "EVL002": Outcome.FAILED, "PRE003": Outcome.PASSED}


def test_an_unfinished_run_says_how_to_finish_it(tmp_path):
    with pytest.raises(UserError, match="name a run folder"):
        read(tmp_path)
    (tmp_path / "recipe.yaml").touch()
    with pytest.raises(UserError, match=f"finetooth run {tmp_path}/recipe.yaml --out {tmp_path}"):
        read(tmp_path)


@pytest.mark.parametrize("name", ["2-prepare.partial", "2-prepare.old", "2-prepared"])
def test_only_the_folders_of_the_stages_count(finished, verdict, name):
    (finished / name).mkdir()
    told(finished, ("7-report", "done"))
    line = TypeAdapter(Verdict).dump_python(verdict("PRE003", message="of another run"), mode="json")
    append_json(finished / name / "verdicts.jsonl", line)
    outcomes = {verdict.code: verdict.outcome for verdict in read(finished)[0].verdicts}
    assert outcomes["PRE003"] is Outcome.PASSED


def told(root, *events):
    """Write the log of these events, each a stage and what happened to it."""
    for stage, kind in events:
        append_json(root / "log.jsonl", {"at": "2026-01-02T03:04:05+0000", "kind": kind, "stage": stage, "message": ""})


def made_newer(root):
    later = (root / "7-report" / "done.json").stat().st_mtime + 5
    os.utime(root / "3-tune" / "done.json", (later, later))


@pytest.mark.parametrize(
    "interrupt",
    [
        made_newer,
        lambda root: (root / "3-tune.partial").mkdir(),
        lambda root: shutil.rmtree(root / "6-validate"),
        lambda root: told(root, ("7-report", "done"), ("1-audit", "resumed"), ("2-prepare", "changed")),
        lambda root: told(
            root, ("7-report", "done"), ("1-audit", "resumed"), ("7-report", "started"), ("7-report", "note")
        ),
    ],
    ids=["newer stage", "partial stage", "missing stage", "log ends in a stage", "log ends in the report"],
)
def test_an_outdated_decision_is_not_shown_as_the_current_one(finished, interrupt, capsys):
    interrupt(finished)
    assert main(["report", str(finished), "--json"]) == 2
    printed, err = capsys.readouterr()
    assert "the last run on this folder did not finish; the decision of an earlier one is kept in 7-report" in err
    assert f"finetooth run {finished}/recipe.yaml --out {finished}" in json.loads(printed)["error"]["next"]


def test_a_log_that_ends_with_the_report_outweighs_times_and_leftovers(finished):
    (finished / "3-tune.partial").mkdir()  # of a recipe that was tried and taken back
    made_newer(finished)  # a copied folder
    told(finished, ("3-tune", "started"), ("3-tune", "resumed"), ("7-report", "resumed"), ("7-report", "note"))
    assert not read(finished)[0].decision.go


@pytest.fixture
def prepared_again(finished, opinions):
    """The run folder after `finetooth prepare`: the rows of its splits, and what the model learned from."""
    rows = Rows.of(opinions(12))
    splits = Splits(rows, *(Rows.of(opinions(4, seed)) for seed in (1, 2)), Rows.of([]))
    weights = pl.DataFrame(schema={"id": pl.Int64, "weight": pl.Float64})
    save(Prepared(rows, splits, Ledger.empty(), (), weights, None), finished / "2-prepare")
    learned = fingerprint(load(Prepared, finished / "2-prepare").splits)
    write_json(finished / "3-tune" / "done.json", {"inputs": {"splits": learned}})
    told(finished, ("7-report", "done"), ("1-audit", "resumed"), ("2-prepare", "changed"), ("2-prepare", "started"))
    return finished


def test_a_run_whose_rows_were_prepared_again_is_still_finished(prepared_again):
    told(prepared_again, ("2-prepare", "done"))
    assert not read(prepared_again)[0].decision.go


def test_other_rows_than_the_model_learned_from_make_it_outdated(prepared_again):
    told(prepared_again, ("2-prepare", "done"))
    write_json(prepared_again / "3-tune" / "done.json", {"inputs": {"splits": "of other rows"}})
    with pytest.raises(UserError, match="did not finish"):
        read(prepared_again)


def test_a_preparation_that_broke_off_makes_it_outdated(prepared_again):
    with pytest.raises(UserError, match="did not finish"):
        read(prepared_again)


def test_a_run_that_broke_off_before_the_preparation_stays_unfinished(prepared_again):
    told(prepared_again, ("3-tune", "started"), ("1-audit", "resumed"), ("2-prepare", "resumed"))
    with pytest.raises(UserError, match="did not finish"):
        read(prepared_again)


def test_the_exit_code_is_that_of_the_decision(finished, capsys):
    assert main(["report", str(finished), "--quiet"]) == 1
    place = finished / "7-report" / "decision.json"
    write_json(place, {**json.loads(place.read_text()), "decision": "go", "blocking": [], "uncovered": []})
    assert main(["report", str(finished), "--quiet"]) == 0


def test_the_verb_shows_the_panel_one_line_or_json(finished, capsys):
    assert main(["report", str(finished)]) == 1
    assert "no better than a simple one" in capsys.readouterr().out
    assert main(["report", str(finished), "--quiet"]) == 1
    assert capsys.readouterr().out.count("\n") == 1
    assert main(["report", str(finished), "--json"]) == 1
    value = json.loads(capsys.readouterr().out)
    assert list(value) == ["decision", "scores", "run", "verdicts"]
    assert value["verdicts"][1]["rows"] == [4]
