"""How near rows are to the rows a model knows: by meaning, by words, and by language."""

import numpy as np
import numpy.typing as npt
import polars as pl

from finetooth.facts.language import LANGUAGES, language_scores, plain, siblings
from finetooth.facts.terms import paired

NEAREST = 10
_AT_ONCE = 1_000
_WORD = r"[\p{L}\p{M}\p{N}_'@#]+|[^\p{L}\p{M}\p{N}_'@#\s]+"
_LONGEST = 2_000
_SPOKEN = 0.05  # of the rows must be in a language for the model to know it
_SURE = 0.5  # by how much another language beats all known ones, as facts.language scores

Floats = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


def similarity(vectors: Vectors, known: Vectors, count: int = NEAREST, own: bool = False) -> Floats:
    """Return the mean of the highest ``count`` cosines of each row to the known rows; float64[n].

    With ``own`` the rows are the known rows themselves, and none counts for itself.
    """
    count = max(1, min(count, len(known) - own))
    parts = []
    for start in range(0, len(vectors), _AT_ONCE):
        cosines = vectors[start : start + _AT_ONCE] @ known.T
        if own:
            cosines[np.arange(len(cosines)), np.arange(start, start + len(cosines))] = -2
        parts.append(np.partition(cosines, -count, axis=1)[:, -count:].mean(axis=1))
    return np.concatenate(parts).astype(np.float64) if parts else np.zeros(0)


class Wording:
    """Which words stand in which texts: ``unknown`` asks for the share of words that some rows do not have."""

    def __init__(self, texts: pl.Series) -> None:
        self._row, self._term, names = paired(texts, pairs=False)
        self._rows, self._terms = len(texts), len(names)
        words = texts.fill_null("").str.slice(0, _LONGEST).str.to_lowercase().str.extract_all(_WORD)
        self._count = np.maximum(1, words.list.unique().list.len().to_numpy().astype(np.float64))

    def among(self, first: Mask) -> Mask:
        """Return a mask of all rows from one of the first of them."""
        return np.concatenate([first, np.zeros(self._rows - len(first), bool)])

    def unknown(self, rows: Mask, known: Mask) -> Floats:
        """Return for each of ``rows`` the share of its different words that no row of ``known`` has; float64[n]."""
        seen = np.zeros(self._terms, bool)
        seen[self._term[known[self._row]]] = True
        met = np.bincount(self._row[seen[self._term]], minlength=self._rows)
        return np.asarray((1 - met / self._count)[rows])

    def unknown_to_others(self, first: int) -> Floats:
        """Return for each row the share of its different words that none of the ``first`` rows but itself has."""
        inside = self._row < first
        times = np.bincount(self._term[inside], minlength=self._terms)
        seen = times[self._term] > inside  # its own word does not count
        met = np.bincount(self._row[seen], minlength=self._rows)
        return np.asarray(1 - met / self._count)


def foreign(texts: pl.Series, known: pl.Series) -> Mask:
    """Return which texts are surely in a language that fewer than one in twenty of the known texts are in."""
    scores, others = language_scores(plain(known)), language_scores(plain(texts))
    told = np.sort(scores, axis=1)
    best = scores.argmax(axis=1)[told[:, -1] - told[:, -2] > 0] if len(scores) else np.zeros(0, np.int64)
    shares = np.bincount(best, minlength=len(LANGUAGES)) / max(1, len(best))
    spoken = {one for place in np.flatnonzero(shares >= _SPOKEN) for one in siblings(LANGUAGES[int(place)])}
    near = np.array([name in spoken for name in LANGUAGES])
    if not near.any() or near.all():
        return np.zeros(len(texts), bool)
    return np.asarray(others[:, ~near].max(axis=1) - others[:, near].max(axis=1) > _SURE)
