"""The default settings, and the space that a recipe opens."""

import pytest

from finetooth.core.recipe import Training
from finetooth.core.results import Dimension
from finetooth.training import defaults


def settings(rows: int = 5_000, parameters: int = 22_000_000, **training):
    return defaults.settings(Training(**training), parameters, rows, 128, "macro_f1", 42)


@pytest.mark.parametrize(("parameters", "rate"), [(22_000_000, 2e-4), (110_000_000, 3e-5), (335_000_000, 1e-5)])
def test_learning_rate_follows_the_size(parameters: int, rate: float):
    assert settings(parameters=parameters).learning_rate == rate


def test_epochs_follow_the_rows():
    assert settings(rows=999).num_train_epochs == 20
    assert settings(rows=1_000).num_train_epochs == 10


def test_a_fixed_value_is_kept_and_not_searched():
    training = Training(learning_rate=5e-5, num_train_epochs=3, per_device_train_batch_size=8)
    chosen = defaults.settings(training, 22_000_000, 5_000, 128, "accuracy", 1)
    assert (chosen.learning_rate, chosen.num_train_epochs, chosen.per_device_train_batch_size) == (5e-5, 3, 8)
    assert defaults.space(training, chosen) == ()


def test_a_list_and_a_range_open_the_space():
    training = Training(
        learning_rate={"low": 1e-5, "high": 1e-3, "log": True},
        num_train_epochs=[3, 6],
        per_device_train_batch_size=16,
        weight_decay=[0.0, 0.1],
    )
    chosen = defaults.settings(training, 22_000_000, 5_000, 128, "macro_f1", 1)
    assert chosen.learning_rate == pytest.approx(1e-4)
    assert (chosen.num_train_epochs, chosen.weight_decay) == (3, 0.0)
    assert defaults.space(training, chosen) == (
        Dimension("learning_rate", (), 1e-5, 1e-3, True),
        Dimension("num_train_epochs", (3, 6)),
        Dimension("weight_decay", (0.0, 0.1)),
    )


def test_what_is_left_open_has_a_prior_around_the_default():
    chosen = settings()
    found = {part.name: part for part in defaults.space(Training(), chosen)}
    assert set(found) == {"learning_rate", "num_train_epochs", "per_device_train_batch_size"}
    assert found["learning_rate"].low < chosen.learning_rate < found["learning_rate"].high
    assert chosen.num_train_epochs in found["num_train_epochs"].values


def test_parameters_take_their_kind():
    chosen = defaults.with_params(settings(), {"num_train_epochs": 4.0, "learning_rate": 1e-4})
    assert (chosen.num_train_epochs, type(chosen.num_train_epochs)) == (4, int)
    assert chosen.learning_rate == 1e-4


@pytest.mark.parametrize(
    ("asked", "limit", "longest"), [(None, 512, 256), (None, 128, 128), (64, 512, 64), (400, 512, 400), (900, 512, 512)]
)
def test_longest_input(asked: int | None, limit: int, longest: int):
    assert Training(max_length=asked).longest_input(limit) == longest
