"""What a step descends: the cross-entropy of its rows, by their weights, with the regularisers the settings ask for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from finetooth.problems import KINDS
from finetooth.problems.problem import MULTI, SINGLE, Emphasis

if TYPE_CHECKING:
    import torch

    from finetooth.core.results import Settings

MOST_WEIGHT = 100.0  # of a rare label


@dataclass(frozen=True)
class Objective:
    """The loss of a micro-batch, as a sum: divided by the whole weight of the step's rows it is the step's mean."""

    label_smoothing_factor: float = 0.0
    focal_gamma: float = 0.0
    r_drop: float = 0.0
    class_weights: tuple[float, ...] | None = None
    mean_weight: float = 0.0  # of a row, where rows are windows: 0 where they are whole texts
    problem_type: str = SINGLE

    @classmethod
    def of(cls, settings: "Settings", targets: Sequence[Any]) -> "Objective":
        """Return the objective that the settings name, for rows with these targets."""
        several = settings.problem_type == MULTI
        balanced = rare_labels_weights if several else balanced_weights
        weights = balanced(targets) if settings.class_weights == "balanced" else None
        given = (settings.label_smoothing_factor, settings.focal_gamma, settings.r_drop, weights)
        return cls(*given, problem_type=settings.problem_type)

    def __call__(
        self, answer: Callable[[], "torch.Tensor"], targets: "torch.Tensor", weights: "torch.Tensor"
    ) -> "tuple[torch.Tensor, torch.Tensor]":
        """Return the weighted sum of losses to descend, and the logits [b, k].

        R-Drop answers twice, under two dropout masks, and adds `r_drop` times their divergence (Wu et al. 2021).
        """
        logits = answer()
        loss = self.descended(logits, targets, weights)
        if self.r_drop:
            again = answer()
            apart = (KINDS[self.problem_type].apart(logits, again) * weights).sum()
            loss = (loss + self.descended(again, targets, weights)) / 2 + self.r_drop * apart
        return loss, logits

    def weights(self, targets: "torch.Tensor", weights: "torch.Tensor") -> "torch.Tensor":
        """Return float[b]: each row's weight times that of its class, where it has one."""
        if self.class_weights is None or self.problem_type == MULTI:
            return weights
        return weights * weights.new_tensor(self.class_weights)[targets]

    def total(self, weights: "Sequence[torch.Tensor]") -> float:
        """Return what the sum of a step's losses is divided by: the weight of its rows.

        Windows of long texts, which weigh little, stand in steps of their own. Divided by their own weight they would
        count as much as whole texts do; so it is the weight that as many rows have in the mean.
        """
        if self.mean_weight:
            return self.mean_weight * sum(len(part) for part in weights)
        return max(1e-8, float(sum(part.sum() for part in weights)))

    def descended(self, logits: "torch.Tensor", targets: "torch.Tensor", weights: "torch.Tensor") -> "torch.Tensor":
        """Return the weighted sum of the rows' losses: smoothed, and with focus on what is not known yet."""
        label_weights = self.class_weights if self.problem_type == MULTI else None
        emphasis = Emphasis(self.label_smoothing_factor, self.focal_gamma, label_weights)
        return (KINDS[self.problem_type].losses(logits, targets, emphasis) * weights).sum()

    def plain(self, logits: "torch.Tensor", targets: "torch.Tensor", weights: "torch.Tensor") -> float:
        """Return the weighted sum of losses without any regulariser: what the curve shows."""
        return float((KINDS[self.problem_type].losses(logits.detach(), targets, Emphasis()) * weights).sum())


def balanced_weights(targets: Sequence[int]) -> tuple[float, ...]:
    """Return a weight for each class, n / (classes x rows of the class), as scikit-learn's ``balanced`` does."""
    counts = np.bincount(np.asarray(targets))
    there = np.count_nonzero(counts)
    return tuple(float(len(targets) / (there * count)) if count else 0.0 for count in counts)


def rare_labels_weights(targets: Sequence[Sequence[int]]) -> tuple[float, ...]:
    """Return for each label how much more a row that has it weighs: the rows without it for each row with it.

    At least 1, at most 100; 1 for a label that no row has.
    """
    there = np.asarray(targets).sum(axis=0)
    return tuple(np.clip((len(targets) - there) / np.maximum(there, 1), 1.0, MOST_WEIGHT).tolist())
