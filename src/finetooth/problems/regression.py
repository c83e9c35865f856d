"""Regression: the label is a number; it is learned in deviations from the training mean, by squared error."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np
import polars as pl

from finetooth.problems.numbers import numbers_of
from finetooth.problems.problem import REGRESSION, Emphasis, Problem

if TYPE_CHECKING:
    import torch

_CLASSES = "a number is of no class"
OUTPUT = ("value",)


@dataclass(frozen=True)
class Regression(Problem):
    """Targets are float64[n], (number - mean) / deviation of the training rows. Answers are numbers as the user's."""

    labels: tuple[str, ...] = OUTPUT
    mean: float = 0.0
    deviation: float = 1.0

    problem_type = REGRESSION
    config_type = REGRESSION
    refused: ClassVar[dict[str, str]] = {
        "label_smoothing_factor": "there is no probability to smooth",
        "focal_gamma": "the squared error dwells on what is not known yet by itself",
        "class_weights": _CLASSES,
        "sampling": _CLASSES,
        "contrastive": "pairs of rows are of one class or of two, and numbers have no classes",
    }

    @classmethod
    def of(cls, labels: Sequence[str | None]) -> Self:
        """Return the problem of telling such numbers. Raises ValueError where none is a number."""
        known = numbers_of(pl.Series(list(labels), dtype=pl.String)).drop_nulls().to_numpy()
        if not len(known):
            raise ValueError("no label is a number")
        return cls(OUTPUT, float(known.mean()), float(known.std()) or 1.0)

    def targets(self, values: Sequence[str | None]) -> np.ndarray:
        """Return the numbers in deviations from the mean, NaN where there is none."""
        known = numbers_of(pl.Series(list(values), dtype=pl.String)).fill_null(float("nan")).to_numpy()
        return np.asarray((known - self.mean) / self.deviation, dtype=np.float64)

    def knows(self, values: pl.Series) -> pl.Series:
        """Return whether a label is a number."""
        return numbers_of(values).is_not_null()

    def answers(self, logits: np.ndarray) -> np.ndarray:
        """Return the numbers, float64[n]."""
        return np.asarray(logits.reshape(-1).astype(np.float64) * self.deviation + self.mean)

    def truth(self, targets: np.ndarray) -> np.ndarray:
        """Return the numbers."""
        return np.asarray(targets * self.deviation + self.mean)

    def loss(self, logits: np.ndarray, targets: np.ndarray) -> float:
        """Return the mean squared error in squared deviations: 1 for a model that always tells the mean."""
        return float(((logits.reshape(-1) - targets) ** 2).mean())

    @staticmethod
    def knows_nothing(outputs: int) -> float:
        """Return the squared error of the mean."""
        return 1.0

    @staticmethod
    def losses(logits: "torch.Tensor", targets: "torch.Tensor", emphasis: Emphasis) -> "torch.Tensor":
        """Return the squared errors."""
        return (logits.reshape(-1) - targets.to(logits.dtype)) ** 2

    @staticmethod
    def apart(one: "torch.Tensor", other: "torch.Tensor") -> "torch.Tensor":
        """Return the squared distances."""
        return ((one - other) ** 2).sum(dim=-1)
