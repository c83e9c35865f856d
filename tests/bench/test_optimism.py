"""The bench on the luck of a search: trials that are alike, one that is better, and what its last line says."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

from extrapolating.rows import load
from optimism import TRIALS, VALIDATION, Search, last, searched, searches, show, with_words


def said(truth, accuracy, random):
    right = random.random(len(truth)) < accuracy
    return np.where(np.eye(2, dtype=bool)[np.where(right, truth, 1 - truth)], 0.9, 0.1)


def many(accuracies, seed):
    random = np.random.default_rng(seed)
    judging, tests = random.integers(0, 2, 100), random.integers(0, 2, 2_000)
    trials = [(said(judging, one, random), said(tests, one, random)) for one in accuracies]
    return searched("own", trials, judging, tests, seed)


def test_the_best_of_trials_that_are_all_alike_owes_its_lead_to_luck_and_is_told_so():
    found = [many([0.7] * 10, seed) for seed in range(20)]
    luck, told = (np.mean([getattr(one, what) for one in found]) for what in ("luck", "told"))
    assert luck > 0.04
    assert told == pytest.approx(luck, abs=0.02)
    assert all(one.drop == pytest.approx(one.luck + one.shift) for one in found)


def test_a_trial_that_is_far_better_owes_it_nothing():
    found = [many([0.6] * 9 + [0.98], seed) for seed in range(10)]
    assert np.mean([one.told for one in found]) < 0.005


def test_what_was_told_holds_within_the_errors_of_both_scores():
    assert Search("own", 5, 60, told=0.03, drop=0.06, shift=0.0, error=0.02).held
    assert not Search("own", 5, 60, told=0.03, drop=0.08, shift=0.0, error=0.02).held
    assert Search("own", 5, 60, told=0.03, drop=0.08, shift=0.04, error=0.02).beyond


def test_a_drawing_searches_once_for_each_number_of_trials_and_rows():
    rows = with_words(load("own", Path("nowhere"), 1_200))
    found = list(searches(rows, 0))
    assert [(one.trials, one.rows) for one in found] == [(trials, size) for trials in TRIALS for size in VALIDATION]
    assert found == list(searches(rows, 0))
    assert found != list(searches(rows, 1))


def test_the_last_line_tells_the_share_that_held_by_set_and_rows():
    good, bad = Search("b", 5, 60, 0.0, 0.0, 0.0, 0.01), Search("a", 5, 150, 0.0, 0.1, 0.0, 0.01)
    line = last([good, bad])
    assert (line["value"], line["ok"], line["searches"]) == (0.5, False, 2)
    assert line["by_set"] == {"a": 0.0, "b": 1.0}
    assert line["by_rows"] == {60: 1.0, 150: 0.0}
    assert last([good])["ok"]
    assert "held  50 %" in show("both", [good, bad])
