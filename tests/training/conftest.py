"""A fit of milliseconds: a model of a few hundred weights, rows of our own, the real rules."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from finetooth.core.results import Curve, Settings
from finetooth.guards.divergence import diverged
from finetooth.guards.early_stopping import decide
from finetooth.recipe.sections import Training
from finetooth.training import defaults
from finetooth.training.fit import Keeper, Rules, Watched, fit

WORDS, CLASSES = 40, 3


class Tiny(nn.Module):
    """The mean of word vectors, a layer, dropout, a head. ``poison`` is called with the model before each answer."""

    def __init__(self, dropout: float = 0.2, poison: Callable[["Tiny", torch.Tensor], None] | None = None) -> None:
        super().__init__()
        torch.manual_seed(1)
        self.words, self.layer = nn.Embedding(WORDS, 8), nn.Linear(8, 8)
        self.norm, self.dropout, self.head = nn.LayerNorm(8), nn.Dropout(dropout), nn.Linear(8, CLASSES)
        self.config, self.poison, self.answers = SimpleNamespace(num_labels=CLASSES), poison, 0

    @property
    def device(self) -> torch.device:
        return self.head.weight.device

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> SimpleNamespace:
        self.answers += self.training
        if self.poison:
            self.poison(self, input_ids)
        mask = attention_mask[:, :, None]
        mean = (self.words(input_ids) * mask).sum(dim=1) / mask.sum(dim=1)
        return SimpleNamespace(logits=self.head(self.dropout(torch.tanh(self.norm(self.layer(mean))))))


def make_rows(count: int, seed: int) -> list[dict[str, Any]]:
    """Return rows of different lengths whose class is told by a third of their words."""
    draw, rows = np.random.default_rng(seed), []
    for _ in range(count):
        target, length = int(draw.integers(CLASSES)), int(draw.integers(3, 12))
        told = draw.random(length) < 0.4
        words = np.where(told, 1 + target + CLASSES * draw.integers(0, 4, length), draw.integers(14, WORDS, length))
        rows.append({"input_ids": words.tolist(), "attention_mask": [1] * length, "labels": target})
    return rows


def watched(model: nn.Module, rows: list[dict[str, Any]]) -> Watched:
    """Return the loss and the accuracy on rows, one by one."""
    model.eval()
    with torch.inference_mode():
        inputs = [{key: torch.tensor([row[key]]) for key in ("input_ids", "attention_mask")} for row in rows]
        logits = torch.cat([model(**given).logits for given in inputs])
    targets = torch.tensor([row["labels"] for row in rows])
    loss = float(nn.functional.cross_entropy(logits.double(), targets))
    return Watched(loss, float((logits.argmax(dim=1) == targets).double().mean()), math.nan)


@pytest.fixture(scope="session")
def tiny() -> type[Tiny]:
    """The model's class."""
    return Tiny


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Six epochs of six steps, two evaluations each."""
    training = Training(learning_rate=2e-2, num_train_epochs=6, per_device_train_batch_size=8, bf16=False)
    return replace(defaults.settings(training, 1_000, 48, 16, "accuracy", 3), evaluations_per_epoch=2)


@pytest.fixture(scope="session")
def trains() -> Callable[..., Curve]:
    """Fits a model: ``trains(model, settings, keeper, **rules)``."""
    taught, held = make_rows(48, 0), make_rows(20, 1)

    def train(model: nn.Module, settings: Settings, keeper: Keeper | None = None, **given: Any) -> Curve:
        rules = Rules(
            watch=lambda each: watched(each, held),
            train_score=lambda logits, targets: float((logits.argmax(axis=1) == targets).mean()),
            stopping=partial(decide, patience=99, threshold=0.0),
            diverged=diverged,
            progress=lambda *_: None,
        )
        return fit(model, taught, 0, settings, replace(rules, **given), keeper)

    return train
