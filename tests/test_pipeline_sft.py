"""The main path of a language model on a tiny real one: seven whole stages, a decision, and answers to new prompts."""

import csv
import json
from pathlib import Path

import pytest

from finetooth.core.errors import UserError
from finetooth.finished import Finished
from finetooth.pipeline import prepare, run
from finetooth.prediction import predict
from finetooth.recipe.files import make_recipe
from finetooth.recipe.sections import Recipe
from finetooth.rejudge import rejudge

pytestmark = pytest.mark.model
THINGS = {"lamp": "bright", "kettle": "hot", "chair": "soft", "box": "shut", "door": "red"}


@pytest.fixture(scope="module")
def recipe(tiny_lm: Path, tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    path = tmp_path_factory.mktemp("talks") / "talks.jsonl"
    names = list(THINGS)
    rows = [{"prompt": f"the {names[n % 5]} {n}", "completion": THINGS[names[n % 5]]} for n in range(80)]
    path.write_text(
        "".join(json.dumps(row) + "\n" for row in [*rows, rows[3], {"prompt": "the lamp", "completion": ""}])
    )
    return make_recipe(
        {
            "task": "sft",
            "base_model": str(tiny_lm),
            "data": {"train": str(path)},
            "audit": {"select": ["PRE003", "PRE036", "DAT031"]},
            "tune": {"method": "none"},
            "training": {"num_train_epochs": 4, "learning_rate": 1e-2, "max_length": 128},
            "evaluate": {"max_generations": 6, "max_new_tokens": 6, "resamples": 200},
            "validate": {"scenarios": ["typos"], "max_rows": 10},
        }
    )


@pytest.fixture(scope="module")
def finished(recipe: Recipe, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return run(recipe, tmp_path_factory.mktemp("runs") / "run")


def test_every_stage_is_done_and_the_task_is_learned(finished: Finished):
    stages = ["1-audit", "2-prepare", "3-tune", "4-train", "5-evaluate", "6-validate", "7-report"]
    assert all((finished.root / stage / "done.json").is_file() for stage in stages)
    loss = finished.scores.get("completion_loss")
    before = next(one for one in finished.scores.baselines["base_model"] if one.metric == "completion_loss")
    assert loss.value < before.value
    page = finished.report.read_text("utf-8")
    assert "Answers to test prompts side by side" in page
    assert "A language model" in (finished.root / "7-report" / "README.md").read_text("utf-8")


def test_faults_are_mended_and_told(finished: Finished):
    told = {verdict.code: verdict for verdict in finished.verdicts}
    assert {"PRE003", "PRE036", "EVL030", "FIT012"} <= told.keys()
    assert "broken" not in {verdict.outcome for verdict in finished.verdicts}


def test_the_same_command_loads_what_is_done(recipe: Recipe, finished: Finished):
    before = {path: path.stat().st_mtime_ns for path in finished.root.glob("*/done.json")}
    assert run(recipe, finished.root).decision == finished.decision
    assert {path: path.stat().st_mtime_ns for path in finished.root.glob("*/done.json")} == before


@pytest.mark.parametrize("key", ["prompt", "messages"])
def test_new_prompts_are_answered(finished: Finished, tmp_path: Path, key: str):
    path, out = tmp_path / "new.jsonl", tmp_path / "new.csv"
    asked = ["the lamp 900", "the door 901"]
    cells = asked if key == "prompt" else [[{"role": "user", "content": text}] for text in asked]
    path.write_text("".join(json.dumps({key: cell}) + "\n" for cell in cells))
    predict(finished.root, str(path), out)
    with out.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert [line["prompt"] for line in lines] == asked
    assert all(line["answer"] for line in lines)


def test_the_gate_judges_again(finished: Finished):
    kept = rejudge(finished.root, require=["completion_loss.value <= 100"])
    assert kept.decision.conditions["completion_loss.value <= 100"].startswith("it is")
    beside = rejudge(finished.root, regression_vs=str(finished.root))
    assert next(verdict for verdict in beside.verdicts if verdict.code == "EVL020").outcome == "passed"
    assert "exact_match.low >= 2" in rejudge(finished.root, require=["exact_match.low >= 2"]).decision.blocking


def test_what_is_not_there_yet_says_so(recipe: Recipe, tmp_path: Path):
    with pytest.raises(UserError, match="conversations are prepared as a part of a run only"):
        prepare(recipe, tmp_path / "run")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"evaluate": {"metrics": ["rougeL"]}}, "no metric of answers"),
        ({"validate": {"scenarios": ["typo"]}}, "no condition"),
    ],
)
def test_unknown_names_are_refused_before_any_work(recipe: Recipe, tmp_path: Path, changes: dict, told: str):
    asked = recipe.model_dump(mode="json", by_alias=True, exclude_unset=True)
    with pytest.raises(UserError, match=told):
        run(make_recipe({**asked, **changes}), tmp_path / "run")
