"""From the chance that each answer is right to expected scores: accuracy, and macro-F1 by an expected confusion."""

import numpy as np

from finetooth.field.answers import Floats, Integers

_HALVINGS = 50
_WIDEST = 30.0


def adjusted(chances: Floats, mean: float) -> Floats:
    """Return the chances, all moved by the same odds, so that their mean is ``mean``."""
    logits = np.log(np.clip(chances, 1e-6, 1 - 1e-6)) - np.log1p(-np.clip(chances, 1e-6, 1 - 1e-6))
    low, high = -_WIDEST, _WIDEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if float((1 / (1 + np.exp(-logits - middle))).mean()) < mean:
            low = middle
        else:
            high = middle
    return np.asarray(1 / (1 + np.exp(-logits - low)))


def expected_macro_f1(chances: Floats, logs: Floats, predicted: Integers) -> float:
    """Return macro-F1 of the expected confusion: a wrong answer's true class is as the model's other probabilities say.

    Classes that are neither answered nor expected in half a row are left out.
    """
    rows = np.arange(len(predicted))
    others = np.exp(logs)
    others[rows, predicted] = 0
    total = others.sum(axis=1, keepdims=True)
    classes = logs.shape[1]
    even = np.full_like(others, 1 / max(1, classes - 1))
    even[rows, predicted] = 0
    true = np.where(total > 1e-9, others / np.maximum(total, 1e-9), even) * (1 - chances)[:, None]
    true[rows, predicted] = chances
    right = np.bincount(predicted, weights=chances, minlength=classes)
    answered, expected = np.bincount(predicted, minlength=classes), true.sum(axis=0)
    there = (answered > 0) | (expected >= 0.5)
    f1 = 2 * right[there] / np.maximum(answered[there] + expected[there], 1e-9)
    return float(f1.mean()) if there.any() else 0.0


def macro_f1(truth: Integers, predicted: Integers, classes: int) -> float:
    """Return macro-F1 over the classes that occur in the truth or the answers; unknown labels are one more class."""
    known = truth >= 0
    right = np.bincount(truth[truth == predicted], minlength=classes)
    both = np.bincount(predicted, minlength=classes) + np.bincount(truth[known], minlength=classes)
    f1 = 2 * right[both > 0] / both[both > 0]
    return float(np.append(f1, 0.0).mean() if (~known).any() else f1.mean()) if len(truth) else 0.0
