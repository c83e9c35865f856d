"""Contract of every search algorithm: inside the space, repeatable, resumable, undisturbed by failed trials."""

import pytest

from finetooth.core.plugins import classes_in
from finetooth.core.tuning import Dimension, Trial
from finetooth.search.search import Search

SPACE = (
    Dimension("learning_rate", (), 1e-5, 1e-3, True),
    Dimension("per_device_train_batch_size", (16, 32)),
    Dimension("num_train_epochs", (), 2, 8),
)
ALGORITHMS = classes_in("finetooth.search", Search)


def play(search: Search, count: int, seed: int, fail: int = -1) -> list[Trial]:
    """Search a made-up landscape whose best learning rate is 3e-4."""
    trials: list[Trial] = []
    for number in range(count):
        params = search.suggest(SPACE, trials, seed)
        score = None if number == fail else 1 - abs(params["learning_rate"] - 3e-4) * 1_000
        trials.append(Trial(number, params, score, 1.0, 0.1, "" if score else "it failed"))
    return trials


def test_there_are_six():
    names = {"local", "random", "quasi_random", "grid", "tpe", "gp", "cma_es"}
    assert {kind.name for kind in ALGORITHMS} == names


@pytest.mark.parametrize("kind", ALGORITHMS)
class TestContract:
    def test_stays_in_the_space(self, kind: type[Search]):
        for trial in play(kind(), 15, seed=1):
            assert 1e-5 <= trial.params["learning_rate"] <= 1e-3
            assert trial.params["per_device_train_batch_size"] in (16, 32)
            assert trial.params["num_train_epochs"] in range(2, 9)

    def test_same_seed_same_trials(self, kind: type[Search]):
        assert play(kind(), 8, seed=2) == play(kind(), 8, seed=2)
        assert play(kind(), 8, seed=2) != play(kind(), 8, seed=3)

    def test_takes_any_seed_that_a_recipe_takes(self, kind: type[Search]):
        assert play(kind(), 2, seed=2**31 - 1) != play(kind(), 2, seed=2**31 - 2)

    def test_trials_differ(self, kind: type[Search]):
        tried = [tuple(trial.params.values()) for trial in play(kind(), 8, seed=4)]
        assert len(set(tried)) == 8

    def test_goes_on_as_if_never_interrupted(self, kind: type[Search]):
        whole = play(kind(), 9, seed=5)
        assert kind().suggest(SPACE, whole[:6], seed=5) == whole[6].params

    def test_survives_a_failed_trial(self, kind: type[Search]):
        assert len(play(kind(), 8, seed=6, fail=3)) == 8

    def test_accepts_a_default_outside_the_space(self, kind: type[Search]):
        outside = Trial(0, {**play(kind(), 1, seed=7)[0].params, "learning_rate": 0.5}, 0.1, 1.0, 0.1)
        outside.params["per_device_train_batch_size"] = 64
        assert kind().suggest(SPACE, [outside], seed=7)["learning_rate"] <= 1e-3


MIXED = (
    Dimension("lr_scheduler_type", ("linear", "cosine")),
    Dimension("freeze_layers", (0, 2, "all")),
    Dimension("hidden_dropout_prob", (None, 0.0, 0.2)),
    Dimension("keep", (True, False)),
    Dimension("lora_r", (), 4, 32, True),
    Dimension("layerwise_lr_decay", (), 0.8, 1.0),
)


@pytest.mark.parametrize("kind", ALGORITHMS)
def test_names_truths_nothing_and_whole_numbers_are_values_too(kind: type[Search]):
    trials = [Trial(0, {"lr_scheduler_type": "constant", "hidden_dropout_prob": "own"}, 0.5, 1.0, 0.1)]  # of before
    for number in range(1, 14):
        params = kind().suggest(MIXED, trials, 3)
        trials.append(Trial(number, params, None if number == 4 else 0.5 + number / 100, 1.0, 0.1))
    for trial in trials[1:]:
        assert list(trial.params) == [part.name for part in MIXED]
        for part in MIXED[:4]:
            assert any(trial.params[part.name] is value for value in part.values)
        assert type(trial.params["lora_r"]) is int
        assert 4 <= trial.params["lora_r"] <= 32
        assert 0.8 <= trial.params["layerwise_lr_decay"] <= 1.0
    assert kind().suggest(MIXED, trials[:6], 3) == trials[6].params


@pytest.mark.parametrize("kind", ALGORITHMS)
def test_a_value_that_is_no_number_lies_in_no_range(kind: type[Search]):
    space = (Dimension("hidden_dropout_prob", (), 0.0, 0.3),)
    trials = [Trial(0, {"hidden_dropout_prob": None}, 0.5, 1.0, 0.1), Trial(1, {}, 0.6, 1.0, 0.1)]
    assert 0 <= kind().suggest(space, trials, 1)["hidden_dropout_prob"] <= 0.3


@pytest.mark.parametrize("name", ["random", "tpe"])
@pytest.mark.parametrize("seed", range(4))
def test_values_of_lists_are_not_drawn_twice_while_others_are_left(name: str, seed: int):
    space = (Dimension("a", (1, 2, 3)), Dimension("b", (1, 2)))
    search = next(kind for kind in ALGORITHMS if kind.name == name)()
    trials: list[Trial] = []
    for number in range(5):
        trials.append(Trial(number, search.suggest(space, trials, seed), 0.5 + number / 100, 1.0, 0.1))
    assert len({tuple(trial.params.values()) for trial in trials}) == 5


@pytest.mark.parametrize(("cleverer", "seeds"), [("tpe", 4), ("gp", 2), ("cma_es", 4)])  # a game of gp is slow
def test_it_learns_where_random_does_not(cleverer: str, seeds: int):
    names = {kind.name: kind() for kind in ALGORITHMS}

    def late(name: str) -> float:
        games = [play(names[name], 25, seed) for seed in range(seeds)]
        return sum(trial.score or 0 for game in games for trial in game[15:])

    assert late(cleverer) > late("random")


@pytest.mark.parametrize("name", ["tpe", "gp"])
def test_it_keeps_away_from_where_trials_failed(name: str):
    search = next(kind for kind in ALGORITHMS if kind.name == name)()
    space = (Dimension("learning_rate", (), 0.0, 1.0),)
    rates = [n / 12 for n in range(12)]
    trials = [Trial(n, {"learning_rate": rate}, None if rate > 0.5 else rate, 1.0, 0.1) for n, rate in enumerate(rates)]
    asked = [search.suggest(space, trials, seed)["learning_rate"] for seed in range(8)]
    assert sum(rate > 0.62 for rate in asked) <= 3
