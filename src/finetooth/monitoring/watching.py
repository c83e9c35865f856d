"""One batch beside its reference rows: every family of signals with its share of the false alarms."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.metrics.predictions import Predictions
from finetooth.metrics.said import Said
from finetooth.monitoring.labelled import estimated_errors
from finetooth.monitoring.limits import Side, Vectors, judged
from finetooth.monitoring.results import ANSWERS, LABELS, TEXTS, Ends, Record, Signal
from finetooth.monitoring.signals import Pair, answer_signals, label_signals, text_signals
from finetooth.monitoring.slow import with_averages

FEWEST = 20  # rows of a batch whose texts differ; of fewer no drift is told
FEWEST_LABELLED = 10  # rows of a batch, however few its rows are
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
    """New rows that differ from each other: texts, vectors and answers, with the truth where there is one.

    ``judged`` are the answers that are held against their labels: those to rows that the model was not taught.
    """

    texts: pl.Series
    vectors: Vectors
    said: Said
    judged: Said


def watched(
    reference: Reference,
    batch: Batch,
    rate: float,
    seed: int,
    before: Sequence[Record] = (),
    refined: Ends | None = None,
) -> tuple[tuple[Signal, ...], tuple[str, ...]]:
    """Return all signals of a batch, and notes on what could not be watched.

    ``rate``: the share of batches drawn like the reference in which any signal at all is an alarm. Each family gets an
    equal part of it (Bonferroni), slow drift too. ``before`` are earlier records. ``refined`` is the predicted accuracy
    once some labels took part: then it is judged in place of the rows with labels, which may be hard on purpose.
    """
    pairs, notes = _drift(reference, batch)
    tested = reference.tested.labelled() if reference.tested is not None else None
    estimated = tested if refined is not None and isinstance(tested, Predictions) else None
    enough, more = _enough_labels(batch, tested, refined)
    if enough and estimated is None and tested is not None:
        pairs[LABELS] = label_signals(tested, batch.judged.labelled())
    families = len(pairs) + (enough and estimated is not None)
    part = rate / (families + 1)
    found: list[Signal] = []
    for family, pair in pairs.items():
        most = _MOST_TEXTS if family == TEXTS else _MOST_ANSWERS
        known, new = _some(pair.reference, most, seed), _some(pair.batch, most, seed)
        signals = judged(known, new, pair.watched, family, part, seed)
        shared = len(new.table) / (len(known.table) + len(new.table))
        past = [one.of(family) for one in before]
        found += with_averages(past, signals, shared, part / families / 2)  # records hang together
    if enough and estimated is not None and refined is not None:
        found.append(estimated_errors(estimated, refined, part))
    return tuple(found), (*notes, *more)


def _drift(reference: Reference, batch: Batch) -> tuple[dict[str, Pair], list[str]]:
    """Return the families that need no labels, and notes."""
    if len(batch.texts) < FEWEST:
        return {}, [f"fewer than {FEWEST} different texts: drift was not looked at"]
    notes: list[str] = []
    pairs = {TEXTS: text_signals(reference.texts, reference.vectors, batch.texts, batch.vectors)}
    held = reference.held
    answers = answer_signals(held, batch.said, reference.abstain_below) if held is not None else None
    if held is None or len(held) < FEWEST_REFERENCE:
        notes.append(f"fewer than {FEWEST_REFERENCE} held-out answers: what is answered was not watched")
    elif answers is not None:
        pairs[ANSWERS] = answers
    return pairs, notes


def _enough_labels(batch: Batch, tested: Said | None, refined: Ends | None) -> tuple[bool, list[str]]:
    """Return whether labels can be judged, of new rows and of test rows, and notes on how."""
    known, total = int(batch.judged.known.sum()), len(batch.judged)
    labels = known if refined is None else refined.rows
    if tested is None or len(tested) < FEWEST:
        return False, [f"fewer than {FEWEST} test rows with labels: wrong answers were not judged"] if known else []
    if labels < FEWEST_LABELLED:
        told = f"fewer than {FEWEST_LABELLED} rows with labels: wrong answers were not judged"
        return False, [told] if known else []
    if refined is not None:
        told = f"only some rows have labels ({known:,} of {total:,}), perhaps the hard ones: they refine the predicted"
        return True, [f"{told} score, which is judged in place of a true one ({labels:,} took part)"]
    return True, [f"{known:,} of {total:,} rows have labels: judged as if drawn at random"] if known < total else []


def _some(side: Side, most: int, seed: int) -> Side:
    """Return at most so many rows, drawn at random."""
    if len(side.table) <= most:
        return side
    rows = np.sort(np.random.default_rng(seed).permutation(len(side.table))[:most])
    return Side(side.table[rows], None if side.vectors is None else side.vectors[rows])
