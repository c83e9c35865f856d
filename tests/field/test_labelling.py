import numpy as np
import pytest

from finetooth.field.estimate import estimate
from finetooth.field.labelling import NEXT, next_rows, refined, strata
from finetooth.field.refining import with_labels
from finetooth.metrics.predictions import UNLABELLED, Predictions

LABELS = ("late", "money", "music")


def drawn(count: int = 1_000) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(1)
    return draw.uniform(0.4, 1.0, count), draw.uniform(0, 1, count)


def test_unsure_rows_are_drawn_more_often_and_uncovered_ones_are_among_them() -> None:
    chances, nearness = drawn()
    uncovered, nothing = nearness < 0.1, np.zeros(1_000, bool)
    rows, stray = next_rows(chances, uncovered, nothing, 0)
    assert len(rows) == len(set(rows.tolist())) == NEXT
    assert uncovered[rows[stray]].all()
    assert stray.sum() == NEXT // 4
    counts = np.bincount(strata(chances, uncovered)[rows[~stray]] // 2, minlength=5)
    assert counts[0] > 1.5 * counts[4]


def test_labelled_rows_are_not_asked_for_again() -> None:
    chances, nearness = drawn(120)
    labelled = np.arange(120) < 70
    rows, _ = next_rows(chances, nearness < 0.1, labelled, 0)
    assert sorted(rows.tolist()) == list(range(70, 120))


def test_labels_bring_the_estimate_nearer_and_narrower(world) -> None:
    known, (field, true, truth) = world.known(500, 1), world.field(900, 4, away=0.7)
    found = estimate(known, field, LABELS, 0)
    nothing = np.zeros(900, bool)
    rows, _ = next_rows(found.chances, nothing, nothing, 3)
    labelled = nothing.copy()
    labelled[rows] = True
    told = Predictions(np.arange(900), np.where(labelled, truth, UNLABELLED), field.probabilities, LABELS)
    again = with_labels(found, told, labelled, nothing).estimate
    before, after = found.estimate.accuracy, again.accuracy
    assert again.labelled == NEXT
    assert after.high - after.low < 0.6 * (before.high - before.low)
    assert abs(after.value - true) < 0.05
    assert after.low <= true <= after.high
    assert again.macro_f1.low <= again.macro_f1.value <= again.macro_f1.high


def test_where_all_are_labelled_the_estimate_is_the_truth() -> None:
    chances, nearness = drawn(200)
    right = np.random.default_rng(3).random(200) < 0.5
    value, error, _ = refined(chances, nearness < 0.1, np.ones(200, bool), right, 0.1)
    assert value == pytest.approx(right.mean(), abs=1e-4)
    assert error < 0.001


def test_labels_that_contradict_the_prediction_are_believed() -> None:
    chances = np.full(1_000, 0.9)
    draw = np.random.default_rng(3)
    right, labelled = draw.random(1_000) < 0.5, draw.permutation(1_000) < 200
    value, error, _ = refined(chances, np.zeros(1_000, bool), labelled, right, 0.01)
    assert value == pytest.approx(right[labelled].mean(), abs=0.05)
    assert error > 0.02
