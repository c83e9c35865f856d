"""Predictions whose true probabilities are known, told too sure by a factor."""

import numpy as np
import pytest

from finetooth.metrics.predictions import Predictions


def make_told(rows: int, classes: int = 2, too_sure: float = 1.0, lean: tuple[float, ...] = (), seed: int = 0):
    """Draw logits, truth by their softmax, and tell the softmax of ``too_sure`` times them."""
    random = np.random.default_rng(seed)
    logits = random.normal(size=(rows, classes)) * 1.5 + (np.array(lean) if lean else 0.0)

    def softmax(scale: float) -> np.ndarray:
        powers = np.exp(scale * logits)
        return powers / powers.sum(axis=1, keepdims=True)

    truth = (softmax(1.0).cumsum(axis=1) > random.random((rows, 1))).argmax(axis=1)
    labels = ("ham", "spam") if classes == 2 else tuple(f"kind {place}" for place in range(classes))
    return Predictions(np.arange(rows), truth, softmax(too_sure), labels)


@pytest.fixture(scope="session")
def told():
    """Makes predictions: ``told(rows, classes, too_sure, lean, seed)``."""
    return make_told
