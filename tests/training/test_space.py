"""What a search looks through: lists and ranges of the recipe, priors for the rest, and a trial's settings."""

from dataclasses import asdict
from typing import Any

import pytest

from finetooth.core.results import Settings
from finetooth.core.tuning import Dimension
from finetooth.recipe.options import Range
from finetooth.recipe.searching import SEARCHABLE, WITHOUT_PRIOR
from finetooth.recipe.sections import Training
from finetooth.training import defaults
from finetooth.training.space import FEW, MANY, MANY_TRIALS, space, with_params


def default_of(training: Training) -> Settings:
    return defaults.settings(training, 22_000_000, 5_000, 128, "macro_f1", 42, pooling="mean")


def searched(training: Training | None = None, **how: Any) -> dict[str, Dimension]:
    training = training or Training()
    return {part.name: part for part in space(training, default_of(training), **how)}


LISTS: dict[str, tuple[Any, ...]] = {
    "layerwise_lr_decay": (0.9, 1.0),
    "head_learning_rate_factor": (2.0, 20.0),
    "hidden_dropout_prob": (None, 0.2),
    "classifier_dropout": (None, 0.3),
    "focal_gamma": (0.0, 2.0),
    "r_drop": (0.0, 1.0),
    "l2_start": (0.0, 0.1),
    "max_grad_norm": (0.5, 1.0),
    "lora_r": (4, 8),
    "freeze_layers": (0, 2, "all"),
    "lr_scheduler_type": ("cosine", "linear"),
    "class_weights": ("balanced", "none"),
    "sampling": ("balanced", "random"),
    "average": ("ema", "none"),
    "head": ("probe", "fresh"),
    "pooling": ("cls", "mean"),
}


@pytest.mark.parametrize(("name", "values"), LISTS.items())
def test_a_list_is_searched_and_its_first_value_is_the_default(name: str, values: tuple[Any, ...]):
    training = Training(**{name: list(values)})
    assert getattr(default_of(training), name) == values[0]
    assert searched(training, search_space=[]) == {name: Dimension(name, values)}


@pytest.mark.parametrize(
    ("name", "needs"),
    [
        ("lora_alpha", {"lora_r": 8}),
        ("lora_dropout", {"lora_r": 8}),
        ("augment_share", {"augment": ["typos"]}),
        ("l2_start", {}),
    ],
)
def test_a_range_is_searched_and_its_middle_is_the_default(name: str, needs: dict[str, Any]):
    low, high = (8, 24) if name == "lora_alpha" else (0.1, 0.3)
    training = Training(**{name: {"low": low, "high": high}}, **needs)
    assert getattr(default_of(training), name) == pytest.approx((low + high) / 2)
    assert type(getattr(default_of(training), name)) is type(low)
    assert searched(training, search_space=[])[name] == Dimension(name, (), low, high)


def test_a_list_of_equal_values_is_no_search():
    assert not searched(Training(weight_decay=[0.1, 0.1]), search_space=[])


def test_settings_never_hold_a_list_or_a_range():
    lists = {name: list(values) for name, values in LISTS.items() if name != "freeze_layers"}
    found = asdict(default_of(Training(**lists, lora_dropout={"low": 0.0, "high": 0.5})))
    assert not [name for name, value in found.items() if isinstance(value, list | Range)]


def test_texts_are_not_read_beyond_the_models_limit():
    listed = Training().model_copy(update={"max_length": [64, 256, 512]})
    assert listed.longest_input(256) == 64
    assert searched(listed, search_space=[], limit=256)["max_length"].values == (64, 256)
    ranged = Training().model_copy(update={"max_length": Range[int](low=32, high=512)})
    assert searched(ranged, search_space=[], limit=256)["max_length"] == Dimension("max_length", (), 32, 256)
    assert not searched(ranged, search_space=[], limit=32)


def test_few_trials_are_spent_on_the_three_that_matter_most():
    assert [*searched()] == [*searched(trials=MANY_TRIALS - 1)] == [*FEW]


def test_many_trials_search_more():
    found = searched(trials=MANY_TRIALS, body_dropout=0.1)
    assert {*found} == {*FEW, *MANY} - {"lora_r"}


def test_the_rank_is_searched_where_lora_is_on_and_the_rank_is_not_fixed():
    chosen = default_of(Training(lora_r="auto"))
    assert chosen.lora_r == defaults.LORA_RANK
    assert chosen.learning_rate == default_of(Training(lora_r=8)).learning_rate == 1e-3
    assert searched(Training(lora_r="auto"), trials=MANY_TRIALS)["lora_r"].values == (16, 8, 32)
    assert "lora_r" not in searched(Training(lora_r="auto"), trials=MANY_TRIALS - 1)
    assert "lora_r" not in searched(Training(lora_r=8), trials=99)


@pytest.mark.parametrize("name", [*FEW, *MANY])
def test_what_the_recipe_fixes_is_never_searched_even_where_it_is_the_default(name: str):
    usual = getattr(default_of(Training(lora_r="auto")), name)
    fixed = Training(**{name: usual if usual is not None else 0.1})
    assert name not in searched(fixed, trials=99, body_dropout=0.1)


def test_dropout_is_searched_only_where_the_model_has_some():
    assert "hidden_dropout_prob" not in searched(trials=99)
    assert searched(trials=99, body_dropout=0.1)["hidden_dropout_prob"].values == (None, 0.0, 0.2)
    assert searched(trials=99, body_dropout=0.0)["hidden_dropout_prob"].values == (None, 0.1, 0.2)


def test_a_decay_by_layer_is_idle_where_the_head_alone_learns():
    assert "layerwise_lr_decay" in searched(trials=99)
    assert "layerwise_lr_decay" not in searched(Training(freeze_layers="all"), trials=99)


def test_no_other_options_than_lists_and_ranges_where_none_are_wanted():
    training = Training(weight_decay=[0.0, 0.1])
    assert [*searched(training, search_space=[], trials=99)] == ["weight_decay"]
    assert {*searched(training, trials=6)} == {"weight_decay", *FEW}


@pytest.mark.parametrize("name", [name for name in SEARCHABLE if name not in WITHOUT_PRIOR])
def test_every_named_option_has_a_prior_with_the_default_inside(name: str):
    training = Training(lora_r="auto", augment=["typos"])
    chosen, found = getattr(default_of(training), name), searched(training, search_space=[name])
    assert [*found] == [name]
    part = found[name]
    if part.values:
        assert part.values[0] == chosen
        assert len(part.values) == len({*part.values}) >= 2
    else:
        assert part.log
        assert part.low < chosen < part.high


def test_a_named_option_is_searched_around_what_the_recipe_fixes():
    assert searched(Training(lora_r=12), search_space=["lora_r"])["lora_r"].values == (12, 6, 24)
    found = searched(Training(learning_rate=1e-3), search_space=["learning_rate"])["learning_rate"]
    assert (found.low, found.high) == pytest.approx((2.5e-4, 2.5e-3))
    assert searched(Training(weight_decay=0.3), search_space=["weight_decay"])["weight_decay"].values[0] == 0.3


def test_a_range_test_says_where_the_rate_is_searched_with_the_default_inside():
    found = searched(learning_rates=(5e-4, 4e-3))["learning_rate"]
    assert (found.low, found.high, found.log) == (1e-4, 4e-3, True)
    asked = searched(Training(learning_rate=[1e-4, 2e-4]), learning_rates=(5e-4, 4e-3))["learning_rate"]
    assert asked.values == (1e-4, 2e-4)  # the recipe's own list comes first


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("num_train_epochs", 4.0, 4),
        ("lora_r", 8.0, 8),
        ("max_length", 64.0, 64),
        ("freeze_layers", "all", "all"),
        ("freeze_layers", 2.0, 2),
        ("hidden_dropout_prob", None, None),
        ("hidden_dropout_prob", 0, 0.0),
        ("classifier_dropout", 0.3, 0.3),
        ("lr_scheduler_type", "cosine", "cosine"),
        ("weight_decay", 0, 0.0),
    ],
)
def test_a_trials_values_take_the_options_kind(name: str, value: Any, kept: Any):
    found = getattr(with_params(default_of(Training()), {name: value}), name)
    assert found == kept
    assert type(found) is type(kept)


def test_a_value_may_follow_another_kind_of_default():
    """The default may be None, a name or a number where a trial has another of them."""
    dropped = default_of(Training(hidden_dropout_prob=0.3, freeze_layers="all"))
    found = with_params(dropped, {"hidden_dropout_prob": None, "freeze_layers": 1})
    assert (found.hidden_dropout_prob, found.freeze_layers) == (None, 1)
    assert with_params(default_of(Training()), {"hidden_dropout_prob": 0.2}).hidden_dropout_prob == 0.2
