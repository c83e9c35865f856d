"""The search of a language model's settings: asked for or not, judged by completion loss, chosen beyond noise."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from finetooth.core.run import Work
from finetooth.core.tuning import Dimension, Trial
from finetooth.recipe.sections import Training, Tune
from finetooth.stages.selecting import chosen_of
from finetooth.stages.sft.judging import CompletionJudges, some, weighed
from finetooth.stages.sft.tune import longest_of, made_of, tune

QUICK = {"num_train_epochs": 1, "per_device_train_batch_size": 8, "max_length": 128, "lora_r": 4, "lora_dropout": 0.0}


@pytest.fixture
def tuned(lm_base, lm_splits, lm_conversations, tmp_path: Path):
    def run(training: Training, notes: list[str] | None = None, **options):
        (folder := tmp_path / "3-tune").mkdir(exist_ok=True)
        told = [] if notes is None else notes
        work = Work(folder, "3-tune", lambda event: told.append(event.message) if event.kind == "note" else None)
        return tune(work, Tune(**options), training, 42, lm_base, lm_splits, lm_conversations)

    return run


def test_nothing_is_searched_on_a_processor_unless_asked_and_that_is_said(tuned):
    notes: list[str] = []
    found = tuned(Training(**QUICK), notes)
    assert (found.space, found.trials, found.selection) == ((), (), None)
    assert "settings of the recipe are kept" in notes[0] == found.ended
    assert found.settings.learning_rate == 5e-4  # ten times that of a full fine-tune


@pytest.mark.model
def test_the_setting_with_the_lowest_loss_is_chosen_and_kept_trials_are_found_again(tuned):
    training = Training(learning_rate=[1e-6, 5e-2], **QUICK)
    found = tuned(training, final_seeds=0, min_gain=0.0)
    assert [trial.params for trial in found.trials] == [{"learning_rate": 1e-6}, {"learning_rate": 5e-2}]
    losses = [-trial.score for trial in found.trials]
    assert losses[1] < losses[0] - 0.05
    assert found.selection.chosen == 1
    assert found.settings.learning_rate == 5e-2
    assert found.selection.gain == pytest.approx(losses[0] - losses[1], abs=1e-4)
    notes: list[str] = []
    again = tuned(training, notes, final_seeds=0, min_gain=0.0)
    assert [trial.seconds for trial in again.trials] == [trial.seconds for trial in found.trials]


def test_a_lower_loss_is_better_and_noise_is_told_by_whole_sequences():
    draw = np.random.default_rng(0)
    weights = draw.integers(5, 50, 60).astype(float)
    losses = weights * draw.normal(2.0, 0.2, 60)
    answers = {0: losses, 1: losses * 0.8, 2: losses + draw.normal(0, 0.01, 60)}
    trials = [Trial(n, {"x": n}, -float(a.sum() / weights.sum()), 1.0, 1.0) for n, a in answers.items()]
    found = weighed(weights, trials, answers, "completion_loss", 1)
    assert found.best.number == 1
    assert found.scores.shape == (3, 500)
    assert found.scores.mean(axis=1) == pytest.approx([trial.score for trial in trials], abs=0.02)
    assert chosen_of(found).chosen == 1
    alike = weighed(weights, [trials[0], trials[2]], answers, "completion_loss", 1)
    assert chosen_of(alike).chosen == 0


def test_another_rank_keeps_the_scale(lm_settings):
    made = made_of(replace(lm_settings, lora_r=16, lora_alpha=32), {"lora_r": 8})
    assert (made.lora_r, made.lora_alpha) == (8, 16)
    assert made_of(lm_settings, {"lora_r": 8, "lora_alpha": 5}).lora_alpha == 5


def test_trials_see_a_sample_that_the_seed_tells(lm_splits):
    few = some(lm_splits.train, 10, 3)
    assert len(few) == 10
    assert few.ids.to_list() == some(lm_splits.train, 10, 3).ids.to_list() != some(lm_splits.train, 10, 4).ids.to_list()
    assert some(lm_splits.train, 99, 3) is lm_splits.train


def test_trials_that_read_less_of_a_conversation_are_judged_by_the_same_tokens(
    lm_base, lm_splits, lm_conversations, lm_settings
):
    space = (Dimension("max_length", (8, 24)), Dimension("learning_rate", low=1e-4, high=1e-3))
    assert longest_of(space, replace(lm_settings, max_length=20)) == 24
    assert longest_of(space[1:], replace(lm_settings, max_length=20)) == 20
    judges = CompletionJudges(Tune(), lm_settings, lm_base, lm_splits, lm_conversations, 24)
    asked = replace(lm_settings, overlong="truncate_left")
    judges = replace(judges, default=asked)
    short, long = (judges(replace(asked, max_length=length)) for length in (8, 24))
    taught = [sum(len(example.ids) for example in judge.lesson.train) for judge in (short, long)]
    assert taught[0] < taught[1]
    assert short.weights.tolist() == long.weights.tolist()
