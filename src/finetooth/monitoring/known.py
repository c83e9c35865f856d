"""Rows known from training: the model was taught them, so its answers to them say nothing of rows to come."""

from math import sqrt
from statistics import NormalDist

import polars as pl

from finetooth.core.rows import Rows
from finetooth.facts.text import normalise, whole
from finetooth.monitoring.results import TEXTS, Signal

KNOWN = "MON006"
FEWEST = 3  # known texts of which a share is told
_LEAST, _MOST = 0.05, 0.5  # of the texts: a smaller share is never an alarm, a greater one always is


def known_rows(rows: Rows, taught: Rows) -> pl.Series:
    """Return which rows have the (normalised) text of a row that was taught; Boolean[n]."""
    return normalise(whole(rows)).is_in(normalise(whole(taught)).implode())


def repeated(rows: Rows) -> float:
    """Return the share of rows whose text another of them has: as often a new row repeats one (Good 1953)."""
    return float(normalise(whole(rows)).is_duplicated().mean() or 0.0)  # type: ignore[arg-type]  # of Booleans


def known_signal(known: int, texts: int, usual: float, rate: float) -> Signal:
    """Return the share of different texts that are known beside what is usual.

    ``usual``: how often rows repeat each other where the training rows come from; short messages do. ``rate``: of
    alarms by chance (normal theory).
    """
    error = sqrt(max(usual * (1 - usual), 1 / texts) / texts)
    high = min(_MOST, max(_LEAST, usual + NormalDist().inv_cdf(1 - rate) * error))
    value = known / texts
    score = round((value - usual) / error, 4)
    return Signal("texts known from training", KNOWN, TEXTS, "up", "share", value, usual, None, high, score)
