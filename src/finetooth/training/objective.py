"""What a step descends: the cross-entropy of its rows, by their weights, with the regularisers the settings ask for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import torch

    from finetooth.core.results import Settings


@dataclass(frozen=True)
class Objective:
    """The loss of a micro-batch, as a sum: divided by the whole weight of the step's rows it is the step's mean."""

    label_smoothing_factor: float = 0.0
    focal_gamma: float = 0.0
    r_drop: float = 0.0
    class_weights: tuple[float, ...] | None = None
    mean_weight: float = 0.0  # of a row, where rows are windows: 0 where they are whole texts

    @classmethod
    def of(cls, settings: "Settings", targets: Sequence[int]) -> "Objective":
        """Return the objective that the settings name, for rows of these classes."""
        weights = balanced_weights(targets) if settings.class_weights == "balanced" else None
        return cls(settings.label_smoothing_factor, settings.focal_gamma, settings.r_drop, weights)

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
            apart = (divergence(logits, again) * weights).sum()
            loss = (loss + self.descended(again, targets, weights)) / 2 + self.r_drop * apart
        return loss, logits

    def weights(self, targets: "torch.Tensor", weights: "torch.Tensor") -> "torch.Tensor":
        """Return float[b]: each row's weight times that of its class."""
        return weights if self.class_weights is None else weights * weights.new_tensor(self.class_weights)[targets]

    def total(self, weights: "Sequence[torch.Tensor]") -> float:
        """Return what the sum of a step's losses is divided by: the weight of its rows.

        Windows of long texts, which weigh little, stand in steps of their own. Divided by their own weight they would
        count as much as whole texts do; so it is the weight that as many rows have in the mean.
        """
        if self.mean_weight:
            return self.mean_weight * sum(len(part) for part in weights)
        return max(1e-8, float(sum(part.sum() for part in weights)))

    def descended(self, logits: "torch.Tensor", targets: "torch.Tensor", weights: "torch.Tensor") -> "torch.Tensor":
        """Return the weighted sum of the rows' losses: smoothed, and with focus on what is not known yet.

        Focal loss multiplies a row's loss by (1 - p)^gamma, p being the probability of its class (Lin et al. 2017).
        """
        from torch.nn.functional import cross_entropy

        each = cross_entropy(logits, targets, label_smoothing=self.label_smoothing_factor, reduction="none")
        if self.focal_gamma:
            known = logits.softmax(dim=-1).gather(1, targets[:, None])[:, 0]
            each = each * (1 - known).clamp(min=1e-6) ** self.focal_gamma
        return (each * weights).sum()


def divergence(one: "torch.Tensor", other: "torch.Tensor") -> "torch.Tensor":
    """Return float[b]: the mean of both Kullback-Leibler divergences between two answers, in nats."""
    first, second = one.log_softmax(dim=-1), other.log_softmax(dim=-1)
    return ((first.exp() - second.exp()) * (first - second)).sum(dim=-1) / 2


def plain_loss(logits: "torch.Tensor", targets: "torch.Tensor", weights: "torch.Tensor") -> float:
    """Return the weighted sum of cross-entropies in nats without any regulariser: what the curve shows."""
    from torch.nn.functional import cross_entropy

    return float((cross_entropy(logits.detach(), targets, reduction="none") * weights).sum())


def balanced_weights(targets: Sequence[int]) -> tuple[float, ...]:
    """Return a weight for each class, n / (classes x rows of the class), as scikit-learn's ``balanced`` does."""
    counts = np.bincount(np.asarray(targets))
    there = np.count_nonzero(counts)
    return tuple(float(len(targets) / (there * count)) if count else 0.0 for count in counts)
