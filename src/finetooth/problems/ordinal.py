"""Ordinal classification: labels are grades; taught as a single-label classification, scored by how far off it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from finetooth.problems.numbers import number_of
from finetooth.problems.problem import ORDINAL
from finetooth.problems.single_label import SingleLabel


@dataclass(frozen=True)
class Ordinal(SingleLabel):
    """Labels are numbers and stand in their order. The softmax is that of a single-label classification."""

    problem_type = ORDINAL

    @classmethod
    def of(cls, labels: Sequence[str | None]) -> Self:
        """Return the problem of telling these grades apart. Raises ValueError for a label that is no number."""
        known = {label for label in labels if label is not None}
        return cls(tuple(sorted(known, key=lambda label: (number_of(label), label))))
