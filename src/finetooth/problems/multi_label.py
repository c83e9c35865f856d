"""Multi-label classification: each label is right or not, by itself; sigmoid and binary cross-entropy."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np
import polars as pl

from finetooth.core.rows import LABEL_JOINT
from finetooth.problems.problem import MULTI, Emphasis, Problem, sorted_labels

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class MultiLabel(Problem):
    """Targets are int64[n, k] of zeros and ones; a row without labels is a row of zeros. Answers are probabilities."""

    problem_type = MULTI
    config_type = MULTI
    refused: ClassVar[dict[str, str]] = {
        "sampling": "a row of several labels cannot be drawn as often as each of them asks for",
        "contrastive": "pairs of rows are of one class or of two, and rows with several labels are neither",
    }

    @classmethod
    def of(cls, labels: Sequence[str | None]) -> Self:
        """Return the problem of telling which of these labels a row has."""
        return cls(sorted_labels([one for label in labels for one in sets_of(label)]))

    def targets(self, values: Sequence[str | None]) -> np.ndarray:
        """Return which labels each row has; those that are not learned are left out."""
        index = {label: number for number, label in enumerate(self.labels)}
        found = np.zeros((len(values), len(self.labels)), dtype=np.int64)
        pairs = [(row, index[one]) for row, label in enumerate(values) for one in sets_of(label) if one in index]
        if pairs:
            found[tuple(np.array(pairs).T)] = 1
        return found

    def knows(self, values: pl.Series) -> pl.Series:
        """Return whether all labels of a row are learned; a row with none of them is known to have none."""
        known = set(self.labels)
        told = [value is not None and known.issuperset(sets_of(value)) for value in values.to_list()]
        return pl.Series(values.name, told, pl.Boolean)

    def answers(self, logits: np.ndarray) -> np.ndarray:
        """Return each label's own probability."""
        return np.asarray(np.where(logits >= 0, 1.0, np.exp(-np.abs(logits))) / (1 + np.exp(-np.abs(logits))))

    def truth(self, targets: np.ndarray) -> np.ndarray:
        """Return which labels a row has, bool[n, k]."""
        return targets.astype(bool)

    def loss(self, logits: np.ndarray, targets: np.ndarray) -> float:
        """Return the binary cross-entropy in nats, the mean over rows and labels."""
        each = np.maximum(logits, 0) - logits * targets + np.log1p(np.exp(-np.abs(logits)))
        return float(each.mean())

    @staticmethod
    def knows_nothing(outputs: int) -> float:
        """Return the cross-entropy of a probability of one half."""
        return math.log(2)

    @staticmethod
    def losses(logits: "torch.Tensor", targets: "torch.Tensor", emphasis: Emphasis) -> "torch.Tensor":
        """Return the binary cross-entropies, the mean over labels; of rare labels those that are there may weigh more.

        Smoothing and the focal loss are label by label.
        """
        from torch.nn.functional import binary_cross_entropy_with_logits

        there = targets.to(logits.dtype)
        due = there * (1 - emphasis.label_smoothing_factor) + emphasis.label_smoothing_factor / 2
        each = binary_cross_entropy_with_logits(logits, due, reduction="none")
        if emphasis.focal_gamma:
            chance = logits.sigmoid()
            known = there * chance + (1 - there) * (1 - chance)
            each = each * (1 - known).clamp(min=1e-6) ** emphasis.focal_gamma
        if emphasis.label_weights is not None:
            each = each * (1 + there * (logits.new_tensor(emphasis.label_weights) - 1))
        return each.mean(dim=1)

    @staticmethod
    def apart(one: "torch.Tensor", other: "torch.Tensor") -> "torch.Tensor":
        """Return the mean of both Kullback-Leibler divergences, over labels, in nats."""
        return ((one.sigmoid() - other.sigmoid()) * (one - other)).mean(dim=-1) / 2


def sets_of(label: str | None) -> list[str]:
    """Return the labels of a row: none, one or several."""
    return label.split(LABEL_JOINT) if label else []
