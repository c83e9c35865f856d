"""Linear heads of each kind of problem learn what lies in a straight line."""

import numpy as np
import pytest

from finetooth.problems.problem import MULTI, REGRESSION
from finetooth.training.linear_heads import FITS
from finetooth.training.probe_head import fitted


def drawn(rows: int = 300) -> np.ndarray:
    return np.random.default_rng(0).normal(0, 1, (rows, 8))


def test_each_label_of_several_has_a_regression_of_its_own():
    x = drawn()
    y = np.stack([x[:, 0] > 0, x[:, 1] > 1, np.zeros(300), np.ones(300)], axis=1).astype(int)
    head = fitted(x, y, np.ones(300), 4, lambda logits, truth: float(((logits > 0) == truth).mean()), 1, MULTI)
    said = head.logits(x) > 0
    assert (said == y).mean() > 0.95
    assert not said[:, 2].any(), "a label that no row has is never told"
    assert said[:, 3].all()


def test_numbers_have_a_ridge_and_rows_of_no_weight_teach_nothing():
    x = drawn()
    y, weights = 2 * x[:, 0] - x[:, 3] + 1, np.ones(300)
    y[:20], weights[:20] = 1_000, 0
    head = fitted(x, y, weights, 1, lambda logits, truth: -float(((logits[:, 0] - truth) ** 2).mean()), 1, REGRESSION)
    assert head.weights.shape == (1, 8)
    assert head.logits(x)[20:, 0] == pytest.approx(y[20:], abs=0.2)


def test_a_penalty_pulls_toward_zero():
    x = drawn(40)
    weak, strong = (FITS[REGRESSION](x, x[:, 0], np.ones(40), 1, c).weights for c in (100.0, 0.01))
    assert np.abs(strong).sum() < np.abs(weak).sum()
