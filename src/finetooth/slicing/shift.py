"""Shift: what sets the test rows apart from held-out rows: words, vectors, labels, length, language, and the rule."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.comparing.slices import languages
from finetooth.core.rows import Rows
from finetooth.facts.drift import Gap, PriorGap, auc, auc_interval, gap, prior_gap
from finetooth.facts.embeddings import Embedded
from finetooth.facts.text import is_blank, normalise, whole
from finetooth.metrics.predictions import Floats, Predictions
from finetooth.slicing.mean_gap import MeanGap, mean_gap

MOST_ROWS = 5_000  # of each side
FOLDS = 5
_RIDGE = 1.0  # per row of the smaller fold, on vectors of length 1
FEWEST = 10  # rows of a class on either side


@dataclass(frozen=True)
class Area:
    """How often a row of the test is told from a held-out one (.5: never), with its 95 % interval."""

    auc: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        """Whether chance is left out."""
        return self.low > 0.5 or self.high < 0.5


@dataclass(frozen=True)
class Moved:
    """The rows of one class that are answered right: ``gap`` is the test's share less that of the held-out rows."""

    label: str
    gap: MeanGap


@dataclass(frozen=True)
class Shift:
    """What differs. ``length`` is by words, with the ``medians`` of both; ``language`` is the mix of languages.

    ``shared``: texts that stand both in the test and among the rows learned from, and those ``relabelled`` of them.
    """

    words: Gap
    vectors: Area | None
    labels: PriorGap | None
    length: Area
    medians: tuple[float, float]
    language: PriorGap | None
    classes: tuple[Moved, ...]
    shared: int
    relabelled: int
    relabelled_ids: tuple[int, ...]  # of test rows


def shift_of(
    held: Rows, test: Rows, learned: Rows, answers: tuple[Predictions, Predictions], seed: int,
    embedded: Embedded | None = None,
) -> Shift:  # fmt: skip
    """Compare the held-out rows with the test rows; ``answers`` are those to both, ``learned`` all rows that taught."""
    first, second = (_some(part, seed) for part in (held, test))
    texts = [whole(part).fill_null("") for part in (first, second)]
    words = gap(texts[0], texts[1], seed)
    sizes = [text.str.count_matches(r"\S+").to_numpy().astype(np.float64) for text in texts]
    spoken = prior_gap(languages(texts[0]), languages(texts[1]), seed)
    shared, other = _shared(learned, test)
    return Shift(
        words,
        _vectors(first, second, embedded, seed),
        prior_gap(held.labels, test.labels, seed),
        _area(sizes[0], sizes[1]),
        (float(np.median(sizes[0])), float(np.median(sizes[1]))),
        spoken,
        _classes(*answers),
        shared,
        len(other),
        tuple(other),
    )


def _some(rows: Rows, seed: int) -> Rows:
    kept = Rows(rows.table.filter(~is_blank(rows.texts)))
    return Rows(kept.table.sample(MOST_ROWS, seed=seed).sort("id")) if len(kept) > MOST_ROWS else kept


def _area(first: Floats, second: Floats) -> Area:
    scores, side = np.concatenate([first, second]), np.repeat([False, True], [len(first), len(second)])
    return Area(auc(scores, side), *auc_interval(scores, side))


def _vectors(first: Rows, second: Rows, embedded: Embedded | None, seed: int) -> Area | None:
    """Tell the sides apart by ridge regression on the texts' vectors, each row by a model of the other folds."""
    if embedded is None:
        return None
    sides = [embedded.only(part.ids).vectors.astype(np.float64) for part in (first, second)]
    if min(len(side) for side in sides) < 10 * FOLDS:
        return None
    vectors, side = np.concatenate(sides), np.repeat([0.0, 1.0], [len(part) for part in sides])
    vectors = vectors - vectors.mean(axis=0)
    fold = np.random.default_rng(seed).permutation(len(side)) % FOLDS
    scores = np.empty(len(side))
    for number in range(FOLDS):
        inside = fold == number
        known, target = vectors[~inside], side[~inside] - side[~inside].mean()
        gram = known.T @ known + _RIDGE * np.eye(known.shape[1])
        scores[inside] = vectors[inside] @ np.linalg.solve(gram, known.T @ target)
    return _area(scores[side == 0], scores[side == 1])


def _classes(held: Predictions, test: Predictions) -> tuple[Moved, ...]:
    """Return the recall of each class on the test beside that on the held-out rows, the largest fall first."""
    moved = []
    for place, label in enumerate(held.labels):
        right = [(part.predicted == place)[part.truth == place].astype(np.float64) for part in (held, test)]
        if min(map(len, right)) >= FEWEST:
            inside = np.repeat([False, True], [len(part) for part in right])
            moved.append(Moved(label, mean_gap(np.concatenate(right), inside)))
    return tuple(sorted(moved, key=lambda one: one.gap.gap))


def _shared(learned: Rows, test: Rows) -> tuple[int, list[int]]:
    """Count the test rows whose text was learned, and return the ids of those that were learned as another class."""
    known, asked = (
        pl.DataFrame({"id": part.ids, "key": normalise(whole(part)), "label": part.labels}).filter(pl.col("key") != "")
        for part in (learned, test)
    )
    labels = known.group_by("key").agg(pl.col("label").drop_nulls().unique().alias("learned"))
    met = asked.join(labels, on="key", how="inner", maintain_order="left")
    other = met.filter(pl.col("label").is_not_null() & ~pl.col("label").is_in(pl.col("learned")))
    return met.height, other["id"].to_list()
