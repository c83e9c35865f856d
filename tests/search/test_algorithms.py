"""What is particular to an algorithm: a grid covers its product, a sequence covers the space evenly."""

from itertools import product

import numpy as np
import pytest

from finetooth.core.tuning import Dimension, Trial
from finetooth.recipe.sections import Training
from finetooth.search.cma_es import CmaEs
from finetooth.search.grid import Grid, _order, grid, holds, point, size
from finetooth.search.local import Local
from finetooth.search.quasi_random import QuasiRandom
from finetooth.search.scale import share_of, value_at
from finetooth.training import defaults

LISTS = (Dimension("a", (1.0, 2.0, 3.0)), Dimension("b", (0.1, 0.2)))


def tried(search, space, count: int, default: dict[str, float]) -> list[dict[str, float]]:
    trials = [Trial(0, default, 0.5, 1.0, 0.1)]
    for number in range(1, count):
        trials.append(Trial(number, search.suggest(space, trials, 7), 0.5, 1.0, 0.1))
    return [trial.params for trial in trials]


@pytest.mark.parametrize("default", [{"a": 2.0, "b": 0.1}, {"a": 9.0, "b": 0.1}])
def test_a_grid_tries_each_point_once_and_the_default_before(default: dict[str, float]):
    count = Grid().most(LISTS, default)
    points = [dict(zip("ab", pair, strict=True)) for pair in product((1.0, 2.0, 3.0), (0.1, 0.2))]
    assert count == 6 + (default not in points)
    found = tried(Grid(), LISTS, count, default)
    assert sorted(map(str, found)) == sorted(map(str, [*points, *([default] if default not in points else [])]))


def test_a_grid_of_more_points_than_could_be_listed_is_searched_all_the_same():
    space = tuple(Dimension(f"option{number}", ("a", "b", None)) for number in range(30))
    assert size(space) == 3**30
    assert Grid().most(space, point(space, 0)) == 3**30
    found = tried(Grid(), space, 40, point(space, 0))
    assert len({tuple(params.values()) for params in found}) == 40
    assert {value for params in found[1:] for value in params.values()} == {"a", "b", None}


@pytest.mark.parametrize("length", [7, 100_000, 100_003, 120_000])
def test_every_point_of_a_large_grid_comes_once(length: int):
    assert sorted(_order(length, 3)) == list(range(length))
    assert next(_order(length, 3)) != next(_order(length, 5))


def test_points_by_place_are_those_of_the_grid():
    space = (*LISTS, Dimension("c", (), 0.0, 1.0), Dimension("d", ("x", None)))
    assert [point(space, place) for place in range(size(space))] == grid(space)
    assert holds(space, {"a": 1.0, "b": 0.2, "c": 0.5, "d": None})
    assert not holds(space, {"a": 1.0, "b": 0.2, "c": 0.5, "d": "y"})
    assert not holds(space, {"a": 1.0})


def test_a_range_in_a_grid_is_its_ends_and_its_middle():
    space = (Dimension("learning_rate", (), 1e-5, 1e-3, True), Dimension("num_train_epochs", (), 2, 6))
    rates = sorted({point["learning_rate"] for point in grid(space)})
    assert rates == pytest.approx([1e-5, 1e-4, 1e-3])
    assert {point["num_train_epochs"] for point in grid(space)} == {2, 4, 6}


def test_the_middle_of_a_range_is_the_default_and_not_tried_twice():
    rates, epochs = {"low": 2e-3, "high": 2e-2, "log": True}, {"low": 1, "high": 8, "log": True}
    training = Training(learning_rate=rates, num_train_epochs=epochs, weight_decay={"low": 0.1, "high": 0.3})
    default = defaults.settings(training, 22_000_000, 100, 64, "macro_f1", 1)
    space = defaults.space(training, default)
    first = {part.name: getattr(default, part.name) for part in space}
    assert Grid().most(space, first) == 3 * 3 * 2 * 3  # two batch sizes


def test_the_first_points_of_a_sequence_are_spread_evenly():
    space = (Dimension("x", (), 0.0, 1.0), Dimension("y", (), 0.0, 1.0))
    found = tried(QuasiRandom(), space, 17, {"x": 0.5, "y": 0.5})[1:]
    counts = np.histogram([point["x"] for point in found], bins=4, range=(0, 1))[0]
    assert counts.min() >= 3


def test_every_value_of_a_list_and_every_whole_number_has_its_part():
    shares = np.linspace(0, 1, 1001)
    assert {value_at(Dimension("a", (1.0, 2.0)), share) for share in shares} == {1.0, 2.0}
    counts = np.bincount([int(value_at(Dimension("n", (), 2, 5), share)) for share in shares])[2:]
    assert counts.min() > 240
    assert {value_at(Dimension("n", (), 1, 8, True), share) for share in shares} == set(range(1, 9))


SPACE = (
    Dimension("learning_rate", (), 1e-5, 1e-3, True),
    Dimension("epochs", (), 2, 20),
    Dimension("head", ("a", "b", None)),
)
BEST = Trial(1, {"learning_rate": 1e-4, "epochs": 10, "head": "b"}, 0.9, 1.0, 0.1)
WORSE = Trial(0, {"learning_rate": 1e-5, "epochs": 2, "head": "a"}, 0.5, 1.0, 0.1)


def test_local_search_stays_near_the_best():
    found = [Local().suggest(SPACE, [WORSE, BEST], seed) for seed in range(200)]
    rates = np.log10([params["learning_rate"] for params in found])
    assert abs(rates.mean() + 4) < 0.1
    assert 0.2 < rates.std() < 0.5
    assert all(1e-5 <= params["learning_rate"] <= 1e-3 and 2 <= params["epochs"] <= 20 for params in found)
    assert 0.8 < np.mean([params["head"] == "b" for params in found]) < 0.99
    assert {params["head"] for params in found} == {"a", "b", None}


def test_local_search_says_nothing_twice_while_there_is_something_new():
    space = (Dimension("a", (1, 2)), Dimension("b", (1, 2)))
    history = [Trial(0, {"a": 1, "b": 1}, 0.9, 1.0, 0.1)]
    for number in range(1, 4):
        history.append(Trial(number, Local().suggest(space, history, 3), 0.5, 1.0, 0.1))
    assert len({tuple(trial.params.values()) for trial in history}) == 4
    assert Local().suggest(space, history, 3), "and goes on where all was tried"


def test_local_search_begins_in_the_middle_where_nothing_is_known_and_leaves_failures():
    assert Local().suggest(SPACE, [], 1)["learning_rate"] == pytest.approx(1e-4)
    failed = Trial(0, {"learning_rate": 1e-3, "epochs": 20, "head": "a"}, None, None, 0.1, "diverged")
    rates = [Local().suggest(SPACE, [failed, WORSE], seed)["learning_rate"] for seed in range(50)]
    assert np.median(rates) < 1e-4


@pytest.mark.parametrize("part", SPACE[:2])
def test_a_share_of_a_range_is_found_again(part: Dimension):
    for share in (0.0, 0.3, 0.5, 1.0):
        value = value_at(part, share)
        assert value_at(part, share_of(part, value)) == pytest.approx(value)


PLANE = (Dimension("x", (), 0.0, 1.0), Dimension("y", (), 0.0, 1.0))


def told(points: list[tuple[float, float]], best: tuple[float, float]) -> list[Trial]:
    """Trials at these points, the better the nearer to the best; the first is the default."""
    scores = [1 - abs(x - best[0]) - abs(y - best[1]) for x, y in points]
    found = [Trial(n, {"x": x, "y": y}, s, 1.0, 0.1) for n, ((x, y), s) in enumerate(zip(points, scores, strict=True))]
    return [Trial(0, {"x": 0.5, "y": 0.5}, 0.1, 1.0, 0.1), *found]


def test_cma_es_is_told_where_an_earlier_runs_trials_were():
    """The same six scores of points at the left and at the right: the cloud moves to where they were."""
    left, right = ([(x, n / 5) for n in range(6)] for x in (0.05, 0.95))
    moved = [
        CmaEs().suggest(PLANE, told(right, (0.95, 0.5)), seed)["x"]
        - CmaEs().suggest(PLANE, told(left, (0.05, 0.5)), seed)["x"]
        for seed in range(20)
    ]
    assert np.mean(moved) > 0.2


def test_cma_es_learns_nothing_of_trials_under_way_but_asks_for_other_points():
    done = told([(0.2, 0.2), (0.4, 0.6), (0.6, 0.3)], (0.2, 0.2))
    asked = [*done]
    for _ in range(6):
        asked.append(Trial(len(asked), CmaEs().suggest(PLANE, asked, 5), None, None, 0.0))
    points = {tuple(trial.params.values()) for trial in asked[len(done) :]}
    assert len(points) == 6
    whole = told([(0.2, 0.2), (0.4, 0.6), (0.6, 0.3), (0.9, 0.9), (0.7, 0.1), (0.1, 0.8)], (0.2, 0.2))

    def next_beside(x: float, error: str) -> dict[str, float]:
        others = [Trial(7 + n, {"x": x, "y": 0.1 * n}, None, None, 0.0, error) for n in range(6)]
        return CmaEs().suggest(PLANE, [*whole, *others], 3)

    assert next_beside(0.1, "") == next_beside(0.9, "")
    assert next_beside(0.1, "it failed") != next_beside(0.9, "it failed")
