"""QTY006 speaks where doubling is worth it for sure, and tells what it would bring and what scores need."""

from typing import Any

import pytest

from finetooth.checks.examples import example_facts
from finetooth.checks.quantity.learning_curve import RisingCurve
from finetooth.core.finding import Outcome, Verdict
from finetooth.core.plugins import all_checks
from finetooth.facts.curve_fit.projection import Needed
from finetooth.facts.learning_curve import LearningCurve

all_checks()  # registers all facts


def _judged(curve: LearningCurve) -> Verdict:
    return RisingCurve().run(example_facts({"learning_curve": curve}))


@pytest.mark.parametrize(
    ("gain", "low", "wanted"),
    [(0.03, 0.01, Outcome.FAILED), (0.03, 0.0, Outcome.PASSED), (0.009, 0.005, Outcome.PASSED)],
)
def test_gain(curve: Any, gain: float, low: float, wanted: Outcome) -> None:
    verdict = _judged(curve(gain, low))
    assert verdict.outcome is wanted
    assert "doubling the 80 training rows would add about" in verdict.message
    assert (verdict.cost is not None) == (wanted is Outcome.FAILED)


def test_the_rows_of_the_next_scores_are_told_with_their_interval(curve: Any) -> None:
    needed = (
        Needed(0.8, 240, 170, 460),
        Needed(0.85, 900, 300, None),
        Needed(0.9, None, 2_000, None),
        Needed(0.95, None, None, None),
    )
    verdict = _judged(curve(needed=needed))
    assert "0.80 needs about 240 rows (170 to 460)" in verdict.message
    assert "0.85 needs about 900 rows (300 to more than 64 times these)" in verdict.message
    assert "0.90 needs 2,000 rows at the least, and may never come" in verdict.message
    assert "0.95 lies beyond what the curve reaches" in verdict.message
    assert verdict.evidence["needed"][0] == [0.8, 240, 170, 460]


def test_flat_and_unsure_are_not_the_same(curve: Any) -> None:
    assert _judged(curve(0.002, 0.0, 0.01)).message.startswith("the curve is flat")
    assert _judged(curve(0.008, 0.0, 0.05)).message.startswith("it is not sure that the curve still rises")
