"""The share of wrong labels from a hand-checked sample, against the published tables of the exact interval."""

import pytest

from finetooth.facts.label_noise.hand_check import clopper_pearson, noise_from_hand_check


@pytest.mark.parametrize(
    ("wrong", "checked", "low", "high"),
    [(0, 50, 0.0, 0.0711), (5, 50, 0.0333, 0.2181), (50, 50, 0.9289, 1.0), (1, 10, 0.0025, 0.4450)],
)
def test_interval(wrong: int, checked: int, low: float, high: float) -> None:
    rate, lower, upper = noise_from_hand_check(wrong, checked)
    assert rate == wrong / checked
    assert (lower, upper) == (pytest.approx(low, abs=1e-3), pytest.approx(high, abs=1e-3))


@pytest.mark.parametrize(("wrong", "checked"), [(1, 0), (6, 5), (-1, 5)])
def test_nonsense_is_refused(wrong: int, checked: int) -> None:
    with pytest.raises(ValueError, match="cannot be wrong"):
        noise_from_hand_check(wrong, checked)


def test_one_sided_bounds_are_tighter() -> None:
    assert clopper_pearson(45, 50, 0.1)[0] > clopper_pearson(45, 50)[0]
