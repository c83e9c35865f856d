"""EVL021 stays silent on calibrated models of any size, and speaks of those that are not."""

import numpy as np
import pytest

from finetooth.checks.evaluation.poorly_calibrated import PoorlyCalibrated
from finetooth.core.facts import Facts
from finetooth.core.finding import Outcome
from finetooth.metrics.predictions import Predictions


def judged(rows: int, too_sure: float, seed: int):
    random = np.random.default_rng(seed)
    logits = random.normal(size=(rows, 4)) * 1.5
    honest, told = (np.exp(scale * logits) for scale in (1.0, too_sure))
    honest, told = (powers / powers.sum(axis=1, keepdims=True) for powers in (honest, told))
    truth = (honest.cumsum(axis=1) > random.random((rows, 1))).argmax(axis=1)
    made = Predictions(np.arange(rows), truth, told, ("a", "b", "c", "d"))
    return PoorlyCalibrated().run(Facts({"predictions": made.to_frame(), "labels": made.labels}))


@pytest.mark.parametrize("rows", [60, 400, 3_000])
def test_calibrated_models_pass(rows: int):
    outcomes = [judged(rows, 1.0, seed).outcome for seed in range(20)]
    assert outcomes.count(Outcome.FAILED) <= 1


@pytest.mark.parametrize(("too_sure", "words"), [(2.5, "too sure"), (0.4, "not sure enough")])
def test_others_are_found_with_what_chance_would_make_of_them(too_sure: float, words: str):
    found = judged(400, too_sure, 0)
    assert found.outcome is Outcome.FAILED
    assert words in found.message
    assert found.statistics.effect > found.statistics.threshold > found.statistics.null


def test_few_rows_tell_nothing():
    assert judged(30, 3.0, 0).outcome is Outcome.NOT_APPLICABLE
