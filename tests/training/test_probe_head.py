"""A logistic regression as the head of a model."""

import numpy as np
import pytest

from finetooth.training.probe_head import PENALTIES, fitted


def accuracy(logits: np.ndarray, targets: np.ndarray) -> float:
    return float((logits.argmax(axis=1) == targets).mean())


def clouds(classes: int, rows: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    targets = np.arange(rows) % classes
    return random.normal(size=(classes, 5))[targets] * 9 + random.normal(size=(rows, 5)), targets


@pytest.mark.parametrize("classes", [2, 4])
def test_the_head_makes_the_regressions_probabilities(classes: int):
    from sklearn.linear_model import LogisticRegression

    x, y = clouds(classes, 60)
    head = fitted(x, y, np.ones(60), classes, accuracy, 0)
    logits = x @ head.weights.T + head.biases
    length = np.linalg.norm(x, axis=1).mean()
    expected = LogisticRegression(C=head.c, max_iter=500).fit(x / length, y).predict_proba(x / length)
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    assert shares / shares.sum(axis=1, keepdims=True) == pytest.approx(expected, abs=1e-6)
    assert head.c in PENALTIES


def test_rows_without_weight_teach_nothing_and_a_class_without_rows_is_never_told():
    x, y = clouds(3, 60)
    wrong = y.copy()
    wrong[:20] = (y[:20] + 1) % 3
    weights = np.where(np.arange(60) < 20, 0.0, 1.0)
    head = fitted(x, wrong, weights, 4, accuracy, 0)
    logits = x @ head.weights.T + head.biases
    assert accuracy(logits, y) > 0.95
    assert 3 not in logits.argmax(axis=1)


def test_the_penalty_is_the_one_that_folds_prefer_and_the_smaller_of_equals():
    x, y = clouds(2, 60)
    assert fitted(x, y, np.ones(60), 2, lambda _logits, _targets: 0.5, 0).c == PENALTIES[0]
    noise = np.random.default_rng(3).normal(size=(60, 40))
    by_loss = fitted(noise, y, np.ones(60), 2, lambda logits, _targets: -float(np.abs(logits).mean()), 0)
    assert by_loss.c == PENALTIES[0]  # its logits are the smallest


def test_it_is_put_into_a_layer():
    torch = pytest.importorskip("torch")
    x, y = clouds(3, 30)
    layer = torch.nn.Linear(5, 3)
    head = fitted(x, y, np.ones(30), 3, accuracy, 0)
    head.put(layer)
    made = layer(torch.from_numpy(x).float()).detach().numpy()
    assert made == pytest.approx(x @ head.weights.T + head.biases, rel=1e-4, abs=1e-3)


@pytest.mark.parametrize(("classes", "rows"), [(2, 2), (2, 4), (3, 4), (4, 9)])
@pytest.mark.filterwarnings("error")
def test_a_handful_of_rows_is_enough(classes: int, rows: int):
    head = fitted(*clouds(classes, rows), np.ones(rows), classes, accuracy, 0)
    assert np.isfinite(head.weights).all()
