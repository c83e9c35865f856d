"""Said: what a model said of rows, whatever kind of problem they pose, beside the truth."""

from abc import ABC, abstractmethod
from functools import cached_property
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt
import polars as pl

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


class Said(ABC):
    """What resampling, scoring and comparing need to know of answers; one subclass for each shape of answers."""

    ids: Integers  # [n]
    labels: tuple[str, ...]  # of the outputs
    problem_types: ClassVar[tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    @abstractmethod
    def problem_type(self) -> str:
        """Which kind of problem the rows pose."""

    @property
    @abstractmethod
    def known(self) -> Mask:
        """Which rows have a truth to be scored by, bool[n]."""

    @property
    @abstractmethod
    def problem(self) -> str:
        """Why no metric can be had of these (labelled) rows; empty where nothing stands against it."""

    @property
    @abstractmethod
    def texts(self) -> pl.Series:
        """The answers as text, one a row."""

    @abstractmethod
    def where(self, mask: Mask) -> Self:
        """Return what was said of the rows where ``mask`` (bool[n]) holds."""

    @abstractmethod
    def differs(self, other: Self) -> Mask:
        """Return which rows the other answers differently, bool[n]."""

    @abstractmethod
    def same_truth(self, other: Self) -> bool:
        """Whether the other is of the same rows: as many, with the same truth."""

    @abstractmethod
    def to_frame(self, truth: pl.Series | None = None) -> pl.DataFrame:
        """Return columns id, truth, prediction and whatever else was told; ``truth`` is its text, where kept."""

    def labelled(self) -> Self:
        """Return what was said of the rows that have a truth."""
        return self if self.known.all() else self.where(self.known)


class OfLabels(Said):
    """Answers that give each label a probability: one of them is right, or each is by itself."""

    probabilities: Floats  # [n, k]

    @abstractmethod
    def of_class(self, label: int) -> Mask:
        """Return which rows are of a label, bool[n]."""

    @property
    def problem(self) -> str:
        """Why no metric can be had of these (labelled) rows; empty where nothing stands against it."""
        return fault_of(self.probabilities, self.ids) if len(self) else "no row with a label"

    def ascending(self, label: int) -> Integers:
        """Return the rows from the least to the most probable of a label, int64[n]; sorted once."""
        if label not in self._sorted:
            self._sorted[label] = self.probabilities[:, label].argsort()
        return self._sorted[label]

    @cached_property
    def _sorted(self) -> dict[int, Integers]:
        return {}


_ROUNDING = 1e-6


def fault_of(probabilities: Floats, ids: Integers) -> str:
    """Say which row has probabilities that are none; empty where there is no such row."""
    shares = (probabilities >= -_ROUNDING) & (probabilities <= 1 + _ROUNDING)
    if shares.all():
        return ""
    place = int(shares.all(axis=1).argmin())
    told = "not numbers" if np.isnan(probabilities[place]).any() else "not between 0 and 1"
    return f"the model gave row {ids[place]} probabilities that are {told}"
