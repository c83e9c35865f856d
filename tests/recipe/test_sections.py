"""The recipe: frozen, closed, and strict about what each option takes."""

from typing import Any

import pytest
from pydantic import ValidationError

from finetooth.core.finding import Severity
from finetooth.recipe.sections import Gate, Range, Recipe, Training, Tune


def make(**sections: Any) -> Recipe:
    return Recipe.model_validate({"data": {"train": "rows.csv"}, **sections})


def test_only_the_training_rows_must_be_named() -> None:
    recipe = make()
    assert recipe.task == "text-classification"
    assert recipe.gate.fail_on is Severity.ERROR
    assert recipe.trust_remote_code is False
    with pytest.raises(ValidationError):
        Recipe.model_validate({})


def test_a_recipe_is_frozen() -> None:
    with pytest.raises(ValidationError):
        make().seed = 1
    with pytest.raises(ValidationError):
        make().data.train = "other.csv"


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("20m", 1200), ("2h", 7200), ("1.5 h", 5400), (30, 30), ("45", 45)]
)
def test_a_time_limit_may_carry_its_unit(text: Any, seconds: float) -> None:
    assert Tune(time_limit=text).time_limit == seconds


@pytest.mark.parametrize("text", ["soon", "3d", "-1s", "0s", "h"])
def test_no_other_time_limit_is_taken(text: str) -> None:
    with pytest.raises(ValidationError):
        Tune(time_limit=text)  # type: ignore[arg-type]


def test_a_list_or_a_range_stands_where_a_number_is_tuned() -> None:
    training = Training.model_validate(
        {"learning_rate": {"low": 1e-5, "high": 1e-3, "log": True}, "num_train_epochs": [2, 4]}
    )
    assert training.learning_rate == Range[float](low=1e-5, high=1e-3, log=True)
    assert training.num_train_epochs == [2, 4]


@pytest.mark.parametrize(
    "value",
    [
        {"low": 2, "high": 1},
        {"low": 1, "high": 1},
        {"low": 0, "high": 1, "log": True},
        {"low": 1},
        [],
        ["fast"],
        "fast",
    ],
)
def test_a_range_is_ordered_and_a_list_holds_numbers(value: Any) -> None:
    with pytest.raises(ValidationError):
        Training.model_validate({"weight_decay": value})


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("learning_rate", 0),
        ("learning_rate", -1e-4),
        ("learning_rate", [1e-4, 0]),
        ("num_train_epochs", 0),
        ("num_train_epochs", {"low": 0, "high": 3}),
        ("per_device_train_batch_size", 0),
        ("per_device_train_batch_size", -8),
        ("weight_decay", -0.1),
        ("warmup_ratio", 1.5),
        ("label_smoothing_factor", 1.0),
        ("label_smoothing_factor", {"low": 0.0, "high": 2.0}),
        ("learning_rate", float("nan")),
        ("weight_decay", float("inf")),
        ("max_length", 0),
        ("early_stopping_patience", 0),
    ],
)
def test_numbers_that_cannot_train_are_refused_at_the_door(option: str, value: Any) -> None:
    with pytest.raises(ValidationError, match=option):
        Training.model_validate({option: value})


@pytest.mark.parametrize(
    ("value", "names"),
    [("wandb", ["wandb"]), (["wandb", "mlflow"], ["wandb", "mlflow"]), ("none", []), ([], [])],
)
def test_trackers_are_one_name_or_a_list(value: Any, names: list[str]) -> None:
    assert Training.model_validate({"report_to": value}).report_to == names


def test_a_number_is_no_tracker() -> None:
    with pytest.raises(ValidationError, match="report_to"):
        Training.model_validate({"report_to": 3})


def test_a_waiver_needs_a_code_and_a_reason() -> None:
    assert Gate(waive={"DAT012": "names are part of the task"}).waive
    for waive in ({"DAT012": " "}, {"XYZ001": "because"}):
        with pytest.raises(ValidationError, match="waive takes codes with a reason"):
            Gate(waive=waive)


def test_the_longest_input_is_what_is_asked_for_within_the_models_limit() -> None:
    assert Training().longest_input(512) == 256
    assert Training(max_length=300).longest_input(512) == 300
    assert Training(max_length=300).longest_input(128) == 128


def test_every_option_is_described() -> None:
    bare = []

    def walk(model: type, prefix: str) -> None:
        for name, field in model.model_fields.items():  # type: ignore[attr-defined]
            if hasattr(field.annotation, "model_fields"):
                walk(field.annotation, f"{prefix}{name}.")
            elif not field.description:
                bare.append(prefix + name)

    walk(Recipe, "")
    assert bare == []
