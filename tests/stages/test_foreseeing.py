"""What a training will take: the sums in numbers of our own, the measurement on a tiny model."""

from dataclasses import replace

import pytest

from finetooth.core.results import Base, Settings, Splits
from finetooth.stages.foreseeing import Speed, foresee, seconds_of_fit, seconds_of_training

SPEED = Speed(train=1.0, predict=0.1, regression=0.01)


@pytest.fixture(scope="module")
def plain(settings: Settings) -> Settings:
    return replace(settings, keep_simpler=False, contrastive=False, folds=0, contrastive_steps=40)


def test_a_fit_is_its_epochs_with_a_look_after_each(plain: Settings):
    assert seconds_of_fit(plain, SPEED, 100, 20, 3) == pytest.approx(3 * (100 + 2) + 2)
    twice = replace(plain, evaluations_per_epoch=2)
    assert seconds_of_fit(twice, SPEED, 100, 20, 3) == pytest.approx(3 * (100 + 4) + 2)


def test_the_frozen_rival_takes_its_time(plain: Settings):
    more = seconds_of_fit(replace(plain, keep_simpler=True), SPEED, 100, 20, 3) - seconds_of_fit(
        plain, SPEED, 100, 20, 3
    )
    assert more == pytest.approx(100 * 0.21 + 2)


def test_a_contrastive_fit_has_steps_and_no_epochs(plain: Settings):
    contrast = replace(plain, contrastive=True)
    assert seconds_of_fit(contrast, SPEED, 100, 20, 99) == pytest.approx(2 + 100 * 0.21 + 2 + 40 * 32)
    once, all_rows = (seconds_of_fit(contrast, SPEED, taught, watched, 0) for taught, watched in ((100, 20), (120, 0)))
    assert seconds_of_training(contrast, SPEED, 100, 20, 99) == pytest.approx(once + all_rows)


def test_folds_are_counted_and_the_last_fit_on_all_rows(plain: Settings):
    folds = replace(plain, folds=5, fold_repeats=2, final_model="refit")
    fold, last = seconds_of_fit(plain, SPEED, 96, 24, 3), seconds_of_fit(plain, SPEED, 120, 0, 3)
    assert seconds_of_training(folds, SPEED, 100, 20, 3) == pytest.approx(10 * fold + last)
    assert seconds_of_training(replace(folds, final_model="soup"), SPEED, 100, 20, 3) == pytest.approx(10 * fold)
    once = seconds_of_fit(plain, SPEED, 100, 20, 3)
    assert seconds_of_training(replace(plain, final_model="best"), SPEED, 100, 20, 3) == pytest.approx(once)
    again = replace(plain, final_model="refit")
    assert seconds_of_training(again, SPEED, 100, 20, 3) == pytest.approx(once + last)


@pytest.mark.model
def test_steps_of_the_very_model_are_timed_and_counted(base: Base, splits: Splits, settings: Settings):
    found = foresee(base, splits, settings, free=lambda: None)
    assert 0 < found.speed.predict < found.speed.train
    assert found.speed.regression > 0
    assert found.means.tokens == settings.tokens_per_batch
    assert found.means.fits
    assert found.peak > found.means.need > 0


@pytest.mark.model
def test_a_simpler_model_is_counted_as_it_is(base: Base, splits: Splits, settings: Settings):
    head = foresee(base, splits, replace(settings, freeze_layers="all"), free=lambda: None)
    whole = foresee(base, splits, settings, free=lambda: None)
    assert head.means.need < whole.means.need


@pytest.mark.model
def test_little_memory_is_foreseen_with_what_helps(base: Base, splits: Splits, settings: Settings):
    found = foresee(base, splits, settings, free=lambda: 10)
    assert not found.means.fits
    assert found.means.tokens < settings.tokens_per_batch
    assert found.means.recomputed
