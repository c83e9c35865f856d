"""The bench on learning curves: its draws, its opponents, and what its last line says."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

from extrapolating.carrying import LAST, OURS, SQUARES, Case, cases, least_squares
from extrapolating.rows import load
from extrapolating.telling import last, show


def case(miss, low=0.7, high=0.9, features="vectors"):
    return Case("own", features, 0, 0.8, {OURS: 0.8 + miss, LAST: 0.7, SQUARES: 0.85}, low, high)


def test_a_quarter_is_drawn_anew_by_seed_and_keeps_the_classes_shares():
    rows = load("own", Path("nowhere"), 2_000)
    quarter, other = rows.quarter(0), rows.quarter(1)
    assert len(quarter.texts) == 500
    assert quarter.texts.to_list() != other.texts.to_list()
    assert np.bincount(quarter.classes) == pytest.approx(np.bincount(rows.classes) / 4, abs=1)


def test_least_squares_carries_a_power_law_on():
    sizes = np.array([100, 200, 400, 800])
    assert least_squares(sizes, 0.9 - 2 * sizes**-0.5, 3_200) == pytest.approx(0.9 - 2 * 3_200**-0.5, abs=1e-3)


def test_every_case_has_a_guess_of_each_and_the_truth_is_measured_on_all_rows():
    found = cases(load("own", Path("nowhere"), 800), "words", 2)
    assert [one.seed for one in found] == [0, 1]
    assert len({one.truth for one in found}) == 1
    assert all(set(one.told) == {OURS, LAST, SQUARES} and one.low <= one.told[OURS] <= one.high for one in found)


@pytest.mark.parametrize(
    ("told", "ok"),
    [([case(0.01), case(-0.015)], True), ([case(0.02), case(-0.02)], False), ([case(0.0, 0.85), case(0.0)], False)],
)
def test_the_last_line_holds_both_targets(told, ok):
    line = last(told, quick=False)
    assert line["ok"] is ok
    assert line["value"] == pytest.approx(np.mean([one.miss(OURS) for one in told]), abs=1e-3)


def test_vectors_are_judged_where_there_are_any():
    line = last([case(0.01), case(0.1, features="words")], quick=True)
    assert line["value"] == 1.0
    assert line["features"]["words"]["miss"][OURS] == 10.0
    assert "own" in show([case(0.01)])
