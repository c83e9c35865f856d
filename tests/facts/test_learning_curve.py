"""The curve rises where rows help and is flat where they do not; what follows from it holds."""

from typing import Any

import numpy as np
import polars as pl
import pytest

from finetooth.checks.examples import example_facts
from finetooth.core.errors import NotApplicable
from finetooth.core.plugins import all_checks
from finetooth.core.rows import Rows
from finetooth.facts.embeddings import Embedded
from finetooth.facts.learning_curve import LearningCurve

all_checks()  # registers all facts


def _rows(count: int, distance: float, classes: int = 2) -> tuple[Rows, np.ndarray]:
    draw = np.random.default_rng(0)
    truth = draw.integers(0, classes, count)
    vectors = draw.normal(size=(count, 40)).astype(np.float32)
    vectors[np.arange(count), truth] += distance
    return Rows.of([{"text": f"row {n}", "label": str(label)} for n, label in enumerate(truth.tolist())]), vectors


def _curve(count: int, distance: float, classes: int = 2) -> LearningCurve:
    rows, vectors = _rows(count, distance, classes)
    return example_facts({"rows": rows, "embeddings": Embedded(rows.ids, vectors, False, count)}).get("learning_curve")


def test_a_hard_task_still_gains_and_an_easy_one_does_not() -> None:
    hard, easy = _curve(400, 2.0, classes=4), _curve(1_000, 9.0)
    assert hard.gain > 0.01
    assert 0 < hard.low <= hard.gain <= hard.high
    assert hard.sizes[0] == 45
    assert hard.sizes[-1] == 360
    assert hard.rows == 400
    assert hard.scores[-1] > hard.scores[0] + 0.05
    assert easy.gain < 0.005
    assert easy.scores[-1] > 0.98
    assert hard == _curve(400, 2.0, classes=4)


def test_what_is_told_of_more_rows_agrees_with_itself() -> None:
    curve = _curve(400, 2.0, classes=4)
    rows = [one.rows for one in curve.ahead]
    assert rows == [400, 500, 600, 800, 1200, 1600]
    assert all(one.low <= one.score <= one.high <= 1 for one in curve.ahead)
    assert [one.score for one in curve.ahead] == sorted(one.score for one in curve.ahead)
    assert [one.rows for one in curve.laws] == list(curve.sizes)
    assert curve.laws[-1].score <= curve.ahead[0].score  # one line up to now and on
    assert curve.ahead[3].score - curve.ahead[0].score == pytest.approx(curve.gain, abs=0.01)
    assert all(one.score > curve.ahead[0].score for one in curve.needed)
    assert curve.ceiling is not None
    assert curve.ceiling[1] <= curve.ceiling[0] <= curve.ceiling[2] <= 1
    assert all(low <= score <= high for low, score, high in zip(curve.lows, curve.scores, curve.highs, strict=True))


def test_more_rows_give_what_a_quarter_of_them_foretold() -> None:
    quarter, whole = _curve(500, 2.0, classes=4), _curve(2_000, 2.0, classes=4)
    assert quarter.ahead[-1].rows == whole.rows
    assert quarter.ahead[-1].low <= whole.scores[-1] <= quarter.ahead[-1].high


def test_classes_have_curves_of_their_own_with_the_rows_they_have() -> None:
    curve = _curve(400, 2.0, classes=4)
    assert sorted(one.label for one in curve.by_class) == ["0", "1", "2", "3"]
    assert sum(one.rows for one in curve.by_class) == 400
    assert all(one.low <= one.gain <= one.high for one in curve.by_class)
    assert np.mean([one.f1 for one in curve.by_class]) == pytest.approx(curve.scores[-1])


def test_mistakes_between_two_classes_are_counted() -> None:
    rows, vectors = _rows(600, 9.0, classes=3)
    vectors[:, 1] += vectors[:, 2]
    vectors[:, 2] = 0
    curve = example_facts({"rows": rows, "embeddings": Embedded(rows.ids, vectors, False, 600)}).get("learning_curve")
    assert curve.mixed_up[0][:2] == ("1", "2")
    assert curve.mixed_up[0][2] > 0.8


def test_a_sample_of_vectors_tells_of_all_rows() -> None:
    rows, vectors = _rows(800, 2.0)
    some = pl.Series("id", rows.ids.to_list()[::2])
    curve = example_facts({"rows": rows, "embeddings": Embedded(some, vectors[::2], True, 800)}).get("learning_curve")
    assert curve.sizes[-1] == 360
    assert curve.rows == 800
    assert curve.told == "a random 400 rows"


def test_words_serve_where_there_is_no_model(opinions: Any) -> None:
    curve = example_facts({"rows": opinions(300, 1)}).get("learning_curve")
    assert curve.features == "words and pairs of words"
    assert curve.scores[-1] > 0.8


def test_where_there_is_no_curve(opinions: Any) -> None:
    with pytest.raises(NotApplicable, match="too few"):
        example_facts({"rows": opinions(60, 1)}).get("learning_curve")
    with pytest.raises(NotApplicable, match="several labels, 0 classes"):
        example_facts({"rows": [{"text": f"row {n}", "label": "a\x1fb"} for n in range(200)]}).get("learning_curve")


def _several(count: int, distance: float) -> LearningCurve:
    draw = np.random.default_rng(0)
    truth = draw.random((count, 4)) < 0.3
    vectors = draw.normal(size=(count, 40)).astype(np.float32)
    vectors[:, :4] += distance * truth
    names = np.array(["a", "b", "c", "d"])
    rows = Rows.of([{"text": f"row {n}", "label": "\x1f".join(names[one])} for n, one in enumerate(truth)])
    return example_facts({"rows": rows, "embeddings": Embedded(rows.ids, vectors, False, count)}).get("learning_curve")


def test_several_labels_have_a_curve_over_labels() -> None:
    hard, easy = _several(400, 2.0), _several(1_000, 9.0)
    assert hard.classes == easy.classes == 4
    assert hard.gain > 0.005
    assert hard.scores[-1] > hard.scores[0]
    assert {one.label for one in hard.by_class} == {"a", "b", "c", "d"}
    assert hard.mixed_up == ()
    assert easy.scores[-1] > 0.92
    assert easy.gain < 0.01
    assert hard == _several(400, 2.0)
