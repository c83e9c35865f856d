"""The share of wrong labels from a hand-checked sample, against the published tables of the exact interval."""

import pytest

from finetooth.facts.label_noise.hand_check import clopper_pearson


@pytest.mark.parametrize(
    ("wrong", "checked", "low", "high"),
    [(0, 50, 0.0, 0.0711), (5, 50, 0.0333, 0.2181), (50, 50, 0.9289, 1.0), (1, 10, 0.0025, 0.4450)],
)
def test_interval(wrong: int, checked: int, low: float, high: float) -> None:
    assert clopper_pearson(wrong, checked) == (pytest.approx(low, abs=1e-3), pytest.approx(high, abs=1e-3))


def test_one_sided_bounds_are_tighter() -> None:
    assert clopper_pearson(45, 50, 0.1)[0] > clopper_pearson(45, 50)[0]
