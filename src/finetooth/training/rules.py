"""How a fit is watched and kept: passed in, so that training knows neither metrics nor guards nor disks."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from finetooth.core.results import CurvePoint
from finetooth.training.memory import room
from finetooth.training.state import State

if TYPE_CHECKING:
    from transformers import PreTrainedModel


class Watched(NamedTuple):
    """What a look at the validation rows gave: mean cross-entropy in nats, selection metric, its standard error.

    ``calibrated`` is the loss at the temperature that makes it least, NaN where there is none.
    """

    loss: float
    score: float
    error: float = math.nan
    calibrated: float = math.nan


class Stopping(NamedTuple):
    """What a stopping rule says of the points so far: which is best, and whether to stop."""

    best: int
    stop: bool


class Keeper(Protocol):
    """Keeps the state of a fit where a later process can find it."""

    def expect(self, size: int) -> None:
        """Take in how many bytes a state has at most. Raises UserError where there is no room for it."""

    def newest(self) -> State | None:
        """Return the last state that was kept whole."""

    def due(self) -> bool:
        """Whether a state should be kept now; when that is never changes what a fit ends with."""

    def keep(self, state: State) -> None:
        """Keep a state, whole or not at all."""


@dataclass(frozen=True)
class Rules:
    """How a fit is watched."""

    watch: Callable[["PreTrainedModel"], Watched] | None  # looks at the validation rows; None: there are none left
    train_score: Callable[[np.ndarray, np.ndarray], float]  # logits[n, k], targets[n] -> selection metric
    stopping: Callable[[Sequence[CurvePoint]], Any]  # -> something with .best and .stop
    diverged: Callable[[Sequence[float]], str | None]
    progress: Callable[[float, str], None]
    evaluated: Callable[[Sequence[CurvePoint]], None] = lambda _points: None
    note: Callable[[str], None] = lambda _message: None  # told what a log should hold
    epochs: float | None = None  # after which it is known to end; None: those of the settings, or sooner
    retries: int = 0  # how often a divergence is answered by going back and on with a lower learning rate
    free: Callable[[], int | None] = room  # how many bytes the memory still has; None where nobody knows
    start_loss: float | None = None  # before the first step; None: that of a model that knows nothing
    lower_is_better: bool = False  # whether the score is a loss

    def worth(self, score: float) -> float:
        """Return a score so that more is better."""
        return -score if self.lower_is_better else score

    def divergence(self, start: float, points: Sequence[CurvePoint]) -> str | None:
        """Return why a fit has diverged, by the means of many steps: one hard batch is no explosion."""
        if reason := self.diverged([start, *(point.train_loss for point in points)]):
            return reason
        lost = self.watch is not None and not math.isfinite(points[-1].validation_loss)
        return "the validation loss is no number" if lost else None
