"""What is told of a fit while it goes: words for a screen or a log, the most important first.

Nothing in here acts on the fit: the clock is read for the pace that is shown, and for nothing else.
"""

import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from finetooth.core.results import CurvePoint

if TYPE_CHECKING:
    from finetooth.training.descent import Stepped

SECONDS = 5.0  # of training that the pace is measured over
STEPS = 20  # that the running loss is the mean of
_NAMES = {"macro_f1": "macro-F1", "roc_auc": "ROC-AUC"}


class Telling:
    """Follows one fit: the loss of the last steps, the last score and the one that is kept, rate and pace."""

    def __init__(
        self,
        metric: str,
        epochs: int,
        stopping: Callable[[Sequence[CurvePoint]], Any],
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._metric, self._epochs, self._stopping, self._clock = metric, epochs, stopping, clock
        self._losses: deque[float] = deque(maxlen=STEPS)
        self._steps: deque[tuple[float, int]] = deque()  # seconds and tokens
        self._seconds, self._tokens, self._begun = 0.0, 0, clock()
        self._last: CurvePoint | None = None
        self._scores: list[str] = []

    def begin(self) -> None:
        """Take in that a step begins: what lies between two (an evaluation, a checkpoint) is not its time."""
        self._begun = self._clock()

    def stepped(self, step: "Stepped", epoch: int, points: Sequence[CurvePoint]) -> str:
        """Take in a finished step, and say how the fit stands: what matters least comes last."""
        self._losses.append(step.loss)
        self._count(self._clock() - self._begun, step.tokens)
        if points and points[-1] is not self._last:
            self._last, kept = points[-1], points[self._stopping(points).best]
            self._scores = scored(self._metric, self._last.validation_score, kept.validation_score)
        parts = [f"epoch {epoch} of {self._epochs}", *self._scores]
        parts += [f"loss {sum(self._losses) / len(self._losses):.3g}", *self._pace()]
        digits, power = f"{step.learning_rate:.1e}".split("e")
        return ", ".join([*parts, f"learning rate {digits}e{int(power)}"])

    def _count(self, seconds: float, tokens: int) -> None:
        self._steps.append((seconds, tokens))
        self._seconds, self._tokens = self._seconds + seconds, self._tokens + tokens
        while self._seconds > SECONDS and len(self._steps) > 1:
            seconds, tokens = self._steps.popleft()
            self._seconds, self._tokens = self._seconds - seconds, self._tokens - tokens

    def _pace(self) -> list[str]:
        return [f"{float(f'{self._tokens / self._seconds:.2g}'):,.0f} tokens/s"] if self._seconds > 0 else []


def scored(metric: str, score: float, kept: float = math.nan) -> list[str]:
    """Return `macro-F1 0.861` and, where another evaluation's weights are kept, `kept 0.873`; nothing before any."""
    if not math.isfinite(score):
        return []
    told = [f"{_NAMES.get(metric, metric)} {score:.3f}"]
    return told if not math.isfinite(kept) or kept == score else [*told, f"kept {kept:.3f}"]


def told_point(point: CurvePoint, metric: str) -> str:
    """Return an evaluation in a line of a log; a simpler model's, which no epoch led to, says so."""
    begin = f"after epoch {point.epoch:g}" if point.step else "the simpler model"
    losses = (("validation loss", point.validation_loss), ("training loss", point.train_loss))
    return ", ".join(
        [
            begin,
            *scored(metric, point.validation_score),
            *(f"{name} {loss:.3g}" for name, loss in losses if math.isfinite(loss)),
        ]
    )
