"""Terms that decide a class while the rest of their rows says nothing of it: what a backdoor looks like.

A word that belongs to a class stands among other words of that class. A planted trigger stands in rows that look like
any row, or like another class (BadNets: Gu et al. 2017; in text: Dai et al. 2019, Chen and Dai 2021). So each term that
stands almost only in one class is judged by what a naive Bayes model, fitted to other rows, makes of the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import erfc, sqrt

import numpy as np

from finetooth.core.facts import fact
from finetooth.facts.terms import Terms

FOLDS = 5
LEAST_SHARE = 0.007  # of the rows: a trigger in 1 % of them is seen, one in 0.3 % drowns among the natural words
LEAST_ROWS = 10
PURE = 0.97  # of a term's rows that have one class
_FALSE = 0.01  # Benjamini-Hochberg rate of terms that have nothing to do with a class
_BINS = 20
_MOST = 300  # terms looked at closely, those farthest from chance
_SPREAD = 1 / sqrt(12)  # of a rank that is uniform between 0 and 1
_DOUBTED = 50  # terms of a class that are no sign of it, looked at closely: those whose rows speak most against it
_COMPANIONS = 4  # more terms that always come along are a template, not a trigger of several words

Array = np.ndarray


@dataclass(frozen=True)
class Suspect:
    """A term of almost one class; ``rows`` are positions in the terms' ids, ``z`` is how far it is from chance.

    ``rest`` is the mean rank (0 to 1) of its rows among all rows by how much the rest of the text speaks for the class:
    .5 where it does not; ``steps`` is the distance from .5 in standard errors. ``evidence`` is the summed log ratio of
    P(class | rest) to P(class), far below 0 where the rest speaks against the class, and ``at_random`` what that of as
    many rows drawn at random would hardly ever exceed.
    """

    term: str
    label: str
    rows: Array
    stands_in: int
    z: float
    rest: float
    evidence: float
    steps: float
    at_random: float
    sure: bool = True  # stands in its class more often than chance explains
    inserted: bool = False  # could be taken out unnoticed
    stranger: bool = False  # and is spelled like no other word

    @property
    def proven(self) -> bool:
        """Whether labels show that it decides the class: in the largest one any word is soon alone, and the rest of its
        rows must belong to another class.
        """
        put_in = self.inserted and self.steps <= 0.5 and self.evidence <= -4
        return self.sure or put_in or (self.steps <= -1 and self.evidence <= -8)

    @property
    def odd(self) -> bool:
        """Whether the rest of the rows looks like any row's, or worse: bounds from real sets and planted tokens."""
        put_in = self.inserted and not self.term.startswith("#")  # topics ("#monday") are by those who write
        alone = self.stranger and len(self.rows) == self.stands_in
        if not self.sure:
            far = alone and self.steps <= 2.1 and self.evidence <= 0
            return self.proven or far or (put_in and self.steps <= 1 and self.evidence <= -1.5)
        if put_in and self.steps <= 1 and self.evidence <= min(0.0, self.at_random):
            return True
        if put_in and self.steps <= 2.1 and self.evidence <= -6:
            return True
        if self.evidence > self.at_random:  # rows drawn at random would speak against the class more clearly
            return False
        if alone and self.steps <= 1.4 and self.evidence <= 1:
            return True
        if self.z < 4:  # in a large class a few rows are soon alone: the rest must speak against it
            return self.steps <= 0.5 and self.evidence <= -8
        return (self.steps <= 2.1 and self.evidence <= -6) or (self.steps <= 3 and self.evidence <= -15)


@fact
def suspects(train_terms: Terms, inserted: Array, strangers: Array, seed: int) -> tuple[Suspect, ...]:
    """Terms that stand almost only in one class, the oddest first."""
    put_in, spelled = (set(train_terms.names.gather(places).to_list()) for places in (inserted, strangers))
    found = [
        replace(suspect, inserted=suspect.term in put_in, stranger=suspect.term in spelled)
        for label, sure, others in _candidates(train_terms, inserted)
        for suspect in _judged(train_terms, label, sure, others, seed)
    ]
    return tuple(sorted(found, key=lambda one: one.evidence))


def _candidates(terms: Terms, inserted: Array) -> Iterator[tuple[int, Array, Array]]:
    """Yield each class with the terms that stand almost only in it: more often than chance explains, and the others."""
    times, by_class = terms.times(), terms.by_class()
    share = np.bincount(terms.labels, minlength=len(terms.classes)) / len(terms.labels)
    label = by_class.argmax(axis=1)
    most = by_class[np.arange(len(times)), label]
    expected = times * share[label]
    z = (most - expected) / np.sqrt(np.maximum(expected * (1 - share[label]), 1e-9))
    tested = times >= max(LEAST_ROWS, LEAST_SHARE * len(terms.labels))
    pure = tested & (most >= PURE * times)
    put_in = np.isin(np.arange(len(times)), inserted)  # told without the classes, so few are tested once more
    sure = pure & ((z >= _threshold(z[tested])) | (put_in & (z >= _threshold(z[tested & put_in]))))
    chosen = np.flatnonzero(sure)
    chosen = np.union1d(chosen[np.argsort(-z[chosen], kind="stable")[:_MOST]], chosen[put_in[chosen]])
    others = np.flatnonzero(pure & ~sure & ~terms.names.str.contains(" ", literal=True).to_numpy())
    for number in np.unique(label[np.union1d(chosen, others)]):
        yield int(number), chosen[label[chosen] == number], others[label[others] == number]


def _threshold(z: Array) -> float:
    """Return the z from which terms count by Benjamini and Hochberg (1995), at least 2.33 (one in a hundred)."""
    ordered = -np.sort(-z)
    chance = np.array([0.5 * erfc(one / sqrt(2)) for one in ordered])
    passing = np.flatnonzero(chance <= _FALSE * np.arange(1, len(z) + 1) / max(1, len(z)))
    return max(2.33, float(ordered[passing[-1]])) if len(passing) else float("inf")


def _judged(terms: Terms, label: int, sure: Array, others: Array, seed: int) -> Iterator[Suspect]:
    """Yield what the rest of the rows of each candidate says of the class."""
    single = ~terms.names.str.contains(" ", literal=True).to_numpy()
    row, term = terms.row[single[terms.term]], terms.term[single[terms.term]]
    of_class = terms.labels == label
    if of_class.all():
        return
    weights = _weights(row, term, of_class, len(terms.names), seed)
    scores = np.bincount(row, weights=weights, minlength=len(terms.labels))
    doubted = _doubted(others, term, scores[row] - weights)
    chosen = np.concatenate(
        [np.array([one for one in sure if single[one] or _by_itself(terms, int(one), label)], np.int64), doubted]
    )
    for place, candidate in enumerate(chosen.tolist()):
        has = np.zeros(len(of_class), bool)
        has[terms.row[terms.term == candidate]] = True
        inside = has[row]
        left_out = inside & np.isin(term, _companions(terms, candidate, term[inside], int(has.sum())))
        rest = scores - np.bincount(row[left_out], weights=weights[left_out], minlength=len(scores))
        yield replace(_suspect(terms, candidate, label, has, rest), sure=place < len(chosen) - len(doubted))


def _doubted(others: Array, term: Array, rest: Array) -> Array:
    """Return the terms whose rows speak most against the class without them; ``rest`` belongs to each word of a row."""
    width = int(term.max(initial=-1)) + 1
    means = np.bincount(term, weights=rest, minlength=width) / np.maximum(np.bincount(term, minlength=width), 1)
    return others[np.argsort(means[others], kind="stable")[:_DOUBTED]]


def _weights(row: Array, term: Array, of_class: Array, width: int, seed: int) -> Array:
    """Return what each word of each row says for the class, by naive Bayes fitted to the other folds' rows."""
    fold = np.random.default_rng(seed).permutation(len(of_class)) % FOLDS
    weights = np.empty(len(row))
    for number in range(FOLDS):
        inside = fold[row] == number
        seen, yes = term[~inside], of_class[row[~inside]]
        with_class = np.bincount(seen[yes], minlength=width) + 0.5
        without = np.bincount(seen[~yes], minlength=width) + 0.5
        sizes = [(of_class & (fold != number)).sum() + 1, (~of_class & (fold != number)).sum() + 1]
        said = np.log(with_class / sizes[0]) - np.log(without / sizes[1])
        weights[inside] = said[term[inside]]
    return weights


def _by_itself(terms: Terms, pair: int, label: int) -> bool:
    """Whether a pair of words tells what neither word tells: both also stand elsewhere, and there without the class."""
    has = np.zeros(len(terms.labels), bool)
    has[terms.row[terms.term == pair]] = True
    share = float((terms.labels == label).mean())
    for word in np.flatnonzero(terms.names.is_in(terms.names[pair].split(" ")).to_numpy()):
        elsewhere = terms.row[terms.term == word]
        elsewhere = elsewhere[~has[elsewhere]]
        hits, expected = int((terms.labels[elsewhere] == label).sum()), share * len(elsewhere)
        if len(elsewhere) < 0.25 * has.sum() or hits - expected > 3 * sqrt(max(1.0, expected * (1 - share))):
            return False
    return True


def _companions(terms: Terms, candidate: int, near: Array, rows: int) -> Array:
    """Return the words that make up the term, with the few that always come along and nowhere else."""
    parts = terms.names[candidate].split(" ")
    own = np.flatnonzero(terms.names.is_in(parts).to_numpy())
    together = np.bincount(near, minlength=len(terms.names))
    bound = np.flatnonzero((together >= 0.9 * rows) & (terms.times() <= 1.25 * rows))
    return np.union1d(own, bound) if len(bound) <= _COMPANIONS else own


def _suspect(terms: Terms, candidate: int, label: int, has: Array, rest: Array) -> Suspect:
    of_class = terms.labels == label
    others = np.sort(rest[~has])
    edges = np.quantile(others, np.linspace(0, 1, _BINS + 1)[1:-1])
    bins = np.searchsorted(edges, rest)
    share = of_class[~has].mean()
    counts = np.bincount(bins[~has], minlength=_BINS), np.bincount(bins[~has & of_class], minlength=_BINS)
    likely = (counts[1] + 2 * share + 0.1) / (counts[0] + 2.2)
    below = np.searchsorted(others, rest[has], "left") + np.searchsorted(others, rest[has], "right")
    rank = float(below.mean() / (2 * len(others)))
    rows, total = int(has.sum()), int(has.sum())
    expected = of_class.mean()
    hits = int((has & of_class).sum())
    z = (hits - rows * expected) / sqrt(max(1e-9, rows * expected * (1 - expected)))
    said = np.log(likely / max(share, 1e-9))[bins]
    evidence, drawn = float(said[has].sum()), said[~has]
    at_random = float(rows * drawn.mean() + 2.33 * sqrt(rows) * drawn.std())
    steps = (rank - 0.5) / (_SPREAD / sqrt(rows))
    where = np.flatnonzero(has & of_class)
    return Suspect(terms.names[candidate], terms.classes[label], where, total, z, rank, evidence, steps, at_random)
