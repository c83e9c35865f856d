"""QTY009 names a reason for a flat curve only where one is measured."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from finetooth.checks.examples import example_facts
from finetooth.checks.quantity.noise_ceiling import NoiseCeiling
from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.core.plugins import all_checks
from finetooth.core.rows import Rows
from finetooth.facts.embeddings import Embedded
from finetooth.facts.label_noise.suspects import LabelNoise

all_checks()  # registers all facts
NOISE = LabelNoise(0.18, 0.15, 0.22, None, 100, 0.8, 0.9, 0.7)


def _judged(curve: Any, noise: LabelNoise | None = NOISE) -> Verdict:
    given = {"learning_curve": curve} | ({"label_noise": noise} if noise else {})
    return NoiseCeiling().run(example_facts(given))


def test_wrong_labels_that_explain_most_of_what_is_missing_are_a_finding(curve: Any) -> None:
    verdict = _judged(curve(0.002, 0.0, 0.01))
    assert verdict.outcome is Outcome.FAILED
    assert verdict.severity is Severity.WARNING
    assert "Of the 24.8 points missing to 1 wrong labels take 15.0 to 22.0" in verdict.message
    assert "overlaps could not be measured" in verdict.message


@pytest.mark.parametrize(("gain", "high"), [(0.02, 0.04), (0.002, 0.04)])
def test_a_curve_that_may_rise_has_no_ceiling_in_sight(curve: Any, gain: float, high: float) -> None:
    verdict = _judged(curve(gain, 0.0, high))
    assert verdict.outcome is Outcome.PASSED
    assert "not known to be flat" in verdict.message


def test_what_is_not_explained_is_called_not_known(curve: Any) -> None:
    verdict = _judged(curve(0.002, 0.0, 0.01), replace(NOISE, rate=0.03, low=0.01, high=0.06))
    assert verdict.outcome is Outcome.PASSED
    assert "What else holds it back is not known" in verdict.message


def test_noise_that_cannot_be_seen_is_no_evidence(curve: Any) -> None:
    flat = curve(0.002, 0.0, 0.01)
    assert _judged(flat, replace(NOISE, found=0.05)).outcome is Outcome.NOT_APPLICABLE
    assert _judged(flat, None).outcome is Outcome.NOT_APPLICABLE


def test_near_1_there_is_nothing_to_explain(curve: Any) -> None:
    verdict = _judged(curve(0.001, 0.0, 0.005, scores=(0.9, 0.95, 0.97, 0.98)))
    assert "little left to gain" in verdict.message


def test_classes_that_overlap_are_named_where_most_mistakes_fall_between_them() -> None:
    draw = np.random.default_rng(0)
    classes = draw.integers(0, 3, 1_500)
    vectors = draw.normal(size=(1_500, 12)).astype(np.float32) / 3
    vectors[np.arange(1_500), np.minimum(classes, 1)] += 4.0  # the last two lie in the same place
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = Rows.of([{"text": f"text {n}", "label": "abc"[k]} for n, k in enumerate(classes.tolist())])
    facts = example_facts({"rows": rows, "embeddings": Embedded(rows.ids, vectors, False, len(rows))})
    verdict = NoiseCeiling().run(facts)
    assert verdict.outcome is Outcome.FAILED, verdict.message
    assert "'b', 'c'" in verdict.message
    assert verdict.evidence["mistakes_between_them"] > 0.9
