"""QTY008 names classes that gain for sure and far more than the whole, and no others."""

from typing import Any

import numpy as np
import pytest

from finetooth.checks.examples import example_facts
from finetooth.checks.quantity.starving_classes import StarvingClasses
from finetooth.core.finding import Outcome, Verdict
from finetooth.core.plugins import all_checks
from finetooth.core.rows import Rows
from finetooth.facts.curve_fit.by_class import ClassCurve
from finetooth.facts.embeddings import Embedded
from finetooth.facts.learning_curve import LearningCurve

all_checks()  # registers all facts


def _judged(curve: LearningCurve) -> Verdict:
    return StarvingClasses().run(example_facts({"learning_curve": curve}))


@pytest.mark.parametrize(
    ("f1", "gain", "low", "wanted"),
    [
        (0.5, 0.09, 0.01, Outcome.FAILED),
        (0.5, 0.09, 0.009, Outcome.PASSED),
        (0.5, 0.05, 0.02, Outcome.PASSED),
        (0.9, 0.09, 0.04, Outcome.PASSED),
    ],
)
def test_a_class_starves_that_is_worse_and_surely_gains_and_far_more(
    curve: Any, f1: float, gain: float, low: float, wanted: Outcome
) -> None:
    starving = ClassCurve("fire", 20, f1, gain, low, 0.2)
    verdict = _judged(curve(by_class=(ClassCurve("fine", 60, 0.9, 0.01, 0.0, 0.02), starving)))
    assert verdict.outcome is wanted
    assert "'fire'" in verdict.message


def test_only_a_few_are_named(curve: Any) -> None:
    many = tuple(ClassCurve(f"class {n}", 20, 0.4, 0.2 + n / 100, 0.1, 0.4) for n in range(5))
    verdict = _judged(curve(by_class=many))
    assert "5 starve" in verdict.message
    assert "'class 4'" in verdict.message
    assert "'class 1'" not in verdict.message
    assert "and 2 more" in verdict.message
    assert verdict.cost is not None
    assert verdict.cost.points == pytest.approx(100 * 1.1 / 3)


def test_without_curves_of_classes_nothing_is_said(curve: Any) -> None:
    assert _judged(curve()).outcome is Outcome.NOT_APPLICABLE


def _rows(rare: int) -> tuple[Rows, np.ndarray]:
    """Return 600 rows in three classes, of which the last is rare and lies between the others."""
    draw = np.random.default_rng(0)
    classes = np.repeat([0, 1, 2], [(600 - rare) // 2, (600 - rare) // 2, rare])
    vectors = draw.normal(size=(len(classes), 30)).astype(np.float32)
    vectors[np.arange(len(classes)), classes] += 4.0
    return Rows.of([{"text": f"row {n}", "label": str(k)} for n, k in enumerate(classes.tolist())]), vectors


def test_classes_that_are_all_alike_do_not_starve() -> None:
    rows, vectors = _rows(200)
    facts = example_facts({"rows": rows, "embeddings": Embedded(rows.ids, vectors, False, len(rows))})
    assert StarvingClasses().run(facts).outcome is Outcome.PASSED
