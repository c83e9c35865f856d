"""Scalings: how probabilities are calibrated, as plain numbers that any program can apply.

Temperature: Guo et al., "On calibration of modern neural networks", ICML 2017. Vector scaling is theirs too; on the
logarithms of probabilities it is a diagonal Dirichlet calibration (Kull et al., NeurIPS 2019), and of two classes beta
calibration (Kull et al., AISTATS 2017). Isotonic: Zadrozny & Elkan, KDD 2002.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from finetooth.metrics.predictions import Floats

Kind = Literal["none", "temperature", "vector", "isotonic"]
LEAST = 1e-12  # a probability is taken as no less


@dataclass(frozen=True)
class Scaling:
    """One calibration. ``temperature``: p^(1/T); ``vector``: p^slope · e^shift of each class; both then sum to one.

    ``isotonic``, of two classes: the second's probability goes through ``knots`` (before, after), straight in between.
    """

    kind: Kind = "none"
    temperature: float = 1.0
    slopes: tuple[float, ...] = ()
    shifts: tuple[float, ...] = ()
    knots: tuple[tuple[float, float], ...] = ()

    def apply(self, probabilities: Floats) -> Floats:
        """Return calibrated probabilities, float64[n, k]."""
        if self.kind == "none":
            return probabilities
        if self.kind == "isotonic":
            before, after = (np.array(side) for side in zip(*self.knots, strict=True))
            second = np.interp(probabilities[:, 1], before, after)
            return np.column_stack([1 - second, second])
        logs = logarithms(probabilities)
        if self.kind == "temperature":
            return normalised(logs / self.temperature)
        return normalised(logs * np.array(self.slopes) + np.array(self.shifts))

    @property
    def told(self) -> str:
        """What it does, in words: `temperature 1.84: less sure than before`."""
        if self.kind == "temperature":
            way = "less" if self.temperature > 1 else "more"
            return f"temperature {self.temperature:.2f}: the model is made {way} sure"
        if self.kind == "vector":
            return "vector scaling: a slope and a shift for each class"
        if self.kind == "isotonic":
            return f"isotonic: a rising curve of {len(self.knots)} knots"
        return "left as the model tells them"


def logarithms(probabilities: Floats) -> Floats:
    """Return the logarithms, none of zero."""
    logs: Floats = np.log(np.clip(probabilities, LEAST, 1.0))
    return logs


def normalised(logits: Floats) -> Floats:
    """Return the softmax of each row."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    chances: Floats = shifted / shifted.sum(axis=1, keepdims=True)
    return chances
