"""What every kind of problem must hold to, and what each is by itself."""

import math

import numpy as np
import polars as pl
import pytest

from finetooth.core.rows import LABEL_JOINT as JOINT
from finetooth.problems import KINDS, as_problem, known_as, taught_by
from finetooth.problems.problem import MULTI, ORDINAL, REGRESSION, SINGLE, Emphasis

LABELS = {
    SINGLE: ["bee", "ant", "cat", "ant", "bee", "cat"],
    ORDINAL: ["3", "10", "1", "3", "1", "10"],
    MULTI: [f"ant{JOINT}bee", "ant", "", "bee", f"ant{JOINT}cat", "cat"],
    REGRESSION: ["1.5", "-2", "1e1", "0", " 3 ", "7.25"],
}
EACH = pytest.mark.parametrize("kind", KINDS)


def outputs(kind: str, rows: int = 6, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 2, (rows, len(taught_by(kind, LABELS[kind]).labels)))


@EACH
def test_the_loss_of_torch_and_of_numpy_are_the_same(kind: str):
    import torch

    problem = taught_by(kind, LABELS[kind])
    targets, logits = problem.targets(LABELS[kind]), outputs(kind)
    each = problem.losses(torch.tensor(logits), torch.tensor(targets), Emphasis())
    assert each.shape == (6,)
    assert problem.loss(logits, targets) == pytest.approx(float(each.mean()))


@EACH
def test_a_model_that_knows_nothing_loses_what_is_told(kind: str):
    problem = taught_by(kind, LABELS[kind])
    targets = problem.targets(LABELS[kind])
    nothing = np.zeros((6, len(problem.labels)))
    assert problem.loss(nothing, targets) == pytest.approx(problem.knows_nothing(len(problem.labels)), rel=1e-6)


@EACH
def test_two_answers_that_are_the_same_do_not_lie_apart(kind: str):
    import torch

    one, other = torch.tensor(outputs(kind)), torch.tensor(outputs(kind, seed=1))
    problem = taught_by(kind, LABELS[kind])
    assert float(problem.apart(one, one).abs().max()) == pytest.approx(0, abs=1e-12)
    assert (problem.apart(one, other) > 0).all()


@EACH
def test_it_knows_its_own_labels_and_no_missing_one(kind: str):
    problem = taught_by(kind, LABELS[kind])
    assert problem.knows(pl.Series(LABELS[kind])).all()
    assert not problem.knows(pl.Series([None, "wolf"], dtype=pl.String)).any()


def test_grades_stand_in_the_order_of_their_numbers():
    assert taught_by(ORDINAL, ["10", "2", "1.5", "-1", None]).labels == ("-1", "1.5", "2", "10")
    with pytest.raises(ValueError, match="no number"):
        taught_by(ORDINAL, ["1", "good"])


def test_numbers_are_learned_in_deviations_and_told_in_the_users_unit():
    problem = taught_by(REGRESSION, ["100", "300"])
    assert problem.targets(["100", "300", "400", None]) == pytest.approx([-1, 1, 2, math.nan], nan_ok=True)
    assert problem.answers(np.array([[0.0], [2.0]])) == pytest.approx([200, 400])
    assert problem.truth(np.array([-1.0])) == pytest.approx([100])
    assert known_as(REGRESSION, ("value",)).answers(np.array([[5.0]])) == pytest.approx([5])


def test_numbers_that_are_all_the_same_can_be_learned():
    assert taught_by(REGRESSION, ["4", "4"]).targets(["4"]) == pytest.approx([0])


def test_a_row_without_labels_is_a_row_of_zeros():
    problem = taught_by(MULTI, LABELS[MULTI])
    assert problem.labels == ("ant", "bee", "cat")
    assert problem.targets(["", f"bee{JOINT}cat", f"bee{JOINT}wolf", None]).tolist() == [
        [0, 0, 0], [0, 1, 1], [0, 1, 0], [0, 0, 0],
    ]  # fmt: skip
    assert problem.knows(pl.Series(["", f"bee{JOINT}wolf"])).to_list() == [True, False]


def test_probabilities_of_several_labels_stand_by_themselves_however_large_the_logit():
    found = known_as(MULTI, ("a", "b")).answers(np.array([[0.0, 800.0], [-800.0, 2.0]]))
    assert found == pytest.approx(np.array([[0.5, 1.0], [0.0, 1 / (1 + math.exp(-2))]]))


def test_smoothing_focus_and_weights_change_the_loss_of_several_labels():
    import torch

    problem, logits = known_as(MULTI, ("a", "b")), torch.tensor([[3.0, -3.0]])
    targets = torch.tensor([[1, 1]])
    plain, smooth, focal = (
        float(problem.losses(logits, targets, one)[0])
        for one in (Emphasis(), Emphasis(label_smoothing_factor=0.2), Emphasis(focal_gamma=2.0))
    )
    known, missed = math.log1p(math.exp(-3)), math.log1p(math.exp(3))
    chance = 1 / (1 + math.exp(-3))
    assert plain == pytest.approx((known + missed) / 2)
    assert smooth == pytest.approx((0.9 * known + 0.1 * missed + 0.9 * missed + 0.1 * known) / 2)
    assert focal == pytest.approx((known * (1 - chance) ** 2 + missed * chance**2) / 2)
    heavy = float(problem.losses(logits, targets, Emphasis(label_weights=(1.0, 5.0)))[0])
    assert heavy == pytest.approx((known + 5 * missed) / 2)


def test_labels_alone_are_those_of_a_single_label_classification():
    assert as_problem(("a", "b")).problem_type == SINGLE
    assert as_problem(known_as(MULTI, ("a",))).problem_type == MULTI
