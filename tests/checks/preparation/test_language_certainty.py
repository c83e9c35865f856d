"""How sure it is that rows are in another language."""

import numpy as np
import pytest

from finetooth.checks.preparation.language_certainty import certainty


def tail(rows: int, factor: float) -> list[float]:
    """Return margins under the threshold, a factor fewer with each step of 3, and what goes on beyond it."""
    steps = [round(rows * factor**step) for step in range(4)]
    return [-5.9 + 3 * step + 0.001 * row for step, number in enumerate(steps) for row in range(number)]


def test_the_tail_of_the_main_language_is_no_stranger() -> None:
    found = certainty(np.array(tail(100, 0.2)), 0, 50.0)
    assert found.value <= 0.2
    assert found.low == 0.0


def test_rows_far_beyond_the_tail_are_strangers() -> None:
    found = certainty(np.array([*tail(100, 0.2), *(10.0 + n for n in range(20))]), 0, 50.0)
    assert found.value > 0.75
    assert found.low > 0.5


def test_rows_in_another_script_are_certain() -> None:
    assert certainty(np.array([-5.0]), 3, 0.0).low == 1.0


def test_one_row_far_off_is_certain_where_none_comes_near() -> None:
    assert certainty(np.array([-9.0] * 50 + [8.0]), 0, 2.0).low == 1.0


@pytest.mark.parametrize("by_pieces", [0.0, 3.0])
def test_pieces_bound_what_a_slow_tail_foretells(by_pieces: float) -> None:
    slow = np.array([*[-4.0] * 30, *[-1.0] * 30, *[1.0] * 10])
    assert certainty(slow, 0, by_pieces).value == pytest.approx(1 - by_pieces / 10)
