"""A logistic regression on the frozen encoder's features, put into the head: the model that a fine-tune must beat."""

from collections.abc import Callable

import numpy as np

from finetooth.problems.problem import MULTI, ORDINAL, REGRESSION, SINGLE
from finetooth.training.linear_heads import FITS, LinearHead

PENALTIES = (1.0, 3.0, 10.0, 30.0)  # values of C that are tried, on features of mean length 1
OF_NUMBERS = (0.1, 0.3, *PENALTIES)
FOLDS = 3
_MOST_TRIED = 5_000  # rows; C matters little with more, and each fit takes its time
_WORK, _LEAST_TRIED = 50_000, 500  # rows times labels, where each label has a regression of its own


def fitted(
    features: np.ndarray,
    targets: np.ndarray,
    weights: np.ndarray,
    labels: int,
    score: Callable[[np.ndarray, np.ndarray], float],
    seed: int,
    problem_type: str = SINGLE,
) -> LinearHead:
    """Fit a head on features[n, d]; the best C by ``score`` (logits, targets) in 3 folds, ties to the smaller."""
    length = float(np.linalg.norm(features, axis=1).mean()) or 1.0
    scaled = features / length
    chosen = _best_c(scaled, targets, weights, labels, score, seed, problem_type)
    head = FITS[problem_type](scaled, targets, weights, labels, chosen)
    return LinearHead(head.weights / length, head.biases, chosen)


def _best_c(
    features: np.ndarray,
    targets: np.ndarray,
    weights: np.ndarray,
    labels: int,
    score: Callable[[np.ndarray, np.ndarray], float],
    seed: int,
    problem_type: str,
) -> float:
    most = max(_LEAST_TRIED, min(_MOST_TRIED, _WORK // labels)) if problem_type == MULTI else _MOST_TRIED
    rows = np.random.default_rng(seed).permutation(len(targets))[:most]
    x, y, w = features[rows], targets[rows], weights[rows]
    if len(y) < FOLDS:
        return PENALTIES[0]
    fold = _folds(y, problem_type)
    found = {}
    penalties = OF_NUMBERS if problem_type == REGRESSION else PENALTIES
    for c in penalties:
        logits = np.zeros((len(y), labels))
        for number in range(FOLDS):
            within, out = fold != number, fold == number
            logits[out] = FITS[problem_type](x[within], y[within], w[within], labels, c).logits(x[out])
        found[c] = score(logits, y)
    return max(penalties, key=lambda c: (np.nan_to_num(found[c], nan=-np.inf), -c))


def _folds(targets: np.ndarray, problem_type: str) -> np.ndarray:
    """Return the fold of each row; the rows come in random order."""
    fold = np.arange(len(targets)) % FOLDS
    if problem_type in (SINGLE, ORDINAL):
        from sklearn.model_selection import StratifiedKFold

        parted = StratifiedKFold(FOLDS).split(targets, splittable(targets, FOLDS))
        for number, (_, out) in enumerate(parted):
            fold[out] = number
    return fold


def splittable(targets: np.ndarray, folds: int) -> np.ndarray:
    """Return the targets with rare classes taken together, or with the largest: folds cannot be stratified by them."""
    counts = np.bincount(targets)
    rare = counts[targets] < folds
    return np.where(rare, -1 if rare.sum() >= folds else int(counts.argmax()), targets)
