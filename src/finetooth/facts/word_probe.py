"""How far plain words take a classifier: the yardstick for what a shortcut reaches."""

from dataclasses import dataclass

import numpy as np

from finetooth.core.errors import NotApplicable
from finetooth.core.facts import fact
from finetooth.facts.association import FOLDS, macro_f1
from finetooth.facts.terms import Terms

_MOST_CELLS = 60_000_000  # terms times classes
_CELLS = 8_000_000  # added up at a time
_SMOOTHING = 0.3

Array = np.ndarray


@dataclass(frozen=True)
class WordProbe:
    """What naive Bayes on words and pairs reaches on rows it was not fitted to; all are shares."""

    accuracy: float
    macro_f1: float
    balanced: float


@fact
def word_probe(train_terms: Terms, seed: int) -> WordProbe:
    """Cross-fitted naive Bayes on words and pairs of words."""
    classes, rows = len(train_terms.classes), len(train_terms.labels)
    if classes < 2 or rows < 10 * FOLDS:
        raise NotApplicable(f"fewer than {10 * FOLDS} labelled training rows, or one class")
    if len(train_terms.names) * classes > _MOST_CELLS:
        raise NotApplicable("too many classes for a word probe")
    fold = np.random.default_rng(seed).permutation(rows) % FOLDS
    predicted = np.empty((2, rows), np.int64)
    for number in range(FOLDS):
        predicted[:, fold == number] = _predicted(train_terms, fold, number)
    plain, even = predicted
    recall = [float((even[train_terms.labels == one] == one).mean()) for one in np.unique(train_terms.labels)]
    accuracy = float((plain == train_terms.labels).mean())
    return WordProbe(accuracy, macro_f1(even, train_terms.labels, classes), float(np.mean(recall)))


def _predicted(terms: Terms, fold: Array, number: int) -> Array:
    """Return the class of each row of a fold with and without the classes' sizes counted in; Int64[2, m]."""
    classes, width = len(terms.classes), len(terms.names)
    learn = fold != number
    sizes = np.bincount(terms.labels[learn], minlength=classes)
    inside = learn[terms.row]
    cells = terms.term[inside] * classes + terms.labels[terms.row[inside]]
    held = np.bincount(cells, minlength=width * classes).reshape(width, classes) + _SMOOTHING
    weights = np.log(held / held.sum(axis=0)).astype(np.float32)
    weights -= weights.mean(axis=1, keepdims=True)
    scores = np.zeros((len(terms.labels), classes), np.float32)
    row, term = terms.row[~inside], terms.term[~inside]
    for start in range(0, len(row), step := max(1, _CELLS // classes)):
        some = row[start : start + step]
        first = np.flatnonzero(np.diff(some, prepend=-1))
        scores[some[first]] += np.add.reduceat(weights[term[start : start + step]], first, axis=0)
    scores = scores[~learn]
    return np.stack([(scores + np.log(np.maximum(sizes, 1e-9))).argmax(axis=1), scores.argmax(axis=1)])
