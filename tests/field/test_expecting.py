import numpy as np
import pytest
from sklearn.metrics import f1_score

from finetooth.field.expecting import adjusted, expected_macro_f1, macro_f1


def test_chances_are_moved_to_a_mean_and_keep_their_order() -> None:
    chances = np.array([0.2, 0.5, 0.9])
    moved = adjusted(chances, 0.7)
    assert moved.mean() == pytest.approx(0.7, abs=1e-6)
    assert (np.diff(moved) > 0).all()


def test_certain_answers_have_the_macro_f1_they_have() -> None:
    predicted = np.array([0, 0, 1, 2])
    assert expected_macro_f1(np.ones(4), np.log(np.eye(3)[predicted] + 1e-12), predicted) == pytest.approx(1, abs=1e-6)


def test_macro_f1_is_that_of_scikit_learn() -> None:
    draw = np.random.default_rng(0)
    truth, predicted = draw.integers(0, 4, 60), draw.integers(0, 4, 60)
    assert macro_f1(truth, predicted, 4) == pytest.approx(f1_score(truth, predicted, average="macro"))
