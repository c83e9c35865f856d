"""Problem: what a row's label says, what a model is taught to answer, and how that is read from its outputs."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np
import polars as pl

if TYPE_CHECKING:
    import torch

SINGLE, MULTI, ORDINAL, REGRESSION = (
    "single_label_classification",
    "multi_label_classification",
    "ordinal",
    "regression",
)
CLASSES = (SINGLE, MULTI, ORDINAL)  # kinds whose labels are classes, one a row or several
Weights = tuple[float, ...] | None


@dataclass(frozen=True)
class Emphasis:
    """What the loss of a row dwells on: smoothed labels, rows that are not known yet, and rare labels."""

    label_smoothing_factor: float = 0.0
    focal_gamma: float = 0.0
    label_weights: Weights = None  # of the labels of a row that can have several


@dataclass(frozen=True)
class Problem(ABC):
    """One kind of labels. Subclass it in a file of its own and name it in ``KINDS``.

    ``labels`` are the model's outputs, in their order. Targets are what is learned: int64[n] label indices,
    int64[n, k] zeros and ones, or float64[n] numbers. Answers are what is told: probabilities [n, k], or numbers [n].
    """

    labels: tuple[str, ...]

    problem_type: ClassVar[str]
    config_type: ClassVar[str]  # what transformers calls it in a model's configuration
    refused: ClassVar[dict[str, str]] = {}  # training options that make no sense here, and why

    @classmethod
    @abstractmethod
    def of(cls, labels: Sequence[str | None]) -> Self:
        """Return the problem that training rows with these labels pose."""

    @abstractmethod
    def targets(self, values: Sequence[str | None]) -> np.ndarray:
        """Return what is learned of each row's label."""

    @abstractmethod
    def knows(self, values: pl.Series) -> pl.Series:
        """Return whether the model can know a row's label, Boolean; False where there is none."""

    @abstractmethod
    def answers(self, logits: np.ndarray) -> np.ndarray:
        """Return what logits float64[n, k] say: probabilities, or numbers in the user's unit."""

    @abstractmethod
    def truth(self, targets: np.ndarray) -> np.ndarray:
        """Return what answers are held against: targets, numbers in the user's unit."""

    @abstractmethod
    def loss(self, logits: np.ndarray, targets: np.ndarray) -> float:
        """Return the plain mean loss of logits."""

    @staticmethod
    @abstractmethod
    def knows_nothing(outputs: int) -> float:
        """Return the loss of a model that knows nothing."""

    @staticmethod
    @abstractmethod
    def losses(logits: "torch.Tensor", targets: "torch.Tensor", emphasis: Emphasis) -> "torch.Tensor":
        """Return the loss of each row, float[b]."""

    @staticmethod
    @abstractmethod
    def apart(one: "torch.Tensor", other: "torch.Tensor") -> "torch.Tensor":
        """Return how far two answers to each row lie apart, float[b]."""


def sorted_labels(labels: Sequence[str | None]) -> tuple[str, ...]:
    """Return the distinct labels in reading order: whole numbers by value, texts by letter."""
    known = {label for label in labels if label is not None}
    if all(_is_whole(label) for label in known):
        return tuple(sorted(known, key=lambda label: (int(label), label)))
    return tuple(sorted(known))


def _is_whole(label: str) -> bool:
    digits = label.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) <= 18
