"""Rules: how probabilities become one answer, by thresholds, by weights of classes, or by what mistakes cost."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from finetooth.metrics.predictions import Floats, Integers


@dataclass(frozen=True)
class Rule:
    """``argmax``: the most probable label. ``weights``: argmax of p · weight. ``costs`` [truth][answer]: the cheapest.

    Of two classes both are one threshold. The cheapest answer is the one of the least expected cost (Elkan, "The
    foundations of cost-sensitive learning", IJCAI 2001). Of equals the first is taken.
    """

    kind: Literal["argmax", "weights", "costs"] = "argmax"
    weights: tuple[float, ...] = ()
    costs: tuple[tuple[float, ...], ...] = ()

    def answers(self, probabilities: Floats) -> Integers:
        """Return the place of the answer to each row, int64[n]."""
        if self.kind == "costs":
            found = (probabilities @ np.array(self.costs)).argmin(axis=1)
        elif self.kind == "weights":
            found = (probabilities * np.array(self.weights)).argmax(axis=1)
        else:
            found = probabilities.argmax(axis=1)
        answers: Integers = found.astype(np.int64)
        return answers

    @property
    def threshold(self) -> float | None:
        """From which probability the second of two classes is answered; None for more classes, or where never."""
        if self.kind == "argmax":
            return 0.5
        if len(self.weights) == 2:
            return self.weights[0] / (self.weights[0] + self.weights[1])
        if len(self.costs) != 2:
            return None
        alarm, miss = self.costs[0][1] - self.costs[0][0], self.costs[1][0] - self.costs[1][1]
        return alarm / (alarm + miss) if alarm >= 0 and miss >= 0 and alarm + miss > 0 else None

    def told(self, labels: tuple[str, ...]) -> tuple[str, ...]:
        """Say it in words, a line a class where weights differ."""
        if self.kind == "argmax":
            return ("The most probable label is the answer.",)
        why = " by what mistakes cost" if self.kind == "costs" else ""
        if len(labels) == 2 and self.threshold is not None:
            return (f"“{labels[1]}” is answered from a probability of {self.threshold:.3f}{why}, else “{labels[0]}”.",)
        if self.kind == "costs":
            return ("The answer is the label of the least expected cost.",)
        order = np.argsort(self.weights)[::-1]
        lines = [f"“{labels[place]}” counts {self.weights[place]:.2f} times" for place in order.tolist()]
        return ("The answer is the label with the highest probability times its weight:", *lines)
