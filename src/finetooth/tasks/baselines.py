"""The simple models that a fine-tune must beat on the same test rows."""

from collections.abc import Sequence

import numpy as np


def majority(train_targets: Sequence[int], count: int, labels: int) -> np.ndarray:
    """Return float64[count, labels]: for every row the label shares of the training rows."""
    shares = np.bincount(np.asarray(train_targets), minlength=labels) / max(1, len(train_targets))
    return np.tile(shares, (count, 1))


def tfidf_logistic_regression(
    train_texts: Sequence[str], train_targets: Sequence[int], texts: Sequence[str], labels: int, seed: int
) -> np.ndarray:
    """Return float64[len(texts), labels] of an untuned TF-IDF (words 1-2, characters 2-4) + logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\S+")  # noqa: S106
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, max_features=100_000)
    model = make_pipeline(make_union(words, characters), LogisticRegression(C=10.0, max_iter=300, random_state=seed))
    model.fit(list(train_texts), np.asarray(train_targets))
    probabilities = np.zeros((len(texts), labels))
    probabilities[:, model.classes_] = model.predict_proba(list(texts))
    return probabilities
