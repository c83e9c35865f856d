"""What of training may be searched: lists, ranges, what is never searched, and points that exclude each other."""

from typing import Any

import pytest

from finetooth.core.errors import UserError
from finetooth.recipe.files import make_recipe, to_yaml
from finetooth.recipe.options import Range, is_open
from finetooth.recipe.searching import NEVER, SEARCHABLE, WITHOUT_PRIOR
from finetooth.recipe.sections import Recipe, Training
from finetooth.training.space import MANY_TRIALS


def make(**training: Any) -> Training:
    return make_recipe({"data": {"train": "rows.csv"}, "training": training}).training


def refused(**sections: Any) -> UserError:
    with pytest.raises(UserError) as found:
        make_recipe({"data": {"train": "rows.csv"}, **sections})
    return found.value


LISTS: dict[str, Any] = {
    "learning_rate": [1e-4, 3e-4],
    "num_train_epochs": [3, 6],
    "per_device_train_batch_size": [8, 16],
    "weight_decay": [0.0, 0.1],
    "warmup_ratio": [0.06, 0.2],
    "label_smoothing_factor": [0.0, 0.2],
    "layerwise_lr_decay": [0.9, 1.0],
    "hidden_dropout_prob": [None, 0.2],
    "lora_r": [4, 8],
    "lora_alpha": [16, 64],
    "lora_dropout": [0.0, 0.1],
    "classifier_dropout": [None, 0.3],
    "head_learning_rate_factor": [1.0, 10.0],
    "lr_scheduler_type": ["linear", "cosine", "constant"],
    "max_grad_norm": [0.5, 1.0],
    "focal_gamma": [0.0, 2.0],
    "r_drop": [0.0, 1.0],
    "l2_start": [0.0, 0.1],
    "freeze_layers": [0, 2, "all"],
    "head": ["fresh", "probe"],
    "pooling": ["mean", "cls"],
    "average": ["none", "ema", "soup"],
    "class_weights": ["none", "balanced"],
    "sampling": ["random", "balanced"],
    "augment_share": [0.1, 0.3],
    "max_length": [32, 64],
    "truncation": ["head", "tail"],
}
NEEDS: dict[str, Any] = {
    "lora_alpha": {"lora_r": "auto"},
    "lora_dropout": {"lora_r": 8},
    "augment_share": {"augment": ["typos"]},
}
NAMES = {"lr_scheduler_type", "freeze_layers", "head", "pooling", "average", "class_weights", "sampling", "truncation"}


def test_every_option_to_search_is_tried_here() -> None:
    assert {*LISTS} == {*SEARCHABLE}
    assert not {*SEARCHABLE} & {*NEVER}
    assert {*WITHOUT_PRIOR} < {*SEARCHABLE}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_opens_an_option_and_one_value_does_not(name: str) -> None:
    assert getattr(make(**{name: LISTS[name]}, **NEEDS.get(name, {})), name) == LISTS[name]
    alone = getattr(make(**{name: LISTS[name][-1:]}, **NEEDS.get(name, {})), name)
    assert alone == LISTS[name][-1]
    assert not is_open(alone)


@pytest.mark.parametrize("name", [*LISTS])
def test_a_range_opens_a_number_and_no_name(name: str) -> None:
    if name in NAMES:
        assert name in refused(training={name: {"low": 1, "high": 2}}).what
        return
    low = 0.1 if name in ("hidden_dropout_prob", "classifier_dropout") else min(LISTS[name])
    ends = {"low": low, "high": max(value for value in LISTS[name] if value is not None)}
    found = getattr(make(**{name: ends}, **NEEDS.get(name, {})), name)
    assert isinstance(found, Range)
    assert (found.low, found.high) == (ends["low"], ends["high"])


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_is_refused_with_its_key(name: str) -> None:
    error = refused(training={name: []})
    assert f"training.{name} = []" in error.what
    assert error.where.endswith(f"training.{name}")


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("learning_rate", [1e-4, 0], "learning_rate.1 = 0"),
        ("per_device_train_batch_size", [8, 2.5], "per_device_train_batch_size.1 = 2.5"),
        ("per_device_train_batch_size", [8, True], "true and false"),
        ("lora_r", True, "true and false"),
        ("lr_scheduler_type", ["linear", "cosin"], "lr_scheduler_type.1 = 'cosin'"),
        ("freeze_layers", [0, "some"], "freeze_layers.1 = 'some'"),
        ("freeze_layers", [0, -1], "freeze_layers.1 = -1"),
        ("hidden_dropout_prob", [None, 1.2], "hidden_dropout_prob.1 = 1.2"),
        ("pooling", ["auto", "mean"], "pooling.0 = 'auto'"),
        ("layerwise_lr_decay", {"low": 0.8, "high": 1.1}, "layerwise_lr_decay.high = 1.1"),
        ("lora_r", {"low": 4, "high": 4}, "lora_r = {'low': 4, 'high': 4} is not accepted: a range needs low < high"),
        ("l2_start", {"low": 0, "high": 1, "log": True}, "low > 0 where log is true"),
        ("max_grad_norm", {"low": 1, "hihg": 2, "high": 2}, "max_grad_norm.hihg' (did you mean high?)"),
        ("lora_r", "big", "lora_r = 'big'"),
    ],
)
def test_what_no_trial_could_take_is_named(option: str, value: Any, told: str) -> None:
    assert told in refused(training={option: value}).what


@pytest.mark.parametrize("name", [*NEVER])
@pytest.mark.parametrize("value", [[1, 2], [1], {"low": 1, "high": 2}])
def test_what_would_find_luck_is_never_searched(name: str, value: Any) -> None:
    sections = {"seed": value} if name == "seed" else {"training": {name: value}}
    error = refused(**sections)
    assert f"{name} is never searched, as " in error.what
    assert error.where.endswith(name)


@pytest.mark.parametrize(
    ("training", "key", "told"),
    [
        ({"lora_r": 8, "freeze_layers": 2}, "lora_r = 8", "trains no layer itself"),
        ({"lora_r": [4, 8], "freeze_layers": 2}, "lora_r = [4, 8]", "at some point of the space"),
        ({"lora_r": 8, "freeze_layers": [0, "all"]}, "freeze_layers = [0, 'all']", "at some point of the space"),
        ({"lora_r": "auto", "freeze_layers": 1}, "lora_r = 'auto'", "trains no layer itself"),
        ({"lora_r": {"low": 0, "high": 8}, "freeze_layers": 1}, "lora_r = ", "at some point of the space"),
        ({"lora_r": [0, 8]}, "lora_r = [0, 8]", "ten times the learning rate"),
        ({"lora_alpha": [16, 32]}, "lora_alpha = [16, 32]", "nothing where lora_r is 0"),
        ({"augment_share": [0.1, 0.2]}, "augment_share = [0.1, 0.2]", "names no scenario"),
        ({"layerwise_lr_decay": [0.9, 1], "freeze_layers": "all"}, "layerwise_lr_decay = ", "freeze_layers is all"),
        ({"pooling": ["own", "mean"]}, "pooling = ['own', 'mean']", "give head_learning_rate_factor"),
        ({"contrastive": "always", "weight_decay": [0, 0.1]}, "weight_decay = [0, 0.1]", "too few rows to be searched"),
        ({"contrastive": "always", "freeze_layers": "all"}, "contrastive = 'always'", "teaches the encoder"),
    ],
)
def test_options_that_exclude_each_other_are_named(training: dict[str, Any], key: str, told: str) -> None:
    error = refused(training=training)
    assert f"training.{key}" in error.what
    assert told in error.what
    assert error.where.endswith(f"training.{key.split(' ')[0]}")


@pytest.mark.parametrize(
    "training",
    [
        {"lora_r": [0, 8], "learning_rate": {"low": 1e-4, "high": 1e-3, "log": True}},
        {"lora_r": 0, "freeze_layers": [0, "all"]},
        {"pooling": ["own", "mean"], "head_learning_rate_factor": 2.0},
        {"contrastive": "always", "weight_decay": [0.1]},
    ],
)
def test_what_goes_together_is_taken(training: dict[str, Any]) -> None:
    assert make(**training)


@pytest.mark.parametrize(
    ("value", "kept"), [("auto", "auto"), ("none", []), ([], []), ("weight_decay", ["weight_decay"]), (["r_drop"],) * 2]
)
def test_the_space_is_auto_or_names(value: Any, kept: Any) -> None:
    recipe = make_recipe({"data": {"train": "a"}, "tune": {"search_space": value}})
    assert recipe.tune.search_space == kept


@pytest.mark.parametrize(
    ("names", "training", "told"),
    [
        (["weight_deca"], {}, "'weight_deca' (did you mean weight_decay?)"),
        (["seed"], {}, "seed is never searched, as"),
        (["early_stopping_patience"], {}, "early_stopping_patience is never searched, as"),
        (["lora_alpha"], {}, "lora_alpha cannot be searched: it does nothing where lora_r is 0"),
        (["lora_r"], {}, "set it to `auto`"),
        (["max_length"], {}, "give training.max_length a list"),
        (["augment_share"], {}, "names no scenario"),
        (["pooling"], {}, "give training.pooling a list"),
    ],
)
def test_a_space_of_the_unknown_the_fixed_or_the_idle_is_refused(names: Any, training: Any, told: str) -> None:
    error = refused(tune={"search_space": names}, training=training)
    assert told in error.what
    assert f"tune.search_space = {names}" in error.what
    assert error.where.endswith("tune.search_space")


@pytest.mark.parametrize("rate", [2e-4, [1e-4, 2e-4]])
def test_a_range_test_of_a_rate_that_is_given_is_refused(rate: Any) -> None:
    error = refused(tune={"learning_rate_range_test": True}, training={"learning_rate": rate})
    assert error.where.endswith("tune.learning_rate_range_test")
    assert "training.learning_rate" in error.what
    assert make_recipe({"data": {"train": "a"}, "tune": {"learning_rate_range_test": True}})


def test_a_name_without_a_prior_may_be_named_where_it_has_a_list() -> None:
    recipe = make_recipe(
        {"data": {"train": "a"}, "training": {"pooling": ["mean", "cls"]}, "tune": {"search_space": "pooling"}}
    )
    assert recipe.tune.search_space == ["pooling"]


def test_a_recipe_written_in_full_leaves_the_same_options_open(tmp_path: Any) -> None:
    """A run's recipe is written with all keys: what was left open must not read as fixed."""
    import yaml

    recipe = make_recipe({"data": {"train": "a"}, "training": {"weight_decay": 0.01}})
    again = Recipe.model_validate(yaml.safe_load(to_yaml(recipe)))
    assert again == recipe
    assert (again.training.weight_decay, again.training.warmup_ratio) == (0.01, None)


def test_the_option_page_names_the_number_of_trials_that_open_more() -> None:
    from finetooth.recipe.sections import Tune

    assert f"from {MANY_TRIALS} trials on" in (Tune.model_fields["search_space"].description or "")
