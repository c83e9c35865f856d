"""Which way of telling a score to trust: each is tried on simulated shifts, where the truth is known."""

from dataclasses import dataclass

import numpy as np

from finetooth.field.answers import Floats
from finetooth.field.decay import Decay, decay
from finetooth.field.methods import METHODS, Side
from finetooth.field.shifts import ALIKE, Shift


@dataclass(frozen=True)
class Tried:
    """What each method said of each simulated shift, [shifts, methods]; what was true, how far it lies, its rows."""

    kinds: tuple[str, ...]
    said: Floats
    true: Floats
    depth: Floats
    rows: Floats


def tried(found: list[Shift], truth: np.ndarray, axes: Floats) -> tuple[Tried, Decay]:
    """Try all methods on the shifts, and return the fading that all shifts together tell.

    On each shift the fading is that of the other kinds of shifts.
    """
    classes = found[0].logs.shape[1]
    alike = held_side(found, truth, axes)
    others = [one for one in found if one.kind != ALIKE]
    kinds = sorted({one.kind for one in others})
    fades = {kind: fade_of([one for one in found if one.kind != kind], classes) for kind in kinds}
    said = []
    for one in others:
        field = Side(one.logs, one.predicted, one.novelty, axes[one.rows])
        stay = np.ones(len(truth), bool)
        stay[one.rows] = False
        said.append([method(alike.at(stay), field, fades[one.kind]) for method in METHODS.values()])
    true = np.array([one.right.mean() for one in others])
    far = np.array([depth(alike.novelty, one.novelty) for one in others])
    sizes = np.array([len(one.rows) for one in others], float)
    table = np.array(said).reshape(len(others), len(METHODS))
    return Tried(tuple(one.kind for one in others), table, true, far, sizes), fade_of(found, classes)


def held_side(found: list[Shift], truth: np.ndarray, axes: Floats) -> Side:
    """Return the answers to all rows, each by a fit that left out a random part."""
    alike = [one for one in found if one.kind == ALIKE]
    order = np.argsort(np.concatenate([one.rows for one in alike]))
    logs, predicted, novelty = (
        np.concatenate([getattr(one, name) for one in alike])[order] for name in ("logs", "predicted", "novelty")
    )
    return Side(logs, predicted, novelty, axes, truth)


def fade_of(found: list[Shift], classes: int) -> Decay:
    """Return how confidence fades over these shifts."""
    told = [np.concatenate(parts) for parts in zip(*((s.confidence, s.novelty, s.right) for s in found), strict=True)]
    return decay(told[0], told[1], told[2], classes)


def depth(held: Floats, field: Floats) -> float:
    """Return how much newer the field's rows are than the held ones, in standard deviations, summed over novelties."""
    spread = held.std(axis=0) + 1e-9
    return float(np.maximum(0, (field.mean(axis=0) - held.mean(axis=0)) / spread).sum())
