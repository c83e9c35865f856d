"""The simple models that a fine-tune must beat on the same test rows."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from finetooth.problems.problem import MULTI, REGRESSION, SINGLE

Targets = Sequence[int] | np.ndarray
CELLS = 2_000_000  # words (and parts of words) times labels: the rarest are left out beyond, which bounds the memory
SHARPNESS = 20.0  # of the softmax over cosines: as contrastive encoders are taught


def majority(train_targets: Targets, count: int, labels: int) -> np.ndarray:
    """Return float64[count, labels]: for every row the label shares of the training rows."""
    return np.tile(_shares(train_targets, labels), (count, 1))


def stratified_guess(train_targets: Targets, count: int, labels: int, seed: int) -> np.ndarray:
    """Return float64[count, labels]: for every row one label, drawn by the label shares of the training rows."""
    drawn = np.random.default_rng(seed).choice(labels, count, p=_shares(train_targets, labels))
    return np.eye(labels)[drawn]


def tfidf_logistic_regression(
    train_texts: Sequence[str], train_targets: Targets, texts: Sequence[str], labels: int, seed: int
) -> np.ndarray:
    """Return float64[len(texts), labels] of an untuned TF-IDF (words 1-2, characters 2-4) + logistic regression."""
    return fitted_tfidf(train_texts, train_targets, labels, seed)(texts)


def fitted_tfidf(
    train_texts: Sequence[str],
    train_targets: Targets,
    labels: int,
    seed: int,
    problem_type: str = SINGLE,
) -> Callable[[Sequence[str]], np.ndarray]:
    """Fit the TF-IDF and its linear model, and return what answers texts by float64[n, labels].

    The model is a logistic regression, one for each label where a row can have several, or a ridge for numbers.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.pipeline import make_pipeline, make_union

    many, most = CELLS // max(1, labels), min(100_000, CELLS // max(1, labels))
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\S+", max_features=many)  # noqa: S106
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, max_features=most)
    texts_as_numbers, targets = make_union(words, characters), np.asarray(train_targets)
    if problem_type == MULTI:
        return _one_for_each(texts_as_numbers, train_texts, targets, seed)
    last = Ridge() if problem_type == REGRESSION else LogisticRegression(C=10.0, max_iter=300, random_state=seed)
    model = make_pipeline(texts_as_numbers, last)
    model.fit(list(train_texts), targets)
    if problem_type == REGRESSION:
        return lambda texts: np.asarray(model.predict(list(texts)), np.float64)[:, None]

    def answer(texts: Sequence[str]) -> np.ndarray:
        probabilities = np.zeros((len(texts), labels))
        probabilities[:, model.classes_] = model.predict_proba(list(texts))
        return probabilities

    return answer


def _one_for_each(
    texts_as_numbers: Any, train_texts: Sequence[str], targets: np.ndarray, seed: int
) -> Callable[[Sequence[str]], np.ndarray]:
    """Fit a logistic regression for each label; one that all rows or none have is answered by its share."""
    from sklearn.linear_model import LogisticRegression

    features = texts_as_numbers.fit_transform(list(train_texts))
    models = {
        label: LogisticRegression(C=10.0, solver="liblinear", random_state=seed).fit(features, targets[:, label])
        for label in range(targets.shape[1])
        if len(np.unique(targets[:, label])) == 2
    }

    def answer(texts: Sequence[str]) -> np.ndarray:
        chances, known = np.tile(targets.mean(axis=0), (len(texts), 1)), texts_as_numbers.transform(list(texts))
        for label, model in models.items():
            chances[:, label] = model.predict_proba(known)[:, 1]
        return chances

    return answer


def nearest_centroid(train_vectors: np.ndarray, train_targets: Targets, vectors: np.ndarray, labels: int) -> np.ndarray:
    """Return float64[n, labels]: a softmax over the cosines with the mean vector of each class, nothing trained.

    Vectors are of length 1. The nearest mean: Rocchio 1971; with a neural encoder: Snell et al. 2017. A class without
    training rows is never told.
    """
    targets = np.asarray(train_targets)
    known = np.unique(targets)
    means = np.stack([train_vectors[targets == one].mean(axis=0) for one in known]).astype(np.float64)
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
    cosines = SHARPNESS * (vectors.astype(np.float64) @ means.T)
    powers = np.exp(cosines - cosines.max(axis=1, keepdims=True))
    probabilities = np.zeros((len(vectors), labels))
    probabilities[:, known] = powers / powers.sum(axis=1, keepdims=True)
    return probabilities


def _shares(targets: Targets, labels: int) -> np.ndarray:
    counts = np.bincount(np.asarray(targets), minlength=labels)
    return np.asarray(counts / max(1, counts.sum()))
