"""Text metric: what a metric of generated answers is, and when it fits a task."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from finetooth.metrics.predictions import Floats
from finetooth.metrics.sample import ratio

TextExample = tuple[str, str, float]  # answer, reference, value


class TextMetric(ABC):
    """One way to score generated answers. Subclass it in one file of ``metrics/text/``: that is all it takes.

    ``statistics`` are what each row adds up to, and ``values`` what a metric makes of sums of them: so that all
    resamples are scored at once. By default the two columns are a row's score and 1, and the value is their mean.
    ``examples`` are tests and documentation at once. Answers are untrusted: they are parsed, never executed.
    """

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    rank: ClassVar[int] = 50  # of those that fit, the lowest is the most telling
    bounds: ClassVar[tuple[float, float]] = (0.0, 1.0)
    examples: ClassVar[list[TextExample]] = []

    @abstractmethod
    def of_row(self, answer: str, reference: str) -> float:
        """Return the score of one answer; NaN where it cannot be told, which leaves the row out."""

    def fits(self, references: Sequence[str]) -> bool:
        """Whether ``auto`` takes this metric for a task with these reference answers."""
        return False

    def statistics(self, answers: Sequence[str], references: Sequence[str]) -> Floats:
        """Return what each row adds, float64[n, s]."""
        scores = np.array([self.of_row(*row) for row in zip(answers, references, strict=True)], np.float64)
        told = np.isfinite(scores)
        return np.stack([np.where(told, scores, 0.0), told.astype(np.float64)], axis=1)

    def values(self, sums: Floats) -> Floats:
        """Return the values of sums over rows, float64[r] of float64[r, s]; NaN where undefined."""
        return ratio(sums[:, 0], sums[:, 1])


def share(references: Sequence[str], holds: Sequence[bool]) -> float:
    """Return the share of the references for which something holds; 0 of none."""
    return sum(holds) / len(references) if references else 0.0
