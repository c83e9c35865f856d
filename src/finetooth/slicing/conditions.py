"""Conditions that a weak slice may be made of: values of columns, lengths, language, frequent words, kinds of text."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import polars as pl

from finetooth.comparing.answers import Answers
from finetooth.comparing.slices import LABEL, Slice, slices_of
from finetooth.facts.drift import telling_words
from finetooth.facts.embeddings import Embedded
from finetooth.facts.terms import paired
from finetooth.facts.text import PAIR_JOINT

WORD, KIND = "word", "kind of text"
MOST = 160  # conditions; words fill up what the others leave
LEAST_ROWS, LEAST_SHARE = 20, 0.01  # of the rows: fewer are no slice
_ROWS_A_KIND, _MOST_KINDS = 150, 12
_NAMED_BY = 3


def least_rows(rows: int) -> int:
    """Return of how many rows a slice is at least."""
    return max(LEAST_ROWS, int(np.ceil(LEAST_SHARE * rows)))


def conditions_of(answers: Answers, embedded: Embedded | None = None, seed: int = 0) -> list[Slice]:
    """Return the conditions that hold for enough rows and not for nearly all, each set of rows once.

    The label is none: it is not known when the model answers, and classes have scores of their own.
    """
    least, rows, seen = least_rows(len(answers)), len(answers), set[bytes]()
    found: list[Slice] = []
    for one in _all(answers, embedded, seed):
        print_ = np.packbits(one.mask).tobytes()
        if least <= one.mask.sum() <= rows - least and print_ not in seen:
            seen.add(print_)
            found.append(one)
        if len(found) == MOST:
            break
    return found


def texts_of(answers: Answers) -> pl.Series:
    """Return all that the model reads of each row; String[n]."""
    texts, pairs = answers.rows["text"].fill_null(""), answers.rows["pair"]
    return texts if pairs.null_count() == len(pairs) else texts + (PAIR_JOINT + pairs).fill_null("")


def _all(answers: Answers, embedded: Embedded | None, seed: int) -> Iterator[Slice]:
    yield from (one for one in slices_of(answers) if one.kind != LABEL)
    yield from _kinds(answers, embedded, seed)
    yield from _words(texts_of(answers), least_rows(len(answers)))


def _words(texts: pl.Series, least: int) -> Iterator[Slice]:
    """Yield the presence of words in at least so many rows, the most frequent first; whatever the answers were."""
    row, term, names = paired(texts, pairs=False)
    times = np.bincount(term, minlength=len(names))
    order = np.lexsort((np.arange(len(names)), -times))
    starts = np.argsort(term, kind="stable")
    ends = np.concatenate([[0], np.cumsum(times)])
    for place in order[times[order] >= least].tolist():
        mask = np.zeros(len(texts), np.bool_)
        mask[row[starts[ends[place] : ends[place + 1]]]] = True
        yield Slice(WORD, str(names[place]), mask)


def _kinds(answers: Answers, embedded: Embedded | None, seed: int) -> Iterator[Slice]:
    """Yield clusters of the texts' vectors, named by the words that tell them from the rest."""
    if embedded is None:
        return
    places = {row: place for place, row in enumerate(answers.rows["id"].to_list())}
    here = [(place, places[row]) for place, row in enumerate(embedded.ids.to_list()) if row in places]
    count = min(_MOST_KINDS, len(here) // _ROWS_A_KIND)
    if count < 2:
        return
    vectors, rows = embedded.vectors[[place for place, _ in here]], np.array([row for _, row in here])
    cluster, texts = _clustered(vectors, count, seed), texts_of(answers).gather(rows)
    for number in range(count):
        inside = cluster == number
        mask = np.zeros(len(answers), np.bool_)
        mask[rows[inside]] = True
        words = telling_words(texts.filter(inside), texts.filter(~inside), _NAMED_BY)
        yield Slice(KIND, ", ".join(words), mask)


def _clustered(vectors: npt.NDArray[np.float32], count: int, seed: int) -> npt.NDArray[np.int32]:
    """Return the number of each vector's cluster, by k-means."""
    from sklearn.cluster import KMeans

    found: npt.NDArray[np.int32] = KMeans(count, n_init=1, random_state=seed).fit_predict(vectors)
    return found
