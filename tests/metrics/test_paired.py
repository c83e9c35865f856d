"""Paired differences: the change with its interval, on the same resamples, for any metric and any class."""

import numpy as np
import pytest

from finetooth.metrics import metric_named, metrics_for
from finetooth.metrics.paired import Difference, paired, paired_share
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.score import value

LABELS = ("a", "b", "c")


def predictions(rows: int, right: float, seed: int) -> Predictions:
    """Return answers that are right in about this share of the rows; the truth is the same for every seed."""
    truth = np.random.default_rng(99).integers(0, 3, rows)
    random = np.random.default_rng(seed)
    said = np.where(random.random(rows) < right, truth, (truth + 1) % 3)
    chances = np.full((rows, 3), 0.1) + random.random((rows, 3)) * 0.05
    chances[np.arange(rows), said] += 0.7
    return Predictions(np.arange(rows), truth, chances / chances.sum(axis=1, keepdims=True), LABELS)


def test_every_metric_is_told_with_the_change_of_its_values():
    first, second = predictions(300, 0.7, 1), predictions(300, 0.9, 2)
    found = {one.metric: one for one in paired(first, second, resamples=200) if one.label is None}
    assert set(found) == {metric.name for metric in metrics_for(first.problem_type) if not metric.per_class}
    for name, one in found.items():
        old, new = value(name, first), value(name, second)
        if old is None:
            assert (one.standing, bool(one.reason)) == ("undefined", True)
            continue
        assert (one.first, one.second) == (pytest.approx(old), pytest.approx(new))
        assert one.change == pytest.approx(new - old)
        assert one.low <= one.change <= one.high
    assert found["macro_f1"].standing == found["accuracy"].standing == "better"


def test_a_loss_that_falls_is_better_and_a_gain():
    first, second = predictions(300, 0.7, 1), predictions(300, 0.9, 2)
    (found,) = paired(first, second, [metric_named("log_loss")], resamples=200)
    assert found.change < 0
    assert found.standing == "better"
    assert found.gain == (-found.change, -found.high, -found.low)
    (back,) = paired(second, first, [metric_named("log_loss")], resamples=200)
    assert back.standing == "worse"


def test_classes_come_after_the_whole_label_by_label():
    found = paired(predictions(200, 0.7, 1), predictions(200, 0.9, 2), resamples=100)
    labels = [one.label for one in found]
    assert [label for place, label in enumerate(labels) if label not in labels[:place]] == [None, *LABELS]


def test_the_interval_is_narrower_than_that_of_two_models_scored_apart():
    """What is hard for both cancels: that is what pairing is for."""
    first = predictions(400, 0.7, 1)
    wrong = np.flatnonzero(first.predicted != first.truth)[:8]
    second = Predictions(first.ids, first.truth, first.probabilities.copy(), LABELS)
    second.probabilities[wrong] = np.eye(3)[first.truth[wrong]]  # a few rows more are right
    (one,) = paired(first, second, [metric_named("accuracy")])
    assert one.high - one.low < 0.03
    (alone,) = paired(first, predictions(400, 0.7, 5), [metric_named("accuracy")])
    assert alone.high - alone.low > 0.1


def test_no_difference_is_undecided_with_room_for_doubt():
    same = predictions(100, 0.8, 1)
    (found,) = paired(same, same, [metric_named("accuracy")])
    assert (found.change, found.standing) == (0.0, "undecided")
    assert found.high == pytest.approx(-found.low)
    assert 0.01 < found.high < 0.1


@pytest.mark.parametrize(("mended", "standing"), [(1, "undecided"), (5, "undecided"), (8, "better")])
def test_a_handful_of_rows_shows_no_difference(mended: int, standing: str):
    first = predictions(300, 0.7, 1)
    wrong = np.flatnonzero(first.predicted != first.truth)[:mended]
    second = Predictions(first.ids, first.truth, first.probabilities.copy(), LABELS)
    second.probabilities[wrong] = np.eye(3)[first.truth[wrong]]
    (found,) = paired(first, second, [metric_named("accuracy")])
    assert found.standing == standing
    share = paired_share(first.predicted == first.truth, second.predicted == second.truth)
    assert (share[1] > 0) == (standing == "better")


def test_groups_that_hold_many_rows_widen_the_interval():
    first, second = predictions(300, 0.6, 1), predictions(300, 0.8, 2)
    order = np.argsort(first.predicted == second.predicted, kind="stable")
    groups = np.zeros(300, np.int64)
    groups[order] = np.arange(300) // 30  # rows that changed stand together
    alone, grouped = (paired(first, second, [metric_named("accuracy")], each)[0] for each in (None, groups))
    assert grouped.high - grouped.low > 1.5 * (alone.high - alone.low)


def test_other_rows_or_labels_are_refused():
    first = predictions(50, 0.8, 1)
    with pytest.raises(ValueError, match="same rows"):
        paired(first, first.where(np.arange(50) < 40))


def test_coverage_of_the_paired_interval():
    """The truth: the second is right in 0.8 of all rows, the first in 0.7, rows independent."""
    held = 0
    for seed in range(200):
        random = np.random.default_rng(seed)
        first, second = random.random(200) < 0.7, random.random(200) < 0.8
        _, low, high = paired_share(first, second, seed=seed)
        held += low <= 0.1 <= high
    assert 0.91 <= held / 200 <= 0.99


def test_a_share_by_groups_equals_the_plain_one_where_each_row_is_a_group():
    random = np.random.default_rng(3)
    first, second = random.random(300) < 0.6, random.random(300) < 0.7
    plain, grouped = paired_share(first, second), paired_share(first, second, np.arange(300))
    assert plain[0] == grouped[0] == pytest.approx(second.mean() - first.mean())
    assert plain[1:] == pytest.approx(grouped[1:], abs=0.012)


def test_an_undefined_difference_has_no_gain():
    nothing = Difference("roc_auc", None, None, None, None, None, 5, reason="one class")
    assert (nothing.standing, nothing.gain) == ("undefined", None)
