"""Single-label classification: one of several labels is right; softmax and cross-entropy."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import polars as pl

from finetooth.problems.problem import SINGLE, Emphasis, Problem, sorted_labels

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class SingleLabel(Problem):
    """Targets are int64[n]: each label's index, -1 for one that is not learned. Answers are probabilities."""

    problem_type = SINGLE
    config_type = SINGLE

    @classmethod
    def of(cls, labels: Sequence[str | None]) -> Self:
        """Return the problem of telling these labels apart."""
        return cls(sorted_labels(labels))

    def targets(self, values: Sequence[str | None]) -> np.ndarray:
        """Return each label's index, -1 for one that is not learned."""
        index = {label: number for number, label in enumerate(self.labels)}
        return np.array([index.get(value, -1) if value is not None else -1 for value in values], dtype=np.int64)

    def knows(self, values: pl.Series) -> pl.Series:
        """Return whether a label is learned."""
        return values.is_in(list(self.labels)).fill_null(False)

    def answers(self, logits: np.ndarray) -> np.ndarray:
        """Return probabilities that sum to one."""
        powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=-1, keepdims=True))

    def truth(self, targets: np.ndarray) -> np.ndarray:
        """Return the label indices."""
        return targets

    def loss(self, logits: np.ndarray, targets: np.ndarray) -> float:
        """Return the mean cross-entropy in nats."""
        top = logits.max(axis=-1, keepdims=True)
        log_sum = top[:, 0] + np.log(np.exp(logits - top).sum(axis=-1))
        return float((log_sum - logits[np.arange(len(targets)), targets]).mean())

    @staticmethod
    def knows_nothing(outputs: int) -> float:
        """Return the cross-entropy of equal probabilities."""
        return math.log(outputs)

    @staticmethod
    def losses(logits: "torch.Tensor", targets: "torch.Tensor", emphasis: Emphasis) -> "torch.Tensor":
        """Return the cross-entropies, times (1 - p)^gamma for the focal loss (Lin et al. 2017)."""
        from torch.nn.functional import cross_entropy

        smoothed = emphasis.label_smoothing_factor
        each = cross_entropy(logits, targets, label_smoothing=smoothed, reduction="none")
        if emphasis.focal_gamma:
            known = logits.softmax(dim=-1).gather(1, targets[:, None])[:, 0]
            each = each * (1 - known).clamp(min=1e-6) ** emphasis.focal_gamma
        return each

    @staticmethod
    def apart(one: "torch.Tensor", other: "torch.Tensor") -> "torch.Tensor":
        """Return the mean of both Kullback-Leibler divergences, in nats."""
        first, second = one.log_softmax(dim=-1), other.log_softmax(dim=-1)
        return ((first.exp() - second.exp()) * (first - second)).sum(dim=-1) / 2
