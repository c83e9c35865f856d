from dataclasses import replace

import numpy as np

from finetooth.monitoring.results import Signal
from finetooth.monitoring.slow import FEWEST, with_averages

ONE = Signal("length", "MON001", "texts", "both", "deviations", 0.0, 0.0, -1.0, 1.0, 0.0)


def after(scores, shared=0.0, rate=0.01, direction="both"):
    signals = [replace(ONE, score=score, direction=direction) for score in scores]
    return with_averages([[one] for one in signals[:-1]], [signals[-1]], shared, rate)[0]


def test_small_moves_on_one_side_add_up_and_no_single_one_does():
    assert after([1.6] * 12).slow_alarm
    assert not after([1.6]).slow_alarm
    assert not after([1.6, -1.6] * 6).slow_alarm
    assert after([1.6] * (FEWEST - 1)).slow is None


def test_a_drift_to_the_good_side_is_none():
    assert not after([2.0] * 12, direction="down").slow_alarm
    assert after([-2.0] * 12, direction="down").slow_alarm


def test_one_odd_file_is_cut():
    assert after([0.0, 0.0, 90.0]).slow == after([0.0, 0.0, 3.5]).slow


def test_what_all_records_share_widens_the_limit():
    assert after([1.0] * 12, shared=0.5).slow_limit > after([1.0] * 12).slow_limit


def test_the_false_alarms_are_as_rare_as_said():
    draw, hits, rate, shared = np.random.default_rng(0), 0, 0.05, 0.3
    for _ in range(300):
        common = draw.normal() * shared**0.5
        hits += after((common + draw.normal(size=10) * (1 - shared) ** 0.5).tolist(), shared, rate).slow_alarm
    assert hits <= 28  # 15 are expected


def test_a_signal_that_was_not_there_before_starts_anew():
    other = replace(ONE, name="digits", score=3.0)
    found = with_averages([[ONE], [ONE], [ONE]], [other], 0.0, 0.01)[0]
    assert found.slow is None
