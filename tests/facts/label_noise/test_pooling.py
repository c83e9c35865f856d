"""The pool of voices and its estimate of the share of wrong labels."""

import numpy as np
import pytest

from finetooth.facts.label_noise.planting import plant
from finetooth.facts.label_noise.pooling import Group, Pooled, confusion, logs, pool, temperature
from finetooth.facts.label_noise.softmax import softmax


def _told(noise: float, seed: int = 0, rows: int = 4_000, classes: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Return two voices that know the truth with their own error, and labels of which a share is wrong."""
    draw = np.random.default_rng(seed)
    scores = 3 * draw.standard_normal((rows, classes))
    truth = (softmax(scores).cumsum(1) < draw.random((rows, 1))).sum(1).clip(max=classes - 1)
    uniform = (1 - np.eye(classes)) / (classes - 1)
    codes = plant(truth, uniform, noise, seed)[0] if noise else truth
    voices = [logs(softmax(scale * scores + 0.3 * draw.standard_normal(scores.shape))) for scale in (0.5, 2.0)]
    return np.stack(voices).astype(np.float32), codes


def _pooled(noise: float, seed: int = 0) -> Pooled:
    voices, codes = _told(noise, seed)
    return pool([Group(voices, codes)])


@pytest.mark.parametrize("noise", [0.02, 0.06])
def test_the_noise_lies_in_its_interval(noise: float) -> None:
    inside = 0
    for seed in range(5):
        pooled = _pooled(noise, seed)
        assert pooled.low <= pooled.noise <= pooled.high
        inside += pooled.low <= noise <= pooled.high
    assert inside >= 4
    assert pooled.high - pooled.low < 0.04


def test_right_labels_have_no_noise() -> None:
    pooled = _pooled(0)
    assert pooled.low == 0
    assert pooled.high < 0.02


def test_groups_with_other_voices_share_one_noise() -> None:
    voices, codes = _told(0.06)
    parts = [Group(voices[:, :3_000], codes[:3_000]), Group(voices[:1, 3_000:], codes[3_000:])]
    pooled = pool(parts)
    assert [len(own) for own in pooled.own] == [3_000, 1_000]
    assert 0.04 < pooled.noise < 0.08


def test_many_classes_are_pooled_by_the_likeliest() -> None:
    voices, codes = _told(0.05, rows=2_000, classes=30)
    pooled = pool([Group(voices, codes)])
    assert 0.03 < pooled.noise < 0.08
    assert pooled.probabilities[0].shape == (2_000, 30)


def test_a_pool_without_interval_knows_no_bounds() -> None:
    voices, codes = _told(0.05)
    pooled = pool([Group(voices, codes)], interval=False)
    assert (pooled.low, pooled.high) == (0.0, 0.5)
    assert pooled.noise == _pooled(0.05).noise


def test_confusion_has_rows_of_one_and_no_diagonal() -> None:
    told = np.array([[0.8, 0.2, 0.0], [0.7, 0.3, 0.0], [0.1, 0.9, 0.0]], np.float32)
    shape = confusion(told)
    assert np.allclose(shape.sum(1), 1)
    assert np.all(np.diag(shape) == 0)
    assert shape[0, 1] == pytest.approx(0.75)  # half of it uniform, the other half all to class 1
    assert shape[2].tolist() == [0.5, 0.5, 0.0]  # nobody was taken for class 2: uniform


def test_temperature_makes_loud_scores_quiet() -> None:
    draw = np.random.default_rng(0)
    codes = draw.integers(0, 2, 500)
    scores = 50 * draw.standard_normal((500, 2))
    assert temperature(scores.astype(np.float32), codes) == pytest.approx(0.05)
