"""The defaults of a language model's fine-tune, what is searched around them, and what is refused."""

import pytest

from finetooth.recipe.sections import Training
from finetooth.training import defaults, sft_defaults


def settings(parameters: int = 135_000_000, limit: int = 8_192, **training):
    return sft_defaults.settings(Training(**training), parameters, 500, limit, 42)


def test_lora_is_the_default_and_takes_ten_times_the_rate_within_limits():
    found = settings()
    assert (found.lora_r, found.lora_alpha, found.lora_dropout) == (16, 32, 0.0)
    assert found.learning_rate == pytest.approx(5e-4)
    assert settings(lora_r=0).learning_rate == pytest.approx(5e-5)
    assert settings(70_000_000_000).learning_rate == 1e-4
    assert all(1e-4 <= sft_defaults.learning_rate_for(10**n, True) <= 1e-3 for n in range(6, 12))


def test_the_rest_follows_the_papers_and_the_model():
    found = settings()
    assert (found.num_train_epochs, found.max_length, found.evaluations_per_epoch) == (3, 1_024, 2)
    assert found.selection_metric == "completion_loss"
    assert (found.folds, found.final_model, found.keep_simpler, found.contrastive) == (0, "best", False, False)
    assert settings(limit=512).max_length == 512
    assert settings(max_length=2_048).max_length == 2_048


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("train_on_turns", "last"),
        ("train_on_prompt_weight", 0.1),
        ("overlong", "truncate_left"),
        ("packing", False),
        ("neftune_noise_alpha", 5.0),
        ("load_in_4bit", True),
        ("lora_r", 4),
        ("lora_dropout", 0.1),
        ("evaluations_per_epoch", 4),
        ("num_train_epochs", 1),
        ("gradient_checkpointing", True),
    ],
)
def test_every_option_reaches_the_fit(name: str, value: object):
    assert getattr(settings(), name) != value
    assert getattr(settings(**{name: value}), name) == value


def test_what_is_left_open_is_searched_and_what_is_fixed_is_not():
    training = Training(num_train_epochs=2, lora_dropout=0.0)
    found = {part.name: part for part in sft_defaults.space(training, settings(num_train_epochs=2))}
    assert set(found) == {"learning_rate", "lora_r", "per_device_train_batch_size"}
    assert found["lora_r"].values == (16, 8, 32)
    assert found["per_device_train_batch_size"].values == (16, 8, 32)
    many = sft_defaults.space(Training(), settings(), trials=16)
    assert "lora_dropout" in {part.name for part in many}
    whole = sft_defaults.space(Training(lora_r=0), settings(lora_r=0))
    assert "lora_r" not in {part.name for part in whole}
    alone = sft_defaults.space(Training(learning_rate=[1e-4, 1e-3], lora_r=8), settings(), search_space=[])
    assert [part.values for part in alone] == [(1e-4, 1e-3)]


def test_classifiers_keep_their_own_defaults():
    found = defaults.settings(Training(), 22_000_000, 5_000, 128, "macro_f1", 42)
    assert (found.lora_r, found.evaluations_per_epoch) == (0, 1)
    many = defaults.space(Training(), found, trials=20)
    assert "lora_r" not in {part.name for part in many}
