"""One batch beside its reference rows: every family of signals with its share of the false alarms."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.metrics.said import Said
from finetooth.monitoring.limits import Side, Vectors, judged
from finetooth.monitoring.results import ANSWERS, LABELS, TEXTS, Record, Signal
from finetooth.monitoring.signals import Pair, answer_signals, label_signals, text_signals
from finetooth.monitoring.slow import with_averages

FEWEST = 20  # rows of a batch; of fewer nothing is told
FEWEST_LABELLED = 10
FEWEST_REFERENCE = 50
_MOST_TEXTS, _MOST_ANSWERS = 1_500, 5_000


@dataclass(frozen=True)
class Reference:
    """What the run was made from: training texts with their vectors, answers to held-out rows, and to test rows."""

    texts: pl.Series
    vectors: Vectors
    held: Said | None
    tested: Said | None
    abstain_below: float | None = None


@dataclass(frozen=True)
class Batch:
    """New rows that differ from each other: texts, vectors and answers, with the truth where there is one."""

    texts: pl.Series
    vectors: Vectors
    said: Said


def watched(
    reference: Reference, batch: Batch, rate: float, seed: int, before: Sequence[Record] = ()
) -> tuple[tuple[Signal, ...], tuple[str, ...]]:
    """Return all signals of a batch, and notes on what could not be watched.

    ``rate``: the share of batches drawn like the reference in which any signal at all is an alarm. Each family gets an
    equal part of it (Bonferroni), slow drift too. ``before`` are earlier records.
    """
    if len(batch.texts) < FEWEST:
        return (), (f"fewer than {FEWEST} different texts: drift was not looked at",)
    pairs, notes = _pairs(reference, batch)
    part = rate / (len(pairs) + 1)
    found: list[Signal] = []
    for family, pair in pairs.items():
        most = _MOST_TEXTS if family == TEXTS else _MOST_ANSWERS
        known, new = _some(pair.reference, most, seed), _some(pair.batch, most, seed)
        signals = judged(known, new, pair.watched, family, part, seed)
        shared = len(new.table) / (len(known.table) + len(new.table))
        past = [one.of(family) for one in before]
        found += with_averages(past, signals, shared, part / len(pairs) / 2)  # records hang together
    return tuple(found), tuple(notes)


def _pairs(reference: Reference, batch: Batch) -> tuple[dict[str, Pair], list[str]]:
    notes: list[str] = []
    pairs = {TEXTS: text_signals(reference.texts, reference.vectors, batch.texts, batch.vectors)}
    held = reference.held
    answers = answer_signals(held, batch.said, reference.abstain_below) if held is not None else None
    if held is None or len(held) < FEWEST_REFERENCE:
        notes.append(f"fewer than {FEWEST_REFERENCE} held-out answers: what is answered was not watched")
    elif answers is not None:
        pairs[ANSWERS] = answers
    known = batch.said.known
    tested = reference.tested.labelled() if reference.tested is not None else None
    if known.sum() >= FEWEST_LABELLED and tested is not None and len(tested) >= FEWEST:
        pairs[LABELS] = label_signals(tested, batch.said.where(known))
    elif known.any():
        notes.append(f"fewer than {FEWEST_LABELLED} rows with labels: no wrong answers were counted")
    return pairs, notes


def _some(side: Side, most: int, seed: int) -> Side:
    """Return at most so many rows, drawn at random."""
    if len(side.table) <= most:
        return side
    rows = np.sort(np.random.default_rng(seed).permutation(len(side.table))[:most])
    return Side(side.table[rows], None if side.vectors is None else side.vectors[rows])
