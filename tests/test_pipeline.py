"""The main path on a tiny real model: seven stages, whole folders, a decision, and a model that loads anywhere."""

import json
from pathlib import Path

import polars as pl
import pytest

from finetooth.core.errors import UserError
from finetooth.core.events import Event
from finetooth.metrics.files import VARIABLE
from finetooth.pipeline import Finished, audit, run
from finetooth.planning import plan
from finetooth.recipe.files import make_recipe, read_yaml
from finetooth.recipe.sections import Recipe
from finetooth.stages.beside import CENTROID, FROZEN, GUESS, MAJORITY, WORDS

pytestmark = pytest.mark.model
STAGES = ["1-audit", "2-prepare", "3-tune", "4-train", "5-evaluate", "6-validate", "7-report"]


@pytest.fixture(scope="module")
def recipe(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory, opinions, write_csv) -> Recipe:
    folder = tmp_path_factory.mktemp("data")
    rows = opinions(260)
    damaged = [*rows[:200], *rows[:6], {"text": "  ", "label": "good"}, rows[7], {**rows[7], "label": "other"}]
    train = write_csv(folder / "train.csv", damaged + opinions(12, seed=9)[:2])
    return make_recipe(
        {
            "base_model": str(tiny_model),
            "data": {"train": str(train), "field": str(write_csv(folder / "field.csv", rows[200:]))},
            "tune": {"trials": 3, "max_train_rows": 80},
            "training": {
                "num_train_epochs": [6, 3],
                "learning_rate": {"low": 3e-3, "high": 1.2e-2, "log": True},
                "per_device_train_batch_size": 8,
                "cross_validation": "none",
            },
            "evaluate": {"resamples": 200},
            "validate": {"cost": "none"},
        }
    )


@pytest.fixture(scope="module")
def finished(recipe: Recipe, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return run(recipe, tmp_path_factory.mktemp("runs") / "run")


def test_every_stage_folder_is_whole(finished: Finished):
    for stage in STAGES:
        done = json.loads((finished.root / stage / "done.json").read_text())
        assert done["stage"] == stage
        assert all((finished.root / stage / name).is_file() for name in done["files"])
    assert not list(finished.root.glob("*.partial"))


def test_the_score_is_good_and_has_an_interval(finished: Finished):
    score = finished.scores.get("macro_f1")
    assert score is not None
    assert 0.8 < score.value <= 1.0
    assert score.low <= score.value <= score.high
    assert {MAJORITY, GUESS, WORDS, FROZEN, CENTROID} == set(finished.scores.baselines)


def test_faults_are_found_on_raw_rows_and_gone_after_preparation(finished: Finished):
    raw, last = {}, {verdict.code: verdict for verdict in finished.verdicts}
    for line in (finished.root / "1-audit" / "verdicts.jsonl").read_text().splitlines():
        verdict = json.loads(line)
        raw[verdict["code"]] = verdict["outcome"]
    for code in ("PRE001", "PRE003", "PRE005"):
        assert raw[code] == "failed"
        assert last[code].outcome == "passed"
        assert last[code].stage == "2-prepare"


def test_every_mistake_has_evidence(finished: Finished):
    assert {verdict.mistake for verdict in finished.verdicts if verdict.is_evidence} == {
        "DAT", "QTY", "PRE", "FIT", "HPO", "EVL", "RWV",
    }  # fmt: skip
    assert not [verdict for verdict in finished.verdicts if verdict.outcome == "broken"]


def test_no_row_is_lost(finished: Finished):
    ledger = pl.read_parquet(finished.root / "2-prepare" / "ledger.parquet")
    read = pl.read_parquet(finished.root / "1-audit" / "rows.parquet")
    parts = [
        pl.read_parquet(finished.root / "2-prepare" / f"{name}.parquet")
        for name in ("train", "validation", "test", "field")
    ]
    gone = ledger.filter(pl.col("action").is_in(["drop", "set aside"]))["row"]
    assert sorted([*gone, *(row for part in parts for row in part["id"])]) == sorted(read["id"])
    assert ledger.filter(pl.col("action") == "assign").height == sum(part.height for part in parts)
    assert ledger["reason"].null_count() == 0


def test_the_default_is_trial_zero_and_the_best_is_chosen(finished: Finished):
    trials = json.loads((finished.root / "3-tune" / "trials.json").read_text())
    settings = json.loads((finished.root / "3-tune" / "settings.json").read_text())
    assert trials[0]["params"] == {"learning_rate": pytest.approx(6e-3), "num_train_epochs": 6}
    best = max(trials, key=lambda trial: (trial["score"], -trial["number"]))
    assert {name: settings[name] for name in best["params"]} == best["params"]


def test_the_model_folder_loads_with_transformers_alone(finished: Finished):
    from transformers import pipeline

    classify = pipeline("text-classification", model=str(finished.root / "4-train" / "model"))
    assert classify("the lamp was lovely and brilliant")[0]["label"] == "good"
    assert classify("the lamp was dreadful and tedious")[0]["label"] == "bad"


def test_the_recipe_written_repeats_the_run(finished: Finished, recipe: Recipe):
    assert make_recipe(read_yaml(finished.root / "recipe.yaml")) == recipe
    about = json.loads((finished.root / "run.json").read_text())
    assert about["seed"] == 42
    assert set(about["data_sha256"]) == {"train", "field"}


def test_the_report_is_there(finished: Finished):
    assert finished.report.read_text().startswith("<!doctype html>")
    decision = json.loads((finished.root / "7-report" / "decision.json").read_text())
    assert decision["decision"] == ("go" if finished.decision.go else "no-go")


def test_again_nothing_is_repeated(finished: Finished, recipe: Recipe):
    events: list[Event] = []
    again = run(recipe, finished.root, events.append)
    assert [event.kind for event in events] == ["resumed"] * 7
    assert again.scores == finished.scores
    assert again.verdicts == finished.verdicts


def test_a_tracker_asked_for_later_makes_no_stage_do_its_work_again(
    finished: Finished, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
):
    from transformers import TrainerCallback
    from transformers.integrations import integration_utils

    monkeypatch.setitem(integration_utils.INTEGRATION_TO_CALLBACK, "mine", TrainerCallback)
    training = recipe.training.model_copy(update={"report_to": ["mine"]})
    events: list[Event] = []
    run(recipe.model_copy(update={"training": training}), finished.root, events.append)
    kinds = {event.stage: event.kind for event in events if event.kind in ("resumed", "started")}
    assert [kinds[stage] for stage in STAGES[:6]] == ["resumed"] * 6
    run(recipe, finished.root)


def test_a_changed_recipe_is_named_and_only_what_rests_on_it_is_done_again(finished: Finished, recipe: Recipe):
    events: list[Event] = []
    changed = recipe.model_copy(update={"validation": recipe.validation.model_copy(update={"max_rows": 11})})
    run(changed, finished.root, events.append)
    kinds = {event.stage: event.kind for event in events if event.kind in ("resumed", "started")}
    assert [kinds[stage] for stage in STAGES] == ["resumed"] * 5 + ["started"] * 2
    told = next(event for event in events if event.kind == "changed")
    assert (told.stage, told.message) == ("6-validate", "options.max_rows: 300 -> 11")


def test_rows_are_scored_anew_where_a_metric_file_changes(
    finished: Finished, recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(VARIABLE, "")
    code = (Path(__file__).parents[1] / "docs" / "calibration.md").read_text("utf-8")
    file = tmp_path / "right_and_sure.py"
    file.write_text(code.split("```python\n# right_and_sure.py\n")[1].split("```")[0])
    own = recipe.model_copy(update={"evaluate": recipe.evaluate.model_copy(update={"metric_files": [str(file)]})})
    run(own, finished.root)
    file.write_text(file.read_text() + "\n# changed\n")
    events: list[Event] = []
    run(own, finished.root, events.append)
    kinds = {event.stage: event.kind for event in events if event.kind in ("resumed", "started")}
    assert [kinds[stage] for stage in STAGES[:6]] == ["resumed"] * 4 + ["started"] * 2
    run(recipe, finished.root)


def test_changed_data_is_named(tmp_path: Path, recipe: Recipe, opinions, write_csv):
    small = {"train": str(write_csv(tmp_path / "rows.csv", opinions(60))), "field": None}
    quick = recipe.model_copy(
        update={
            "data": recipe.data.model_copy(update=small),
            "tune": recipe.tune.model_copy(update={"method": "none"}),
            "training": recipe.training.model_copy(update={"num_train_epochs": 1}),
        }
    )
    run(quick, tmp_path / "run")
    write_csv(tmp_path / "rows.csv", opinions(70))
    events: list[Event] = []
    run(quick, tmp_path / "run", events.append)
    told = [event.message for event in events if event.kind == "changed"]
    assert told[0].startswith('files.train: "')


def test_an_audit_reads_only(recipe: Recipe, tmp_path: Path):
    found = audit(make_recipe({"data": {"train": recipe.data.train}}))
    outcomes = {verdict.code: verdict for verdict in found.verdicts}
    assert found.rows == 211
    assert outcomes["PRE001"].rows == (207,)
    assert outcomes["PRE003"].rows == (201, 202, 203, 204, 205, 206)
    assert 208 in outcomes["PRE005"].rows  # a copy has another label: merging the others would hide the majority
    assert not {verdict.code for verdict in found.verdicts if verdict.stage != "audit"}


def test_a_plan_adds_up(recipe: Recipe):
    planned = plan(recipe)
    assert [step.stage for step in planned.steps] == STAGES
    assert planned.trials == 3
    assert planned.rows["field"] == 60
    assert planned.seconds >= sum(step.seconds for step in planned.steps)


def test_nonsense_is_refused_before_any_work(recipe: Recipe, tmp_path: Path):
    for update in (
        {"gate": recipe.gate.model_copy(update={"require": ["good"]})},
        {"prepare": recipe.prepare.model_copy(update={"fix": ["PRE999"]})},
        {"validation": recipe.validation.model_copy(update={"scenarios": ["typoes"]})},
        {"training": recipe.training.model_copy(update={"report_to": ["tensorbord"]})},
        {"base_model": None},
    ):
        with pytest.raises(UserError):
            run(recipe.model_copy(update=update), tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("require", ["recall[goood].low >= 0.1", "slice[shop=a].f1 > 0.1", "macro_f.low > 0.1"])
def test_a_condition_on_what_is_not_there_is_refused_before_any_training(recipe: Recipe, tmp_path: Path, require: str):
    asked = recipe.model_copy(update={"gate": recipe.gate.model_copy(update={"require": [require]})})
    with pytest.raises(UserError, match=r"did you mean|no column"):
        run(asked, tmp_path / "run")
    assert not (tmp_path / "run" / "3-tune").exists()


def test_an_earlier_run_that_cannot_be_compared_with_is_refused_before_any_training(recipe: Recipe, tmp_path: Path):
    gate = recipe.gate.model_copy(update={"regression_vs": str(tmp_path / "nothing")})
    with pytest.raises(UserError, match="no such run folder"):
        run(recipe.model_copy(update={"gate": gate}), tmp_path / "run")
    assert not (tmp_path / "run" / "3-tune").exists()


def test_conditions_are_measured_on_the_test_rows_and_kept(finished: Finished, recipe: Recipe):
    asked = ["recall[good].low >= 0.01", "slice[label=bad].accuracy > 0.01", "gain_over_baseline.value > -1"]
    gate = recipe.gate.model_copy(update={"require": asked, "regression_vs": str(finished.root)})
    again = run(recipe.model_copy(update={"gate": gate}), finished.root)
    assert list(again.decision.conditions) == asked
    assert not set(again.decision.blocking) & set(asked)
    told = json.loads((finished.root / "7-report" / "decision.json").read_text())
    assert told["conditions"] == again.decision.conditions
    regression = next(verdict for verdict in again.verdicts if verdict.code == "EVL020")
    assert regression.outcome == "passed", regression.evidence
    run(recipe, finished.root)
