"""What the field has and training has not: rows far from all training rows, in groups named by their words."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from finetooth.facts.terms import paired
from finetooth.field.answers import Integers
from finetooth.field.nearness import Mask, Vectors, similarity
from finetooth.field.results import Coverage, Topic
from finetooth.field.shifts import clusters

USUAL = 0.05  # of training rows are as far from the others as a row that counts as not covered
_NEAREST = 5
_ROWS_A_TOPIC, _MOST_TOPICS = 15, 8
_FEWEST, _SMALLEST = 5, 0.01  # rows of a topic, and its share of the field
_WORDS, _EXAMPLES = 5, 3
_STANDS_OUT = 2.0  # standard errors
_ROUNDED = 4


@dataclass(frozen=True)
class Uncovered:
    """``coverage`` as it is told, and ``mask`` Boolean[m]: which field rows are not covered."""

    coverage: Coverage
    mask: Mask


def coverage(
    train: Vectors, train_texts: pl.Series, field: Vectors, texts: pl.Series, ids: Integers, seed: int
) -> Uncovered:
    """Find the field rows that are farther from all training rows than 95 % of these are from each other.

    They are clustered by meaning (spherical k-means); each group is named by the words that stand in it more often than
    in training and in the rest of the field, by more than chance has it.
    """
    own, out = similarity(train, train, _NEAREST, own=True), similarity(field, train, _NEAREST)
    level = float(np.quantile(own, USUAL))
    mask = out < level
    rows = np.flatnonzero(mask)
    count = int(np.clip(len(rows) // _ROWS_A_TOPIC, 1, _MOST_TOPICS))
    found: list[Topic] = []
    if len(rows) >= _FEWEST:
        group = clusters(field[rows], count, np.random.default_rng(seed))
        words = _Words(train_texts, texts)
        for number in range(count):
            members = rows[group == number]
            if len(members) >= max(_FEWEST, _SMALLEST * len(texts)):
                found.append(_topic(members, field, train, texts, ids, words))
    found.sort(key=lambda topic: -topic.share)
    least = rows[np.argsort(out[rows], kind="stable")]
    told = Coverage(len(texts), len(rows), USUAL, tuple(found), tuple(ids[least].tolist()))
    return Uncovered(told, mask)


def _topic(
    members: Integers, field: Vectors, train: Vectors, texts: pl.Series, ids: Integers, words: "_Words"
) -> Topic:
    centre = field[members].mean(axis=0)
    centre /= max(float(np.linalg.norm(centre)), 1e-9)
    near = field[members] @ centre
    shown = members[np.argsort(-near, kind="stable")[:_EXAMPLES]]
    in_train = float((train @ centre >= np.quantile(near, 0.25)).mean())
    return Topic(
        words.of(members),
        round(len(members) / len(texts), _ROUNDED),
        len(members),
        round(in_train, _ROUNDED),
        tuple(texts.gather(shown).to_list()),
        tuple(ids[shown].tolist()),
    )


class _Words:
    """Counts of words by rows, to see which stand out in some of them."""

    def __init__(self, train: pl.Series, field: pl.Series) -> None:
        self._row, self._term, names = paired(pl.concat([train.rename("text"), field.rename("text")]), pairs=False)
        self._names, self._first, self._rows = names, len(train), len(train) + len(field)
        self._worded = names.str.contains(r"\p{L}\p{L}\p{L}").to_numpy()

    def of(self, members: Integers) -> tuple[str, ...]:
        """Return the words that stand out most in these field rows."""
        inside = np.zeros(self._rows, bool)
        inside[members + self._first] = True
        width = len(self._names)
        here = np.bincount(self._term[inside[self._row]], minlength=width)
        there = np.bincount(self._term[~inside[self._row]], minlength=width)
        sizes = max(1, len(members)), max(1, self._rows - len(members))
        both = (here + there) / sum(sizes)
        error = np.sqrt(np.maximum(both * (1 - both), 1e-9) * (1 / sizes[0] + 1 / sizes[1]))
        far: npt.NDArray[np.float64] = np.where(self._worded, (here / sizes[0] - there / sizes[1]) / error, -np.inf)
        best = np.argsort(-far, kind="stable")[:_WORDS]
        return tuple(self._names.gather(best[far[best] > _STANDS_OUT]).to_list())
