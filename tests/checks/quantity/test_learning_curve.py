"""QTY006 speaks where doubling is worth it for sure, and tells what it would bring."""

import pytest

from finetooth.checks.examples import example_facts
from finetooth.checks.quantity.learning_curve import RisingCurve
from finetooth.core.finding import Outcome
from finetooth.core.plugins import all_checks
from finetooth.facts.learning_curve import LearningCurve

all_checks()  # registers all facts


@pytest.mark.parametrize(
    ("gain", "low", "wanted"),
    [(0.03, 0.01, Outcome.FAILED), (0.03, 0.0, Outcome.PASSED), (0.009, 0.005, Outcome.PASSED)],
)
def test_gain(gain: float, low: float, wanted: Outcome) -> None:
    curve = LearningCurve(
        (10, 20, 40, 80), (0.5, 0.6, 0.7, 0.75), gain, low, 0.05, 80, 3, "TF-IDF features", "107 rows"
    )
    verdict = RisingCurve().run(example_facts({"learning_curve": curve}))
    assert verdict.outcome is wanted
    assert "doubling the 80 training rows" in verdict.message
    assert (verdict.cost is not None) == (wanted is Outcome.FAILED)
