import numpy as np
import pytest

from finetooth.slicing import weak_slices
from finetooth.slicing.weak_slices import weak_slices_of


def planted(rows: int) -> np.ndarray:
    """Return where errors are planted: in most rows of the north that say refund, and here and there."""
    draw = np.random.default_rng(0)
    picked = draw.integers(0, 8, (rows, 3))
    refund = (picked == 3).any(axis=1) & (np.arange(rows) // 2 % 3 == 0)
    noise = np.random.default_rng(5)
    return (refund & (noise.random(rows) < 0.6)) | (noise.random(rows) < 0.08)


def test_the_planted_slice_is_found_and_told(answers):
    wrong = planted(900)
    found = weak_slices_of(answers(900, wrong))
    first = found.found[0]
    assert set(first.conditions) == {"shop = north", "word = refund"}
    assert first.name in ("shop = north and word = refund", "word = refund and shop = north")
    assert first.scored.gap < -0.3
    assert first.words[0].startswith("refund")
    assert first.p <= 0.01
    assert {truth for truth, _, _ in first.mistakes} == {"bad", "good"}
    assert sum(rows for *_, rows in first.mistakes) == len(first.wrong)
    assert (found.rows, found.wrong) == (900, int(wrong.sum()))


def test_wrong_rows_are_its_own_the_surest_first(answers):
    told = answers(900, planted(900))
    told.predictions.probabilities[3:, :] = np.where(told.predictions.probabilities[3:] > 0.5, 0.7, 0.3)
    one = weak_slices_of(told).found[0]
    ids = told.predictions.ids.tolist()
    places = [ids.index(row) for row in one.wrong]
    assert (told.predictions.predicted[places] != told.predictions.truth[places]).all()
    sure = told.predictions.probabilities[places].max(axis=1)
    assert (np.diff(sure) <= 0).all()


def test_random_errors_find_nothing_and_few_rows_are_not_searched(answers):
    wrong = np.random.default_rng(4).random(600) < 0.15
    assert weak_slices_of(answers(600, wrong)).found == ()
    assert weak_slices_of(answers(99, [1])) is None


def test_of_very_many_rows_a_part_is_searched_and_all_are_told(answers, monkeypatch):
    monkeypatch.setattr(weak_slices, "MOST_ROWS", 700)
    found = weak_slices_of(answers(900, planted(900)))
    assert (found.rows, found.sampled) == (700, 900)
    first = found.found[0]
    assert first.scored.rows == pytest.approx(np.sum(first.scored.rows))
    assert first.scored.rows > 80
