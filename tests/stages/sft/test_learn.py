"""A language model's fit: the lowest loss is kept, and how the memory is spent changes nothing."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from finetooth.core.errors import UserError
from finetooth.core.results import CurvePoint, Splits
from finetooth.core.rows import Rows
from finetooth.stages.learn import Manner
from finetooth.stages.sft.learn import learn, lowest
from finetooth.stages.sft.lesson import Lesson
from finetooth.training.weights import changing

pytestmark = pytest.mark.model


def curve(*losses: float) -> list[CurvePoint]:
    return [CurvePoint(place + 1.0, place + 1, loss, loss, 0.0, loss, 0.5) for place, loss in enumerate(losses)]


def test_the_lowest_loss_is_kept_and_patience_counts_from_it():
    assert lowest(curve(2.0, 1.5, 1.6), 3, None).best == 1
    assert not lowest(curve(2.0, 1.5, 1.6, 1.6), 3, None).stop
    assert lowest(curve(2.0, 1.5, 1.6, 1.6, 1.7), 3, None).stop
    assert not lowest(curve(2.0, 1.9, 1.8, 1.7, 1.6), 3, None).stop
    assert lowest(curve(2.0, 1.5, 1.49), 3, 0.05).best == 1  # a gain that is asked for


@pytest.fixture(scope="module")
def lesson(lm_base, lm_splits, lm_conversations, lm_settings) -> Lesson:
    return Lesson.of(lm_base, lm_splits, lm_conversations, lm_settings)


@pytest.fixture(scope="module")
def fitted(lesson, lm_settings):
    once = replace(lm_settings, num_train_epochs=1)

    def fit(notes=None, **changed):
        found = learn(lesson, replace(once, **changed), Manner(lambda *_: None, note=(notes or []).append))
        return found.curve, {name: value.clone() for name, value in changing(found.model).items()}

    return fit


@pytest.mark.parametrize("changed", [{"tokens_per_batch": 40}, {"gradient_checkpointing": True}])
def test_smaller_micro_batches_and_checkpointing_change_nothing(fitted, changed):
    plain, weights = fitted()
    other, same = fitted(**changed)
    assert [p.train_loss for p in other.points] == pytest.approx([p.train_loss for p in plain.points], abs=1e-5)
    assert all(torch.allclose(value, same[name], atol=1e-3) for name, value in weights.items())


def test_padded_rows_learn_as_well_though_they_come_in_other_steps(fitted):
    losses = [fitted(packing=packing)[0].kept_loss for packing in (True, False)]
    assert losses[0] == pytest.approx(losses[1], abs=0.1)


def test_dropout_of_the_adapter_and_noise_act_in_training(fitted):
    plain, dropped, noisy = (fitted(**given)[0] for given in ({}, {"lora_dropout": 0.5}, {"neftune_noise_alpha": 50.0}))
    losses = [[point.train_loss for point in one.points] for one in (plain, dropped, noisy)]
    assert losses[0] != losses[1]
    assert losses[0] != losses[2]


def test_prompts_that_count_are_learned_and_judged_by_answers_alone(lm_base, lm_splits, lm_conversations, lm_settings):
    settings = replace(lm_settings, train_on_prompt_weight=0.5)
    lesson = Lesson.of(lm_base, lm_splits, lm_conversations, settings)
    assert {0.0, 0.5, 1.0} == {float(weight) for example in lesson.train for weight in np.unique(example.weights)}
    assert {0.0, 1.0} == {float(weight) for example in lesson.validation for weight in np.unique(example.weights)}


def test_where_nothing_is_left_to_learn_from_that_is_said(lm_base, lm_splits, lm_conversations, lm_settings):
    with pytest.raises(UserError, match="no conversation of the training rows can be learned from"):
        Lesson.of(lm_base, lm_splits, lm_conversations, replace(lm_settings, max_length=8))
    bare = Splits(lm_splits.train, Rows(lm_splits.train.table[:0]), lm_splits.test, lm_splits.field)
    with pytest.raises(UserError, match="validation"):
        Lesson.of(lm_base, bare, lm_conversations, lm_settings)
