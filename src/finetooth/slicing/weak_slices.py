"""Weak slices: the parts of the test rows that the model does worst on, by a search that is corrected for itself."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from finetooth.comparing.answers import Answers
from finetooth.comparing.slices import Slice
from finetooth.facts.drift import telling_words
from finetooth.facts.embeddings import Embedded
from finetooth.slicing.conditions import conditions_of, least_rows, texts_of
from finetooth.slicing.scored_slices import RESAMPLES, ScoredSlice, score_slice
from finetooth.slicing.search import PERMUTATIONS, Hit, search

MOST_ROWS = 10_000  # searched; the slices found are scored on all
FEWEST_ROWS = 100
_WORDS = 6
_MISTAKES = 3


@dataclass(frozen=True)
class WeakSlice:
    """Rows that meet all ``conditions``. ``p``: the share of searches on random errors that find one as weak.

    ``wrong`` are the ids of the rows answered wrongly, the surest first; ``mistakes`` tell what is taken for what.
    """

    conditions: tuple[str, ...]
    scored: ScoredSlice
    p: float
    words: tuple[str, ...]
    mistakes: tuple[tuple[str, str, int], ...]  # truth, answer, rows
    wrong: tuple[int, ...]

    @property
    def name(self) -> str:
        """The conditions in one line: `lang = es and word = refund`."""
        return " and ".join(self.conditions)


@dataclass(frozen=True)
class WeakSlices:
    """All that was found among so many ``rows`` and ``conditions``, by this many dealings of the errors."""

    found: tuple[WeakSlice, ...]
    rows: int
    wrong: int
    conditions: int
    permutations: int
    kinds: tuple[str, ...]  # of conditions, that there were
    sampled: int | None = None  # of how many rows the search took a random part


def weak_slices_of(answers: Answers, embedded: Embedded | None = None, seed: int = 0) -> WeakSlices | None:
    """Search the labelled rows; None where they are too few to search."""
    told = answers.labelled()
    predictions = told.predictions
    if len(told) < FEWEST_ROWS or predictions.problem:
        return None
    wrong = predictions.predicted != predictions.truth
    conditions = conditions_of(told, embedded, seed)
    hits = _searched(told, conditions, wrong, seed)
    found = tuple(_described(told, conditions, hit, wrong, seed) for hit in hits)
    kinds = tuple(dict.fromkeys(one.kind for one in conditions))
    rows = min(len(told), MOST_ROWS)
    sampled = len(told) if len(told) > MOST_ROWS else None
    return WeakSlices(found, rows, int(wrong.sum()), len(conditions), PERMUTATIONS, kinds, sampled)


def _searched(answers: Answers, conditions: list[Slice], wrong: npt.NDArray[np.bool_], seed: int) -> list[Hit]:
    if not conditions:
        return []
    held, groups = np.stack([one.mask for one in conditions], axis=1), answers.groups
    if len(wrong) > MOST_ROWS:
        drawn = np.sort(np.random.default_rng(seed).choice(len(wrong), MOST_ROWS, replace=False))
        held, wrong, groups = held[drawn], wrong[drawn], None if groups is None else groups[drawn]
    return search(held, wrong, least_rows(len(wrong)), seed, groups)


def _described(
    answers: Answers, conditions: list[Slice], hit: Hit, wrong: npt.NDArray[np.bool_], seed: int
) -> WeakSlice:
    chosen = [conditions[place] for place in hit.places]
    mask = np.logical_and.reduce([one.mask for one in chosen])
    names = tuple(one.name for one in chosen)
    scored = score_slice(answers, Slice("slice", " and ".join(names), mask), RESAMPLES, seed)
    texts, predictions = texts_of(answers), answers.predictions
    words = telling_words(texts.filter(mask), texts.filter(~mask), _WORDS)
    places = np.flatnonzero(mask & wrong)
    surest = places[np.argsort(-predictions.probabilities[places].max(axis=1), kind="stable")]
    ids = tuple(predictions.ids[surest].tolist())
    return WeakSlice(names, scored, hit.p, tuple(words), _mistakes(answers, places), ids)


def _mistakes(answers: Answers, places: npt.NDArray[np.int64]) -> tuple[tuple[str, str, int], ...]:
    """Return what is taken for what most often among these rows."""
    pairs: dict[tuple[str, str], int] = {}
    truths, said = answers.rows["label"].gather(places).to_list(), answers.predictions.texts.gather(places).to_list()
    for pair in zip(truths, said, strict=True):
        pairs[pair] = pairs.get(pair, 0) + 1
    ordered = sorted(pairs.items(), key=lambda one: (-one[1], one[0]))
    return tuple((truth, answer, rows) for (truth, answer), rows in ordered[:_MISTAKES])
