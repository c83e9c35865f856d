"""The plan of a language model's run: tokens, steps, memory and time, told before any of it is spent."""

import json
from pathlib import Path

import pytest

from finetooth.core.errors import UserError
from finetooth.planning import plan
from finetooth.recipe.files import make_recipe
from finetooth.recipe.sections import Recipe

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def recipe(tiny_lm: Path, tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    path = tmp_path_factory.mktemp("talks") / "talks.jsonl"
    rows = [{"prompt": f"where is the lamp {n}", "completion": f"in aisle {n % 7}"} for n in range(60)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return make_recipe(
        {
            "task": "sft",
            "base_model": str(tiny_lm),
            "data": {"train": str(path)},
            "tune": {"trials": 4},
            "training": {"num_train_epochs": 2, "max_length": 128},
            "evaluate": {"max_new_tokens": 9, "judge": {"url": "http://localhost:9/v1", "model": "x"}},
            "validate": {"scenarios": ["typos"]},
        }
    )


def test_every_stage_is_foreseen_and_nobody_is_asked(recipe: Recipe):
    found = plan(recipe)
    assert [step.stage for step in found.steps] == [
        *("1-audit", "2-prepare", "3-tune", "4-train", "5-evaluate", "6-validate", "7-report")]  # fmt: skip
    assert all(0 <= step.seconds <= step.most for step in found.steps)
    assert found.seconds == pytest.approx(sum(step.seconds for step in found.steps) + 5 * found.busy)
    assert found.busy >= 1
    assert found.trials == 4
    assert found.rows["train"] + found.rows["validation"] + found.rows["test"] == 60
    assert found.memory.peak > 0
    told = " ".join(found.notes)
    for part in (
        "of which",
        "are learned, in 3 steps",
        "an answer may have 9 tokens",
        "tokens a second",
        "questions go to",
    ):
        assert part in told


def test_what_is_wrong_is_refused_as_a_run_would(recipe: Recipe):
    asked = recipe.model_dump(mode="json", by_alias=True, exclude_unset=True)
    with pytest.raises(UserError, match="no condition"):
        plan(make_recipe({**asked, "validate": {"scenarios": ["typo"]}}))


def test_weights_in_4_bits_that_nothing_can_hold_are_refused_before_anything_is_loaded(recipe: Recipe, monkeypatch):
    asked = recipe.model_dump(mode="json", by_alias=True, exclude_unset=True)
    monkeypatch.setattr("finetooth.tasks.sft.four_bits.find_spec", lambda name: None)
    with pytest.raises(UserError, match="bitsandbytes, which is not installed"):
        plan(make_recipe({**asked, "training": {**asked.get("training", {}), "load_in_4bit": True}}))
