"""The range test: what is read off a curve, in the face of noise, and steps whose rate really rises."""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from finetooth.training.errors import DivergedError
from finetooth.training.range_test import STEPS, RangeTest, range_of, rate_of, read, rising, smooth
from finetooth.training.rules import Rules
from finetooth.training.space import HIGHER, LOWER
from finetooth.training.starting import descent_of

RATES = np.geomspace(2e-7, 2e-2, STEPS)
FALLS, BREAKS = 3e-4, 3e-3


def curve(noise: float = 0.0, seed: int = 0, falls: float = FALLS, breaks: float = BREAKS) -> np.ndarray:
    """A loss of 1.8 that falls to 0.4 around one rate and rises to 4 around another; noise grows as it falls."""
    place = np.log10(RATES)
    fall, rise = (1 / (1 + np.exp(-8 * (place - math.log10(rate)))) for rate in (falls, breaks))
    spread = noise * (0.2 + fall)
    return 1.8 - 1.4 * fall + 3.6 * rise + spread * np.random.default_rng(seed).standard_normal(STEPS)


def reading(losses: Sequence[float] | np.ndarray, **given: Any) -> RangeTest:
    return read(RATES[: len(losses)].tolist(), np.asarray(losses).tolist(), 2e-4, **given)


def apart(found: float | None, true: float) -> float:
    """How far a rate is off, as a factor."""
    assert found is not None
    return max(found / true, true / found)


def test_the_fall_and_the_rise_are_found():
    found = reading(curve())
    assert apart(found.steepest, FALLS) < 1.4
    assert apart(found.halfway, FALLS) < 1.4
    assert FALLS < found.lowest < BREAKS
    assert apart(found.diverges, BREAKS) < 1.7  # the rise has begun there
    assert found.losses == pytest.approx(curve())


@pytest.mark.parametrize("seed", range(20))
def test_noise_moves_the_reading_little(seed: int):
    found = reading(curve(0.25, seed))
    assert apart(found.halfway, FALLS) < 1.8
    assert found.halfway_low <= found.halfway <= found.halfway_high
    assert apart(found.diverges, BREAKS) < 2
    low, high = range_of(found)
    assert low < FALLS < high


def test_a_single_hard_batch_moves_nothing():
    calm, hit = curve(), curve()
    hit[[20, 41, 52]] += 5
    assert apart(reading(hit).halfway, reading(calm).halfway) < 1.2
    assert apart(reading(hit).diverges, reading(calm).diverges) < 1.2


def test_smoothing_looks_both_ways_and_does_not_lag():
    step = np.where(RATES < FALLS, 2.0, 1.0)
    found = smooth(RATES.tolist(), step.tolist())
    assert apart(float(RATES[(found < 1.5).argmax()]), FALLS) < 1.2
    assert found[[0, -1]] == pytest.approx([2, 1])


@pytest.mark.parametrize("seed", range(10))
def test_a_loss_that_falls_by_noise_alone_tells_nothing(seed: int):
    found = reading(1.8 + 0.05 * np.random.default_rng(seed).standard_normal(STEPS))
    assert (found.steepest, found.halfway, found.lowest) == (None, None, None)
    assert range_of(found) is None
    assert rate_of(found) == 2e-4


def test_a_curve_that_broke_off_diverges_there():
    found = reading(curve()[:60], ended=float(RATES[60]))
    assert found.diverges == RATES[60]
    assert reading(curve()[:60]).diverges is None


@pytest.mark.parametrize("count", [0, 1, 4, 19])
def test_a_few_steps_tell_nothing_but_where_they_ended(count: int):
    found = reading(curve()[:count], ended=1e-4)
    assert (found.halfway, found.diverges) == (None, 1e-4)
    assert rate_of(found) < 2e-4  # the default diverges: it is lowered


def test_the_range_to_search_follows_the_fall_and_ends_before_training_diverges():
    found = reading(curve())
    assert range_of(found) == pytest.approx((found.halfway_low / LOWER, found.halfway_high * HIGHER))
    near = replace(found, diverges=2 * found.halfway_high)
    assert range_of(near)[1] == pytest.approx(found.halfway_high)
    assert range_of(replace(found, diverges=found.halfway_low / 9))[1] > range_of(found)[0]
    other = reading(curve(falls=3e-5, breaks=3e-4))
    assert range_of(other)[1] < range_of(found)[1] / 5


def test_the_default_is_moved_only_where_training_diverges_at_it():
    found = reading(curve())
    assert rate_of(found) == 2e-4
    assert rate_of(replace(found, default=1e-6)) == 1e-6
    assert rate_of(replace(found, default=BREAKS * 0.5)) == BREAKS * 0.5
    lowered = rate_of(replace(found, default=BREAKS * 2))
    assert lowered <= found.halfway
    assert lowered < found.diverges


def test_what_was_found_saves_as_json_and_reads_back():
    from pydantic import TypeAdapter

    kind = TypeAdapter(RangeTest)
    for found in (reading(curve()), reading(curve()[:3])):
        assert kind.validate_python(json.loads(json.dumps(asdict(found)))) == found


@pytest.fixture
def descent(tiny: type, settings: Any) -> Callable[..., Any]:
    def make(model: Any = None, **changes: Any) -> Any:
        draw = np.random.default_rng(0)
        rows = [
            {"input_ids": [1 + target, 20, int(draw.integers(14, 40))], "attention_mask": [1] * 3, "labels": target}
            for target in draw.integers(0, 3, 24).tolist()
        ]
        flat = replace(settings, lr_scheduler_type="constant", warmup_ratio=0.0, **changes)
        rules = Rules(None, lambda *_: 0.0, lambda *_: None, lambda *_: None, lambda *_: None)
        return descent_of(model or tiny(), rows, 0, flat, rules, None)

    return make


def test_the_rate_rises_evenly_from_a_thousandth_to_a_hundredfold_and_rows_are_cycled_through(descent: Any):
    told: list[str] = []
    steps = descent()
    found = rising(steps, 2e-2, 40, lambda _done, message: told.append(message))
    assert steps.batches.steps == 3  # 24 rows make 3 steps: it went round
    assert found.rates[0] == pytest.approx(2e-5)
    assert np.ptp(np.diff(np.log(found.rates))) < 1e-9
    assert found.rates[-1] == pytest.approx(2.0) or found.diverges
    assert len(told) == len(found.losses)
    assert found.default == 2e-2
    assert found.losses[0] == pytest.approx(math.log(3), abs=0.8)


def test_it_learns_and_is_repeatable(descent: Any):
    found = rising(descent(), 2e-2)
    assert found.halfway is not None
    assert 1e-3 < found.halfway < 1
    assert rising(descent(), 2e-2) == found


def test_a_loss_that_is_no_number_ends_it():
    def step(number: int, rate: float) -> SimpleNamespace:
        if rate > 1.0:
            raise DivergedError("no number")
        return SimpleNamespace(loss=2.0 - 0.02 * number)

    found = rising(SimpleNamespace(step=step), 0.1)  # type: ignore[arg-type]
    assert max(found.rates) <= 1.0
    assert found.diverges == pytest.approx(1.0, rel=0.2)


def test_it_ends_where_training_has_diverged_for_good():
    rates: list[float] = []

    def step(_number: int, rate: float) -> SimpleNamespace:
        rates.append(rate)
        return SimpleNamespace(loss=9.0 if rate > 1.0 else 2.0 - 0.5 * (rate > 0.05))

    found = rising(SimpleNamespace(step=step), 0.1)  # type: ignore[arg-type]
    assert max(rates) < 3
    assert apart(found.diverges, 1.0) < 1.7
