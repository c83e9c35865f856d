"""The default settings, and the space that a recipe opens."""

import pytest

from finetooth.core.errors import UserError
from finetooth.core.tuning import Dimension
from finetooth.recipe.sections import Training
from finetooth.training import defaults


def settings(rows: int = 5_000, parameters: int = 22_000_000, **training):
    return defaults.settings(Training(**training), parameters, rows, 128, "macro_f1", 42)


@pytest.mark.parametrize(("parameters", "rate"), [(22_000_000, 1e-4), (110_000_000, 3e-5), (335_000_000, 1e-5)])
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


@pytest.mark.parametrize(
    ("rows", "asked", "pooling", "expected"),
    [
        (16 * 4, "auto", "mean", True),
        (16 * 4 + 1, "auto", "mean", False),
        (16 * 4, "auto", "own", False),
        (16 * 4, "none", "mean", False),
        (5_000, "always", "mean", True),
    ],
)
def test_the_contrastive_stage_is_for_a_handful_of_rows_a_class(rows: int, asked: str, pooling: str, expected: bool):
    training = Training(contrastive=asked)
    chosen = defaults.settings(training, 22_000_000, rows, 128, "macro_f1", 1, classes=4, pooling=pooling)
    assert chosen.contrastive is expected


@pytest.mark.parametrize(
    "option",
    [
        {"lora_r": 8},
        {"freeze_layers": 1},
        {"learning_rate": 1e-4},
        {"num_train_epochs": 3},
        {"per_device_train_batch_size": 8},
        {"head_learning_rate_factor": 3},
        {"lr_scheduler_type": "cosine"},
        {"label_smoothing_factor": 0.1},
        {"focal_gamma": 2},
        {"r_drop": 1},
        {"l2_start": 0.1},
        {"average": "soup"},
        {"classifier_dropout": 0.3},
        {"head": "probe"},
        {"augment": ["typos"]},
    ],
)
def test_who_asks_for_another_way_to_train_gets_that(option: dict):
    chosen = defaults.settings(Training(**option), 22_000_000, 20, 128, "macro_f1", 1, classes=4, pooling="mean")
    assert not chosen.contrastive


@pytest.mark.parametrize(
    "option", [{"weight_decay": [0.0, 0.1]}, {"sampling": ["random", "balanced"]}, {"r_drop": {"low": 0.1, "high": 1}}]
)
def test_who_asks_for_a_search_gets_one_though_rows_are_few(option: dict):
    chosen = defaults.settings(Training(**option), 22_000_000, 20, 128, "macro_f1", 1, classes=4, pooling="mean")
    assert not chosen.contrastive


def test_an_option_spelled_out_with_its_default_asks_for_nothing():
    training = Training(label_smoothing_factor=0.0, per_device_train_batch_size=16, freeze_layers=0)
    chosen = defaults.settings(training, 22_000_000, 20, 128, "macro_f1", 1, classes=4, pooling="mean")
    assert chosen.contrastive


def test_what_is_absent_has_its_usual_value():
    chosen = settings()
    assert (chosen.weight_decay, chosen.warmup_ratio, chosen.label_smoothing_factor) == (0.01, 0.1, 0.0)
    assert (chosen.layerwise_lr_decay, chosen.per_device_train_batch_size, chosen.lora_r) == (1.0, 16, 0)
    assert settings(weight_decay=0.0).weight_decay == 0.0


@pytest.mark.parametrize(
    "option",
    [{"class_weights": "balanced"}, {"sampling": "balanced"}, {"hidden_dropout_prob": 0.2}, {"weight_decay": 0.1}],
)
def test_what_the_contrast_heeds_too_leaves_it_on(option: dict):
    chosen = defaults.settings(Training(**option), 22_000_000, 20, 128, "macro_f1", 1, classes=4, pooling="mean")
    assert chosen.contrastive


@pytest.mark.parametrize(("classes", "expected"), [(20, True), (21, False)])
def test_with_many_classes_pairs_teach_less(classes: int, expected: bool):
    chosen = defaults.settings(Training(), 22_000_000, 99, 128, "macro_f1", 1, classes=classes, pooling="mean")
    assert chosen.contrastive is expected


def test_a_contrast_needs_pooled_vectors():
    with pytest.raises(UserError, match="pooled vectors"):
        settings(contrastive="always")
    assert settings(contrastive="always", pooling="cls").contrastive


def test_pooling_is_what_auto_stands_for_unless_asked_otherwise():
    assert defaults.settings(Training(), 1, 9_999, 128, "macro_f1", 1, pooling="mean").pooling == "mean"
    assert settings().pooling == "own"
    assert settings(pooling="cls").pooling == "cls"


def test_what_is_asked_goes_into_the_settings():
    chosen = settings(keep_simpler=False, contrastive_steps=7, contrastive_learning_rate=1e-3, truncation="tail")
    assert (chosen.keep_simpler, chosen.contrastive_steps) == (False, 7)
    assert (chosen.contrastive_learning_rate, chosen.truncation) == (1e-3, "tail")


def test_the_head_is_fresh_unless_asked_otherwise():
    assert settings(pooling="mean").head == "fresh"
    assert settings(head="probe").head == "probe"


OTHERS = {
    "lr_scheduler_type": "cosine",
    "layerwise_lr_decay": 0.9,
    "evaluations_per_epoch": 3,
    "head_learning_rate_factor": 4.0,
    "class_weights": "balanced",
    "focal_gamma": 1.5,
    "r_drop": 0.5,
    "l2_start": 0.1,
    "sampling": "balanced",
    "average": "ema",
    "ema_decay": 0.9,
    "soup_size": 5,
    "hidden_dropout_prob": 0.3,
    "classifier_dropout": 0.4,
    "freeze_layers": 2,
    "lora_r": 8,
    "lora_alpha": 16,
    "lora_dropout": 0.2,
    "augment_share": 0.5,
    "window_stride": 7,
    "early_stopping_threshold": 0.01,
    "early_stopping_patience": 7,
    "gradient_checkpointing": True,
    "bf16": False,
    "fold_repeats": 3,
    "final_model": "soup",
}


@pytest.mark.parametrize(("name", "value"), OTHERS.items())
def test_every_option_of_the_fit_reaches_it(name: str, value: object):
    assert getattr(settings(), name) != value
    assert getattr(settings(**{name: value}), name) == value


@pytest.mark.parametrize(
    ("asked", "watched", "rows", "folds"),
    [
        ({}, 99, 400, 5),
        ({}, 100, 400, 0),
        ({}, 99, 1_000, 0),
        ({}, None, 400, 0),
        ({"cross_validation": "none"}, 99, 400, 0),
        ({"cross_validation": "always", "folds": 3}, None, 5_000, 3),
        ({"contrastive": "always", "pooling": "mean"}, 20, 80, 0),
        ({"contrastive": "always", "pooling": "mean", "cross_validation": "always"}, 20, 80, 5),
    ],
)
def test_folds_judge_where_validation_rows_are_few(asked: dict, watched: int | None, rows: int, folds: int):
    found = defaults.settings(Training(**asked), 1, rows, 64, "macro_f1", 1, watched=watched)
    assert found.folds == folds


@pytest.mark.parametrize(
    ("asked", "watched", "rows", "final"),
    [
        ({}, 150, 1_000, "refit"),
        ({}, 99, 400, "refit"),
        ({}, None, 1_000, "best"),
        ({}, 0, 1_000, "best"),
        ({}, 900, 5_001, "best"),
        ({"average": "soup"}, 150, 1_000, "best"),
        ({"contrastive": "always", "pooling": "mean"}, 20, 80, "best"),
        ({"final_model": "best"}, 150, 1_000, "best"),
        ({"final_model": "refit"}, None, 9_000, "refit"),
    ],
)
def test_all_rows_teach_in_the_end_where_none_was_meant_to_stay_apart(
    asked: dict, watched: int | None, rows: int, final: str
):
    found = defaults.settings(Training(**asked), 1, rows, 64, "macro_f1", 1, watched=watched)
    assert found.final_model == final


def test_folds_have_no_best_model():
    asked = Training(final_model="best")
    assert defaults.settings(asked, 1, 400, 64, "macro_f1", 1, watched=50).folds == 0
    with pytest.raises(UserError, match="folds have no best model"):
        defaults.settings(asked.model_copy(update={"cross_validation": "always"}), 1, 400, 64, "macro_f1", 1)


def test_the_head_over_pooled_vectors_learns_faster_by_default():
    chosen = [defaults.settings(Training(), 1, 99, 64, "macro_f1", 1, pooling=kind) for kind in ("own", "mean")]
    assert [one.head_learning_rate_factor for one in chosen] == [1.0, 50.0]


def test_the_head_s_own_rate_has_a_limit_but_not_below_that_of_the_encoder():
    chosen = [
        settings(pooling="mean", **asked)
        for asked in ({}, {"lora_r": 8}, {"lora_r": "auto"}, {"learning_rate": 1e-3}, {"learning_rate": 2e-2})
    ]
    rates = [one.learning_rate * one.head_learning_rate_factor for one in chosen]
    assert rates == pytest.approx([5e-3, 1e-2, 1e-2, 1e-2, 2e-2])


def test_a_contrast_of_too_many_rows_or_of_a_frozen_encoder_is_refused():
    with pytest.raises(UserError, match="20,000 rows at most, not 20,001"):
        defaults.settings(Training(contrastive="always"), 1, 20_001, 64, "macro_f1", 1, pooling="mean")
    with pytest.raises(ValueError, match="teaches the encoder"):
        Training(contrastive="always", freeze_layers="all")
