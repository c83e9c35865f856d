"""What is seen of the rows that judge: a loss that one temperature calibrates."""

import math

import numpy as np
import pytest

from finetooth.problems.multi_label import MultiLabel
from finetooth.problems.regression import Regression
from finetooth.problems.single_label import SingleLabel
from finetooth.stages.watching import calibrated_loss, watched_of


def drawn(rows: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Draw logits, and labels that are as likely as these say."""
    random = np.random.default_rng(0)
    logits = random.normal(0, 2, (rows, 3))
    chances = SingleLabel(("a", "b", "c")).answers(logits)
    return logits, (random.random((rows, 1)) > chances.cumsum(axis=1)).sum(axis=1)


@pytest.mark.parametrize("hotter", [0.2, 1.0, 3.0, 8.0])
def test_what_a_temperature_takes_back_is_no_loss(hotter: float) -> None:
    logits, labels = drawn()
    problem = SingleLabel(("a", "b", "c"))
    found = calibrated_loss(problem, logits * hotter, labels)
    assert found == pytest.approx(problem.loss(logits, labels), abs=0.002)
    assert found <= problem.loss(logits * hotter, labels)


def test_knowing_less_is_a_loss_at_any_temperature() -> None:
    logits, labels = drawn()
    problem = SingleLabel(("a", "b", "c"))
    wrong = np.where(np.arange(len(labels)) % 5, labels, (labels + 1) % 3)
    assert calibrated_loss(problem, logits, wrong) > 1.1 * calibrated_loss(problem, logits, labels)
    assert calibrated_loss(problem, logits * 0, labels) == pytest.approx(math.log(3))


def test_several_labels_a_row_have_one_temperature_too() -> None:
    random = np.random.default_rng(1)
    logits = random.normal(0, 2, (3000, 2))
    targets = (random.random(logits.shape) < MultiLabel(("a", "b")).answers(logits)).astype(np.int64)
    problem = MultiLabel(("a", "b"))
    found = calibrated_loss(problem, logits * 5, targets)
    assert found == pytest.approx(problem.loss(logits, targets), abs=0.003)


def test_numbers_and_broken_answers_have_none() -> None:
    logits, labels = drawn(50)
    numbers = Regression.of([str(value) for value in range(50)])
    assert math.isnan(calibrated_loss(numbers, logits[:, :1], logits[:, 0]))
    logits[3] = math.nan
    assert math.isnan(calibrated_loss(SingleLabel(("a", "b", "c")), logits, labels))


def test_a_look_tells_both_losses() -> None:
    logits, labels = drawn(400)
    seen = watched_of("macro_f1", logits * 4, labels, ("a", "b", "c"))
    assert seen.calibrated < 0.8 * seen.loss
