"""What every guard must hold to, whoever wrote it."""

import pytest

from finetooth.guards import all_guards
from finetooth.guards.guard import Guard, Points, curve

GUARDS = pytest.mark.parametrize("guard", all_guards(), ids=lambda guard: guard.name)
BAD = [(guard, points) for guard in all_guards() for points in guard.bad]
GOOD = [(guard, points) for guard in all_guards() for points in guard.good]


def test_all_guards_are_found_by_name():
    assert [guard.name for guard in all_guards()] == [
        "divergence",
        "early_stopping",
        "exploding_gradient",
        "loss_noise",
        "memorisation",
        "no_learning",
        "overfit_gap",
        "unfinished",
    ]


@GUARDS
def test_it_has_bad_and_good_curves(guard: Guard):
    assert len(guard.bad) >= 2
    assert len(guard.good) >= 2


@pytest.mark.parametrize(("guard", "points"), BAD, ids=lambda value: getattr(value, "name", ""))
def test_it_objects_to_a_bad_curve(guard: Guard, points: Points):
    assert guard.objection(points)


@pytest.mark.parametrize(("guard", "points"), GOOD, ids=lambda value: getattr(value, "name", ""))
def test_it_lets_a_good_curve_pass(guard: Guard, points: Points):
    assert guard.objection(points) is None


@pytest.mark.parametrize(("guard", "points"), BAD + GOOD, ids=lambda value: getattr(value, "name", ""))
def test_it_says_the_same_again_and_of_a_list(guard: Guard, points: Points):
    assert guard.objection(list(points)) == guard.objection(points) == type(guard)().objection(points)


def test_a_curve_has_one_point_an_epoch_and_flat_series_where_none_is_given():
    first, second = curve(validation_loss=[0.4, 0.3])
    assert (first.epoch, second.epoch, second.step) == (1.0, 2.0, 20)
    assert (second.train_loss, second.validation_loss, second.validation_score) == (1.0, 0.3, 0.5)
