"""A language model is scored beside its base, paired; what it forgot, recites and cannot end is told."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from finetooth.core.conversation import Conversation, Turn, table_of
from finetooth.core.events import silent
from finetooth.core.results import Base, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.core.run import Work
from finetooth.recipe.answering import Judge
from finetooth.recipe.sections import Evaluate, Validate
from finetooth.stages.sft.conditions import conditions, question
from finetooth.stages.sft.evaluate import EvaluatedLM, evaluate
from finetooth.stages.sft.forgetting import forgotten, general_conversations
from finetooth.stages.sft.reciting import recital_of
from finetooth.stages.sft.train import TrainedLM
from finetooth.stages.sft.validate import ValidatedLM, validate

pytestmark = pytest.mark.model
FAST = Evaluate(max_generations=8, max_new_tokens=6, resamples=200)


@pytest.fixture(scope="module")
def scored(
    lm_base: Base,
    lm_settings: Settings,
    lm_splits: Splits,
    lm_conversations: pl.DataFrame,
    trained_lm: TrainedLM,
    tmp_path_factory,
) -> EvaluatedLM:
    work = Work(tmp_path_factory.mktemp("scored"), "5-evaluate", silent)
    return evaluate(work, FAST, lm_settings, lm_base, trained_lm.model, lm_splits, lm_conversations)


def test_both_models_are_scored_on_the_same_prompts(scored: EvaluatedLM):
    metrics = [one.metric for one in scored.scores.model]
    assert metrics[:2] == ["completion_loss", "perplexity"]
    assert [one.metric for one in scored.scores.baselines["base_model"]] == metrics
    assert scored.scores.selection_metric == metrics[2]
    loss = scored.differences[0]
    assert loss.change == pytest.approx(scored.scores.model[0].value - scored.scores.baselines["base_model"][0].value)
    assert (loss.standing, loss.higher_is_better) == ("better", False)
    assert scored.answers.height == 8
    assert scored.answers["tuned_loss"].mean() < scored.answers["base_loss"].mean()


def test_perplexity_is_the_loss_told_otherwise(scored: EvaluatedLM):
    loss, perplexity = scored.scores.model[:2]
    assert perplexity.value == pytest.approx(np.exp(loss.value))
    assert loss.low < loss.value < loss.high


def test_what_the_tuning_did_besides_is_told(scored: EvaluatedLM):
    assert scored.ending.n == 8
    assert scored.ending.budget == 6
    assert scored.forgetting is not None
    assert scored.forgetting.n == len(general_conversations())
    assert scored.general.height == 8
    assert set(scored.general.columns) == {"prompt", "reference", "base", "tuned"}


def test_a_judge_that_is_named_is_asked_and_scored(
    served, lm_base: Base, lm_settings: Settings, lm_splits: Splits, lm_conversations, trained_lm: TrainedLM, tmp_path
):
    judge = served(lambda asked: "B" if asked.index("[Answer B]") else "A")
    options = FAST.model_copy(update={"judge": Judge(url=judge.url, model="a-judge"), "max_generations": 4})
    work = Work(tmp_path, "5-evaluate", silent)
    found = evaluate(work, options, lm_settings, lm_base, trained_lm.model, lm_splits, lm_conversations)
    assert found.preference.n == 4
    assert found.scores.model[-1].metric == "win_rate"
    assert found.scores.get("win_rate").value == found.preference.share == 0.5
    assert len(judge.asked) == 1 + 2 * (4 - found.preference.alike)
    assert all("reference" in body["messages"][1]["content"].lower() for _, body in judge.asked)


def test_the_order_of_the_file_does_not_choose_who_is_asked(scored: EvaluatedLM, lm_splits: Splits):
    assert scored.answers["id"].to_list() != lm_splits.test.ids.to_list()[:8]
    assert set(scored.answers["id"]) <= set(lm_splits.test.ids)


def test_conditions_change_the_last_question_and_nothing_else():
    one = Conversation(
        (Turn("system", "Be kind."), Turn("user", "Where is the blue lamp?"), Turn("assistant", "Here."))
    )
    for condition in conditions(200):
        changed = condition.change([one], 3)[0]
        assert changed != one, condition.name
        assert changed.answer == "Here."
        if condition.name == "no_system":
            assert [turn.role for turn in changed.turns] == ["user", "assistant"]
        else:
            assert changed.turns[0] == one.turns[0]
        assert condition.change([one], 3)[0] == changed
    longer = next(condition for condition in conditions(200) if condition.name == "longer").change([one], 3)[0]
    assert len(question(longer)) > 200
    assert question(longer).endswith("Where is the blue lamp?")


def test_each_condition_is_tried_and_the_field_is_answered(
    lm_base: Base,
    lm_settings: Settings,
    lm_splits: Splits,
    lm_conversations: pl.DataFrame,
    trained_lm: TrainedLM,
    tmp_path: Path,
):
    field = Rows(
        lm_splits.test.table[:4].with_columns(
            id=pl.col("id") + 10_000, role=pl.lit("field").cast(pl.Enum(["train", "validation", "test", "field"]))
        )
    )
    more = lm_conversations.join(lm_splits.test.table[:4].select("id"), on="id", how="semi").with_columns(
        id=pl.col("id") + 10_000
    )
    splits, known = replace(lm_splits, field=field), pl.concat([lm_conversations, more])
    options = Validate(scenarios=["typos", "longer"], max_rows=10)
    found: ValidatedLM = validate(
        Work(tmp_path, "6-validate", silent), options, FAST, lm_settings, lm_base, trained_lm.model, splits, known
    )
    assert [one.name for one in found.scenario_scores] == ["typos", "longer"]
    assert all(one.low <= one.drop <= one.high for one in found.scenario_scores)
    assert found.field_answers.height == 4
    assert found.field_scores is not None


def test_more_recited_of_training_rows_than_of_others_is_seen():
    taught, strange = np.full(20, 0.9), np.full(20, 0.1)
    found = recital_of(taught, strange, (strange, strange), 300, 0)
    assert found.excess == pytest.approx(0.8)
    assert found.low > 0.7
    assert recital_of(taught[:3], strange, (strange, strange), 300, 0) is None


def test_a_loss_that_rises_is_told_with_its_interval():
    before = pl.DataFrame({"id": range(40), "loss_sum": [10.0 + n % 3 for n in range(40)], "weight": [5.0] * 40})
    after = before.with_columns(loss_sum=pl.col("loss_sum") * 1.5)
    found = forgotten(before, after, 300, 0)
    assert found.change == pytest.approx(found.before / 2)
    assert 0 < found.low < found.change < found.high


def test_tables_of_no_conversations_are_no_trouble():
    assert table_of([], []).height == 0
