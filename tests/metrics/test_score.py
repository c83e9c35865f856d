"""Scores come in order, with rows and reasons, repeatably and soon."""

import numpy as np
import pytest

from finetooth.metrics import metrics_for
from finetooth.metrics.predictions import UNLABELLED, Predictions
from finetooth.metrics.sample import Sample
from finetooth.metrics.score import score, value
from finetooth.problems.problem import SINGLE


def made(rows: int, classes: int, seed: int = 0) -> Predictions:
    random = np.random.default_rng(seed)
    truth = random.integers(0, classes, rows)
    table = random.random((rows, classes))
    table[np.arange(rows), truth] += 0.5
    return Predictions(
        np.arange(rows), truth, table / table.sum(axis=1, keepdims=True), tuple(f"c{i}" for i in range(classes))
    )


def test_scores_of_all_rows_come_first_then_label_by_label():
    keys = [(one.metric, one.label) for one in score(made(40, 3), resamples=20)]
    overall = [metric.name for metric in metrics_for(SINGLE) if not metric.per_class]
    each = [metric.name for metric in metrics_for(SINGLE) if metric.per_class]
    assert len(overall) > 10
    assert len(each) == 5
    assert keys == [*((name, None) for name in overall), *((name, f"c{i}") for i in range(3) for name in each)]


def test_n_counts_the_rows_scored_or_those_of_the_label():
    one = made(50, 2)
    for item in score(one, resamples=20):
        assert item.n == (50 if item.label is None else (one.truth == int(item.label[1:])).sum())


def test_rows_without_a_label_are_left_out():
    one = made(60, 3)
    truth = np.where(np.arange(60) < 40, one.truth, UNLABELLED)
    mixed = Predictions(one.ids, truth, one.probabilities, one.labels)
    assert score(mixed, 50) == score(one.where(np.arange(60) < 40), 50)
    assert value("macro_f1", mixed) == value("macro_f1", one.where(np.arange(60) < 40))
    with pytest.raises(ValueError, match="without a label"):
        Sample.whole(mixed)


def test_value_is_the_point_value_of_the_score():
    one = made(80, 4)
    for item in score(one, resamples=20)[:5]:
        assert value(item.metric, one) == item.value


def test_seeds_repeat_and_differ():
    one = made(60, 3)
    assert score(one, 100, seed=1) == score(one, 100, seed=1)
    assert score(one, 100, seed=1) != score(one, 100, seed=2)


def test_more_rows_give_a_narrower_interval():
    few, many = score(made(50, 3), 300)[6], score(made(800, 3), 300)[6]
    assert few.metric == "macro_f1"
    assert many.high - many.low < 0.5 * (few.high - few.low)


def test_rows_of_one_group_are_not_counted_as_independent():
    one = made(40, 2)
    copies = np.repeat(np.arange(40), 10)
    crowd = Predictions(np.arange(400), one.truth[copies], one.probabilities[copies], one.labels)
    alone = score(one, 500)[0]
    blind, aware = score(crowd, 500)[0], score(crowd, 500, groups=[str(place) for place in copies])[0]
    assert blind.high - blind.low < 0.5 * (alone.high - alone.low)
    assert aware.high - aware.low == pytest.approx(alone.high - alone.low, rel=0.25)


def test_groups_follow_their_rows_where_some_rows_have_no_label():
    one = made(60, 2)
    mixed = Predictions(one.ids, np.where(np.arange(60) % 3 == 0, UNLABELLED, one.truth), one.probabilities, one.labels)
    names = [str(place // 6) for place in range(60)]
    kept = mixed.truth != UNLABELLED
    assert score(mixed, 100, groups=names) == score(
        mixed.labelled(), 100, groups=[name for name, keep in zip(names, kept, strict=True) if keep]
    )


def test_all_right_is_not_certainty_and_fewer_rows_say_less():
    def lows(rows: int, groups: list[str] | None = None) -> dict[tuple[str, str | None], float]:
        truth = np.arange(rows) % 2
        one = Predictions(np.arange(rows), truth, np.eye(2)[truth], ("no", "yes"))
        found = {(item.metric, item.label): item for item in score(one, 100, groups=groups) if item.value is not None}
        assert len(found) == 15 + 10
        return {key: -item.high if item.value == 0 else item.low for key, item in found.items()}

    few, many, crowd = lows(10), lows(100), lows(100, [str(place // 10) for place in range(100)])
    assert few["accuracy", None] == pytest.approx(10 / (10 + 3.8415), abs=1e-3)
    assert few["recall", "yes"] == pytest.approx(5 / (5 + 3.8415), abs=1e-3)
    for key, low in few.items():
        assert low < many[key] < 1
        assert crowd[key] == pytest.approx(low)


def test_one_class_has_no_area_but_other_scores():
    one = Predictions(np.arange(6), np.ones(6, np.int64), np.tile([0.3, 0.7], (6, 1)), ("no", "yes"))
    found = {(item.metric, item.label): item for item in score(one, 50)}
    assert found["roc_auc", None].value is None
    assert found["roc_auc", None].reason == "the rows are all of one class"
    assert found["roc_auc", "yes"].reason == "every row is of class 'yes'"
    assert found["roc_auc", "no"].reason == "no row of class 'no'"
    assert found["accuracy", None].value == 1.0
    assert value("roc_auc", one) is None


def test_a_class_that_is_predicted_but_has_no_row_has_no_recall():
    one = Predictions(np.arange(2), np.array([0, 0]), np.array([[0.9, 0.1], [0.1, 0.9]]), ("no", "yes"))
    found = {(item.metric, item.label): item for item in score(one, 50)}
    assert found["recall", "yes"].value is None
    assert found["precision", "yes"].value == found["f1", "yes"].value == 0.0
    assert found["macro_recall", None].value == 0.5
    assert found["macro_f1", None].value == pytest.approx(1 / 3)


def test_probabilities_that_are_no_numbers_give_no_score():
    one = made(10, 2)
    broken = Predictions(one.ids, one.truth, np.where(one.ids[:, None] == 3, np.nan, one.probabilities), one.labels)
    assert value("accuracy", broken) is None
    for item in score(broken, 20):
        assert item.value is None
        assert "not numbers" in item.reason


def test_77_classes_by_3080_rows_are_scored_each():
    found = score(made(3080, 77))
    assert len(found) == 16 + 5 * 77
