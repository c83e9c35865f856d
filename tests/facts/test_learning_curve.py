"""The curve rises where rows help and is flat where they do not; its way on is a power law's."""

from typing import Any

import numpy as np
import pytest

from finetooth.checks.examples import example_facts
from finetooth.core.errors import NotApplicable
from finetooth.core.plugins import all_checks
from finetooth.core.rows import Rows
from finetooth.facts.embeddings import Embedded
from finetooth.facts.learning_curve import LearningCurve, further

all_checks()  # registers all facts


def _curve(count: int, distance: float, classes: int = 2, **more: Any) -> LearningCurve:
    draw = np.random.default_rng(0)
    truth = draw.integers(0, classes, count)
    vectors = draw.normal(size=(count, 40)).astype(np.float32)
    vectors[np.arange(count), truth] += distance
    rows = Rows.of([{"text": f"row {n}", "label": str(label), **more} for n, label in enumerate(truth.tolist())])
    return example_facts({"rows": rows, "embeddings": Embedded(rows.ids, vectors, False, count)}).get("learning_curve")


def test_a_hard_task_still_gains_and_an_easy_one_does_not() -> None:
    hard, easy = _curve(400, 2.0, classes=4), _curve(1_000, 9.0)
    assert hard.gain > 0.01
    assert hard.low > 0
    assert hard.low <= hard.gain <= hard.high
    assert list(hard.scores) == sorted(hard.scores)
    assert hard.sizes == (37, 75, 150, 300)
    assert easy.gain < 0.005
    assert easy.scores[-1] > 0.98
    assert hard == _curve(400, 2.0, classes=4)


@pytest.mark.parametrize("exponent", [0.3, 0.8])
def test_a_power_law_is_carried_on(exponent: float) -> None:
    sizes = np.array([100, 200, 400, 800])

    def law(n: np.ndarray) -> np.ndarray:
        return 0.9 - 2.0 * n**-exponent

    assert further(sizes, law(sizes.astype(float))) == pytest.approx(
        law(np.array(1600.0)) - law(np.array(800.0)), rel=0.01
    )


def test_a_falling_curve_gains_nothing() -> None:
    assert further(np.array([100, 200, 400, 800]), np.array([0.8, 0.78, 0.77, 0.75])) == 0


def test_words_serve_where_there_is_no_model(opinions: Any) -> None:
    curve = example_facts({"rows": opinions(300, 1)}).get("learning_curve")
    assert curve.features == "TF-IDF features"
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
    assert list(hard.scores) == sorted(hard.scores)
    assert easy.scores[-1] > 0.93
    assert easy.gain < 0.01
    assert hard == _several(400, 2.0)
