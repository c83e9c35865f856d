"""What others would say of the field's accuracy: nothing changed, NannyML's formula, ATC and DoC as published."""

import numpy as np

from .fits import Answers, Array


def said(answers: Answers) -> dict[str, float]:
    """Return each opponent's accuracy of the field, from raw probabilities as their authors use them."""
    held, field, truth = answers.held, answers.field, answers.truth
    right = held.argmax(axis=1) == truth
    level = np.quantile(_certainty(held), 1 - right.mean())
    fell = float(held.max(axis=1).mean() - field.max(axis=1).mean())
    return {
        "same as held": float(right.mean()),
        "CBPE": cbpe(held, truth, field),
        "ATC": float((_certainty(field) > level).mean()),
        "DoC": float(right.mean()) - fell,
    }


def cbpe(held: Array, truth: Array, field: Array) -> float:
    """Return NannyML's estimate: each class's probability calibrated by isotonic regression, normalised, and averaged
    over the answers (the expected confusion matrix's diagonal)."""
    from sklearn.isotonic import IsotonicRegression

    told = np.zeros_like(field)
    for label in range(held.shape[1]):
        scale = IsotonicRegression(out_of_bounds="clip", y_min=0, y_max=1).fit(held[:, label], truth == label)
        told[:, label] = scale.predict(field[:, label])
    told /= np.maximum(told.sum(axis=1, keepdims=True), 1e-9)
    return float(told[np.arange(len(field)), field.argmax(axis=1)].mean())


def _certainty(probabilities: Array) -> Array:
    return (probabilities * np.log(np.maximum(probabilities, 1e-12))).sum(axis=1)
