"""The dropout that a base model was trained with, whatever its configuration calls it."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from finetooth.tasks.own_dropout import named_dropout, own_dropout
from finetooth.training.base_model import locate


@pytest.mark.parametrize(
    ("config", "dropout"),
    [
        ({"hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.0}, 0.1),
        ({"dropout": 0.2, "attention_dropout": 0.1}, 0.2),
        ({"mlp_dropout": 0}, 0.0),
        ({"resid_pdrop": 0.3}, 0.3),
        ({"hidden_dropout_prob": None}, None),
        ({}, None),
    ],
)
def test_it_is_read_off_the_configuration(config: dict, dropout: float | None):
    assert named_dropout(SimpleNamespace(**config)) == dropout


def test_it_is_known_of_a_base_model(tiny_model: Path):
    assert own_dropout(locate(str(tiny_model))) == pytest.approx(0.1)
