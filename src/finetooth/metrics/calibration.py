"""Bins of calibration: rows with about the same confidence, how sure the model was of them, and how many are right."""

from typing import NamedTuple

import numpy as np

from finetooth.metrics.predictions import Floats, Integers
from finetooth.metrics.sample import Sample, single

MOST = 15


class Bins(NamedTuple):
    """Rows in each bin in each resample, their summed confidence, and how many of them are right; all [r, bins]."""

    rows: Floats
    confidence: Floats
    right: Floats


def bins(sample: Sample) -> Bins:
    """Sort rows by the probability of their predicted label into bins of equal mass, the cube root of n, 15 at most.

    Rows with the same confidence are always in the same bin. Of blocks of very many rows the bins of all rows are used.
    """
    predictions = single(sample.predictions)
    confidence = predictions.probabilities[np.arange(len(predictions)), predictions.predicted]
    right = (predictions.predicted == predictions.truth).astype(np.float64)
    tied = np.unique(confidence, return_inverse=True)[1].astype(np.int64)
    if sample.blocks is not None:
        place = places(confidence)
        return Bins(*(sample.sums(place, MOST, of_row) for of_row in (None, confidence, right)))
    size = int(tied.max(initial=-1)) + 1
    held = Bins(*(sample.sums(tied, size, of_row) for of_row in (None, confidence, right)))
    index = _places(held.rows)
    return Bins(*(_gathered(part, index) for part in held))


def places(confidence: Floats) -> Integers:
    """Return the bin of each row, int64[n], from 0."""
    tied = np.unique(confidence, return_inverse=True)[1].astype(np.int64)
    found: Integers = _places(np.bincount(tied)[None].astype(np.float64))[0][tied]
    return found


def _places(rows: Floats) -> Integers:
    """Return the bin of each tie, from the rows in each tie, in the order of confidence; both [r, ties]."""
    total = rows.sum(axis=1, keepdims=True)
    most = np.clip(np.round(np.cbrt(total)), 1, MOST)
    below = np.cumsum(rows, axis=1) - rows
    found: Integers = np.minimum(most * below / np.maximum(total, 1), most - 1).astype(np.int64)
    return found


def _gathered(parts: Floats, place: Integers) -> Floats:
    """Sum parts [r, ties] by their bin; returns [r, bins]."""
    index = np.arange(len(parts))[:, None] * MOST + place
    sums: Floats = np.bincount(index.ravel(), parts.ravel(), len(parts) * MOST).astype(np.float64)
    return sums.reshape(len(parts), MOST)
