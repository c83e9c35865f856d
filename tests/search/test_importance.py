from dataclasses import replace

import numpy as np
import pytest

from finetooth.core.tuning import Dimension, Trial
from finetooth.search.importance import Importances, importances

RATE = Dimension("learning_rate", low=1e-5, high=1e-3, log=True)
DECAY = Dimension("weight_decay", low=0.0, high=0.2)
HEAD = Dimension("head", ("fresh", "linear", None, True))
SPACE = (DECAY, HEAD, RATE)


def tried(count: int, effect: float = 1.0, seed: int = 0) -> tuple[Trial, ...]:
    """Make trials whose score rests on the learning rate alone."""
    draw = np.random.default_rng(seed)
    found = []
    for number in range(count):
        place = draw.random()
        params = {
            "learning_rate": float(1e-5 * 100**place),
            "weight_decay": float(draw.random() * 0.2),
            "head": HEAD.values[draw.integers(4)],
        }
        score = 0.8 - effect * 0.4 * (place - 0.7) ** 2 + float(draw.normal(0, 0.01))
        found.append(Trial(number, params, score, 3.0, 9.0))
    return tuple(found)


@pytest.fixture(scope="module")
def found() -> Importances:
    return importances(SPACE, tried(40), resamples=30)


def test_the_option_that_matters_leads_and_is_told_from_chance(found: Importances) -> None:
    first = found.options[0]
    assert (first.name, first.told, found.reason, found.trials) == ("learning_rate", True, "", 40)
    assert first.low <= first.share <= first.high
    assert not any(option.told for option in found.options[1:])
    assert sum(option.share for option in found.options) == pytest.approx(1.0)


def test_the_same_trials_and_seed_give_the_same(found: Importances) -> None:
    assert importances(SPACE, tried(40), resamples=30) == found


def test_noise_is_not_told_apart_from_chance() -> None:
    told = [importances(SPACE, tried(20, effect=0.0, seed=seed), resamples=20).options for seed in range(3)]
    assert sum(option.told for options in told for option in options) <= 2


def test_too_few_finished_settings_give_a_reason_and_no_numbers() -> None:
    ten = tried(10)
    assert importances(SPACE, ten, resamples=2).options
    for few in (
        ten[:9],
        (*ten[:9], replace(ten[0], number=9, same_as=0)),
        (*ten[:9], replace(ten[9], pruned="behind")),
    ):
        assert importances(SPACE, few).options == ()
        assert importances(SPACE, few).reason == "9 finished settings are too few: 10 are needed"
    assert "same score" in importances(SPACE, tuple(replace(one, score=0.5) for one in ten)).reason
    assert "fewer than two options" in importances((RATE,), ten).reason


def test_pruned_and_diverged_trials_are_not_among_the_best_and_other_failures_are_left_out() -> None:
    base = tried(12, effect=0.0)
    high = [{"learning_rate": 9e-4, "weight_decay": n / 100, "head": "fresh"} for n in range(12)]
    pruned = tuple(Trial(20 + n, params, 0.99, 1.0, 1.0, pruned="behind") for n, params in enumerate(high))
    lost = tuple(replace(one, score=None, pruned="", error="the loss became nan in step 3") for one in pruned)
    crashed = tuple(replace(one, error="out of memory") for one in lost)
    shares = [
        {option.name: option.share for option in importances(SPACE, (*base, *more), resamples=2).options}
        for more in (pruned, lost, crashed, ())
    ]
    assert shares[0] == shares[1]
    assert shares[2] == shares[3]
    assert shares[0] != shares[3]


def test_a_default_outside_the_range_or_the_list_is_no_trouble() -> None:
    outside = Trial(0, {"learning_rate": 5e-3, "weight_decay": 0, "head": "other"}, 0.7, 1.0, 1.0)
    assert len(importances(SPACE, (outside, *tried(14)[1:]), resamples=2).options) == 3
