"""The suite that a recipe names: read and held against the gate before any work, and run on a real model."""

from pathlib import Path

import pytest

from finetooth.core.errors import UserError
from finetooth.core.results import Base, Settings, Splits
from finetooth.core.run import Work
from finetooth.recipe.files import make_recipe
from finetooth.recipe.sections import Validate
from finetooth.stages.augmenting import must_be_guises
from finetooth.stages.behaving import must_have_behaviour, suite_for
from finetooth.stages.train import Trained
from finetooth.stages.validate import validate

PAGE = (Path(__file__).parents[2] / "docs" / "behaviour.md").read_text("utf-8")


def example() -> str:
    """The file that the page shows."""
    return PAGE.split("```yaml behaviour\n")[1].split("```")[0]


def recipe(folder: Path, *conditions: str, text: str | None = None):
    (folder / "b.yaml").write_text(text or example(), "utf-8")
    named = {} if text == "" else {"behaviour": str(folder / "b.yaml")}
    return make_recipe({"data": {"train": "x.csv"}, "validate": named, "gate": {"require": list(conditions)}})


def test_the_example_of_the_docs_is_read(tmp_path: Path):
    suite = suite_for(recipe(tmp_path), ("good", "bad"))
    assert [len(test.cases) for test in suite.tests] == [24, 13, 12, 12, 2]
    assert suite.tests[0].cases[12].texts == ("What a kettle, lovely!",)
    assert ("What an oven, superb!",) in [case.texts for case in suite.tests[0].cases]
    assert suite.limits == (("negation", 0.2),)


def test_a_label_that_is_not_learned_is_told_before_the_training(tmp_path: Path):
    with pytest.raises(UserError, match="no label of the training rows is 'good'"):
        suite_for(recipe(tmp_path), ("fine", "poor"))


@pytest.mark.parametrize("condition", ["behaviour.pass_rate.low >= 0.9", "behaviour[negation].pass_rate >= 0.8"])
def test_the_gate_may_ask_for_what_is_tested(tmp_path: Path, condition: str):
    must_have_behaviour(recipe(tmp_path, condition))


def test_the_gate_may_not_ask_for_what_is_not(tmp_path: Path):
    with pytest.raises(UserError, match="did you mean negation"):
        must_have_behaviour(recipe(tmp_path, "behaviour[negatoin].pass_rate >= 0.8"))
    with pytest.raises(UserError, match="there are none"):
        must_have_behaviour(recipe(tmp_path, "behaviour.pass_rate >= 0.8", text=""))


def test_scenarios_that_change_the_label_are_no_guises():
    must_be_guises(["typos", "other_names", "prompt_injection"])
    for name in ("negated", "no_content", "two_messages"):
        with pytest.raises(UserError, match="does not keep the label"):
            must_be_guises([name])
    with pytest.raises(UserError, match="did you mean typos"):
        must_be_guises(["typo"])


@pytest.mark.model
def test_a_model_answers_the_suite(
    work: Work, trained: Trained, base: Base, splits: Splits, settings: Settings, tmp_path: Path
):
    suite = suite_for(recipe(tmp_path), trained.labels)
    options = Validate(scenarios=["typos", "other_names", "negated", "no_content"], max_rows=12, cost="none")
    found = validate(work, options, settings, base, trained.model, trained.labels, splits, None, suite)
    assert found.behaviour is not None
    assert found.behaviour.names == ("vocabulary", "negation", "fairness", "intensity", "robustness")
    assert sum(one.n for one in found.behaviour.results) == 63
    rates = {one.name: one.failure_rate[0] for one in found.behaviour.results}
    assert rates["plain praise"] < 0.5 < rates["denied praise"]  # the tiny model knows words, and no denial
    by_name = {score.name: score for score in found.scenario_scores}
    assert [dose.dose for dose in by_name["typos"].doses] == [0.05, 0.1, 0.2, 0.4]
    assert by_name["other_names"].n == 0  # no row names anyone
    assert by_name["negated"].expects == "less"
    assert by_name["no_content"].changed <= 16
    assert set(found.scenario_flips["scenario"]) <= set(by_name)
    assert found.scenario_flips.height == sum(score.failed for score in found.scenario_scores)
    again = validate(work, options, settings, base, trained.model, trained.labels, splits, None, suite)
    assert again.scenario_scores[0] == found.scenario_scores[0]
    assert again.behaviour == found.behaviour
