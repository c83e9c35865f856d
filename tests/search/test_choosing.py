"""Which algorithm ``auto`` stands for, and how many trials there are."""

import pytest

from finetooth.core.tuning import Dimension
from finetooth.recipe.sections import Tune
from finetooth.search.choosing import choose

RANGE = (Dimension("learning_rate", (), 1e-5, 1e-3, True), Dimension("num_train_epochs", (2.0, 4.0)))
LISTS = (Dimension("learning_rate", (1e-5, 1e-4)), Dimension("num_train_epochs", (2.0, 4.0)))
DEFAULT = {"learning_rate": 1e-5, "num_train_epochs": 4.0}


@pytest.mark.parametrize(
    ("options", "space", "name", "trials"),
    [
        ({}, RANGE, "local", 6),
        ({"trials": 1}, RANGE, "local", 1),
        ({"trials": 3}, RANGE, "local", 3),
        ({"trials": 12}, RANGE, "local", 12),
        ({"trials": 40}, RANGE, "tpe", 40),
        ({}, LISTS, "grid", 4),
        ({"trials": 3}, LISTS, "local", 3),
        ({"method": "grid"}, RANGE, "grid", 6),
        ({"method": "grid", "trials": 3}, LISTS, "grid", 3),
        ({"method": "grid", "trials": 30}, LISTS, "grid", 4),
        ({"method": "tpe", "trials": 2}, LISTS, "tpe", 2),
        ({"method": "gp"}, RANGE, "gp", 6),
        ({"method": "cma_es", "trials": 20}, RANGE, "cma_es", 20),
        ({"method": "quasi_random"}, RANGE, "quasi_random", 6),
    ],
)
def test_what_searches(options: dict, space: tuple, name: str, trials: int):
    found = choose(Tune(**options), space, DEFAULT)
    assert (found.search.name, found.trials) == (name, trials)


def test_trials_by_folds_are_fewer():
    assert choose(Tune(), RANGE, DEFAULT, by_folds=True).trials == 4
    assert choose(Tune(trials=9), RANGE, DEFAULT, by_folds=True).trials == 9


def test_it_says_why():
    assert choose(Tune(), LISTS, DEFAULT).why == "all 4 combinations of the values are within 6 trials"
    assert "around the default" in choose(Tune(), RANGE, DEFAULT).why
    assert choose(Tune(trials=1), RANGE, DEFAULT).why == "the default is the only one"
    assert choose(Tune(method="gp"), RANGE, DEFAULT).why == "asked for"


def test_a_space_of_more_points_than_could_be_listed_is_no_grid():
    space = tuple(Dimension(f"option{number}", ("a", "b", "c")) for number in range(30))
    default = {part.name: "a" for part in space}
    assert choose(Tune(trials=12), space, default).search.name == "local"
