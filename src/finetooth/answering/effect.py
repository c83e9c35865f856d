"""Effect: what calibration, thresholds and abstention did to the answers to the test rows, which none was fitted on."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.answering.abstaining import CoveragePoint, curve
from finetooth.answering.answering import Answering
from finetooth.core.results import Score
from finetooth.core.statistics import wilson
from finetooth.metrics.calibration import places
from finetooth.metrics.predictions import UNLABELLED, Floats, Predictions
from finetooth.metrics.resampling import draws, group_index

CALIBRATION = ("log_loss", "brier", "ece")
COVERAGE, ANSWERED = "coverage", "answered_precision"
DRAWS, DRAWN_ONE_BY_ONE = 1_000, 2_000


@dataclass(frozen=True)
class ReliabilityBin:
    """Rows of about the same confidence: their mean confidence, and the share that is right (95 %, Wilson)."""

    rows: int
    confidence: float
    right: float
    low: float
    high: float


@dataclass(frozen=True)
class Effect:
    """Scores of the probabilities before and after calibration, and reliability and coverage of the test rows.

    ``ece_by_chance``: what the ECE of a calibrated model with these probabilities is in the mean, and in 1 of 100 draws
    at least; None without labelled rows. ``coverage`` and ``precision`` are of the rows that are answered, where some
    may be held back.
    """

    before: tuple[Score, ...]
    after: tuple[Score, ...]
    reliability_before: tuple[ReliabilityBin, ...]
    reliability: tuple[ReliabilityBin, ...]
    ece_by_chance: tuple[float, float] | None
    curve: tuple[CoveragePoint, ...]
    coverage: Score | None = None
    precision: Score | None = None


def effect_of(
    raw: Predictions,
    told: Predictions,
    answering: Answering,
    before: tuple[Score, ...],
    after: tuple[Score, ...],
    groups: pl.Series | None = None,
    seed: int = 0,
) -> Effect:
    """Gather it from raw and calibrated predictions of the same rows, and their scores."""
    known = told.truth != UNLABELLED
    raw, told = raw.labelled(), told.labelled()
    if told.problem or raw.problem:
        return Effect(before, after, (), (), None, ())
    sure, right = confidence_of(told), told.predicted == told.truth
    coverage = precision = None
    if answering.abstain_below is not None:
        answered = ~answering.abstained(told)
        index = None if groups is None else group_index(groups)[known]
        coverage = _share(COVERAGE, np.ones(len(told), bool), answered, index, seed)
        precision = _share(ANSWERED, answered, right, index, seed)
    bins = (reliability(raw), reliability(told), ece_by_chance(sure, seed))
    return Effect(before, after, *bins, curve(sure, right), coverage, precision)


def confidence_of(told: Predictions) -> Floats:
    """Return the probability of each row's answer, float64[n]."""
    sure: Floats = told.probabilities[np.arange(len(told)), told.predicted]
    return sure


def reliability(told: Predictions) -> tuple[ReliabilityBin, ...]:
    """Return the bins of the ECE, from the least sure to the surest."""
    sure, right = confidence_of(told), told.predicted == told.truth
    place = places(sure)
    found = []
    for number in np.unique(place).tolist():
        mask = place == number
        share, rows = float(right[mask].mean()), int(mask.sum())
        found.append(ReliabilityBin(rows, float(sure[mask].mean()), share, *wilson(share, rows)))
    return tuple(found)


def ece_by_chance(confidence: Floats, seed: int = 0) -> tuple[float, float]:
    """Return the mean and the 99 % quantile of the ECE where each answer is right with just its confidence.

    Source: consistency resampling (Broecker & Smith 2007; Vaicenavicius et al. 2019). Of many rows each bin's hits are
    drawn from a normal distribution.
    """
    place, random = places(confidence), np.random.default_rng(seed)
    size = int(place.max()) + 1
    expected = np.bincount(place, confidence, size)
    if len(confidence) <= DRAWN_ONE_BY_ONE:
        order = np.argsort(place, kind="stable")
        starts = np.searchsorted(place[order], np.unique(place))
        right = random.random((DRAWS, len(confidence))) < confidence[order]
        off: Floats = np.add.reduceat(right.astype(np.float64), starts, axis=1) - expected[np.unique(place)]
    else:
        off = random.normal(0, np.sqrt(np.bincount(place, confidence * (1 - confidence), size)), (DRAWS, size))
    found = np.abs(off).sum(axis=1) / len(confidence)
    return float(found.mean()), float(np.quantile(found, 0.99))


def _share(name: str, of: np.ndarray, mask: np.ndarray, groups: np.ndarray | None, seed: int) -> Score:
    """Return the share of ``of`` that is in the mask, resampled by groups where there are some."""
    rows = int(of.sum())
    if not rows:
        return Score(name, None, None, None, 0, reason="no row is answered")
    value = float(mask[of].mean())
    low, high = wilson(value, rows)
    if groups is not None:
        whole, part = (np.bincount(groups, one).astype(np.float64) for one in (of, of & mask))
        drawn = np.concatenate(list(draws(len(whole), DRAWS, seed)))
        sizes = drawn @ whole
        many = (drawn @ part)[sizes > 0] / sizes[sizes > 0]
        ends = np.quantile(many, [0.025, 0.975])
        low, high = min(low, float(ends[0])), max(high, float(ends[1]))
    return Score(name, value, low, high, rows)
