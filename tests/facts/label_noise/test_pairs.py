"""Pairs of classes: mistaken one way, or not to be told apart."""

import numpy as np
import pytest

from finetooth.facts.label_noise.pairs import benjamini_hochberg, confident, mistaken_pairs, separations


def _told(rows: int, swapped: int) -> tuple[np.ndarray, np.ndarray]:
    """Return sure probabilities of four classes, and labels of which ``swapped`` of class 0 are labelled 1."""
    truth = np.arange(rows) % 4
    told = np.full((rows, 4), 0.02, np.float32)
    told[np.arange(rows), truth] = 0.94
    codes = truth.copy()
    codes[np.flatnonzero(truth == 0)[:swapped]] = 1
    codes[np.flatnonzero(truth == 2)[:2]] = [0, 3]
    return told, codes


def test_a_pair_mistaken_one_way_is_found() -> None:
    told, codes = _told(400, 12)
    first, *others = mistaken_pairs(told, codes)
    assert (first.given, first.seen, first.rows) == (1, 0, 12)
    assert first.q < 0.01 < min(other.q for other in others)
    assert first.expected < 3


def test_confident_disagreement_needs_confidence() -> None:
    told, codes = _told(400, 12)
    assert (confident(told, codes) >= 0).sum() == 14
    flat = np.full((400, 4), 0.25, np.float32)
    flat[:, 0] = 0.24
    assert (confident(flat, np.zeros(400, np.int64)) == -1).sum() in (0, 400)
    assert mistaken_pairs(told, np.arange(400) % 4) == []


def test_benjamini_hochberg_counts_the_tests_left_out() -> None:
    assert benjamini_hochberg(np.array([0.01, 0.02]), 2).tolist() == [0.02, 0.02]
    assert benjamini_hochberg(np.array([0.01, 0.02]), 10).tolist() == [pytest.approx(0.1), pytest.approx(0.1)]


def test_classes_dealt_out_by_chance_cannot_be_told_apart() -> None:
    draw = np.random.default_rng(0)
    told, codes = _told(800, 0)
    alike = codes < 2
    told[alike, 0] = draw.random(alike.sum())
    told[alike, 1] = 1 - told[alike, 0]
    worst, *others = separations(told, codes)
    assert (worst.one, worst.other) == (0, 1)
    assert worst.low < 0.5 < worst.high < 0.75
    assert min(pair.low for pair in others) > 0.9
