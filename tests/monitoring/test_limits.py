import numpy as np
import pytest

from finetooth.core.errors import UserError
from finetooth.monitor import LOWEST
from finetooth.monitoring.limits import LEAST_RATE, Side, judged
from finetooth.monitoring.results import Watched

WATCHED = (
    Watched("length", "MON001", "both", "deviations"),
    Watched("rare", "MON003", "up", "share"),
    Watched("sure", "MON004", "down", "share"),
)


def table(draw, rows, shift=0.0):
    wide = draw.normal(size=rows) + shift
    return np.column_stack([wide, draw.random(rows) < 0.02, 1 - 0.1 * draw.random(rows)]).astype(float)


def alarms(seed, rate, shift=0.0):
    draw = np.random.default_rng(seed)
    found = judged(Side(table(draw, 300)), Side(table(draw, 60, shift)), WATCHED, "texts", rate, seed)
    return {one.name for one in found if one.alarm}


def test_the_rate_of_false_alarms_is_that_of_all_signals_together():
    hits = sum(bool(alarms(seed, 0.1)) for seed in range(60))
    assert 1 <= hits <= 14  # 6 are expected, and 99.5 % of draws lie there


def test_a_shift_is_an_alarm_of_its_signal_only():
    assert alarms(0, 0.01, 1.0) == {"length"}


def test_a_signal_is_told_in_its_unit_and_alarms_on_its_side_only():
    draw = np.random.default_rng(1)
    known, new = table(draw, 300), table(draw, 60, 2.0)
    new[:, 2] = 1.0  # surer than ever
    length, rare, sure = judged(Side(known), Side(new), WATCHED, "texts", 0.01, 1)
    assert length.usual == 0
    assert 1.0 < length.value < 2.5
    assert length.low == pytest.approx(-length.high)
    assert rare.low is None
    assert sure.high is None
    assert not sure.alarm
    assert sure.score > 2


def test_a_column_that_never_changes_is_no_alarm():
    known, new = np.zeros((100, 1)), np.zeros((30, 1))
    (one,) = judged(Side(known), Side(new), WATCHED[1:2], "texts", 0.05, 0)
    assert not one.alarm
    assert one.score == 0


def test_meaning_is_watched_where_there_are_vectors():
    draw = np.random.default_rng(2)
    sides = [
        Side(table(draw, rows), draw.normal(size=(rows, 8)).astype(np.float32) + move)
        for rows, move in ((200, 0), (50, 2))
    ]
    found = judged(*sides, WATCHED, "texts", 0.05, 0)
    assert [one.name for one in found[:2]] == ["domain classifier", "discrepancy of meaning"]
    assert found[0].alarm
    assert found[0].value > 0.9
    assert found[0].usual == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("rate", [0.0005, 0.00025, LEAST_RATE])
def test_at_the_lowest_rates_a_real_shift_is_still_an_alarm(rate):
    assert alarms(0, rate, 3.0) == {"length"}
    assert not alarms(0, rate)


def test_meaning_is_the_same_in_parts_of_the_divisions():
    draw = np.random.default_rng(4)
    sides = [
        Side(table(draw, rows), draw.normal(size=(rows, 4)).astype(np.float32) + move)
        for rows, move in ((60, 0), (30, 3))
    ]
    assert judged(*sides, WATCHED, "texts", 0.00025, 0)[0].alarm


def test_a_rate_that_no_number_of_divisions_tells_is_refused():
    with pytest.raises(UserError, match="cannot be told from none"):
        alarms(0, LEAST_RATE / 2)


def test_every_rate_that_may_be_asked_for_can_be_told():
    assert LOWEST / 4 >= LEAST_RATE  # texts, answers, labels and slow drift have a part each


def test_the_same_rows_and_seed_give_the_same():
    draw = np.random.default_rng(3)
    sides = Side(table(draw, 90)), Side(table(draw, 40))
    assert judged(*sides, WATCHED, "texts", 0.05, 7) == judged(*sides, WATCHED, "texts", 0.05, 7)
