"""Numbers: what a model said of rows whose label is a number."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import polars as pl

from finetooth.metrics.said import Floats, Integers, Mask, Said
from finetooth.problems.numbers import numbers_of
from finetooth.problems.problem import REGRESSION
from finetooth.problems.regression import OUTPUT

DIGITS = 6  # of an answer as text


@dataclass(frozen=True, eq=False)
class Numbers(Said):
    """One model's numbers for n rows, in the user's unit; the truth is NaN where a row has none."""

    ids: Integers  # [n]
    truth: Floats  # [n]
    values: Floats  # [n]
    labels: tuple[str, ...] = OUTPUT

    problem_types = (REGRESSION,)

    def __post_init__(self) -> None:
        if self.truth.shape != self.ids.shape or self.values.shape != self.ids.shape:
            raise ValueError(f"{len(self.ids)} ids do not fit truth {self.truth.shape}, values {self.values.shape}")

    @classmethod
    def of(cls, ids: Iterable[int], truth: pl.Series, values: Any, labels: Iterable[str] = OUTPUT) -> Self:
        """Make them where the truth is text: null, and what is no number, is no truth."""
        known = numbers_of(truth.cast(pl.String)).fill_null(float("nan")).to_numpy()
        return cls(np.fromiter(ids, np.int64), known, np.asarray(values, np.float64).reshape(-1), tuple(labels))

    @property
    def problem_type(self) -> str:
        """Regression."""
        return REGRESSION

    @property
    def known(self) -> Mask:
        """Which rows have a number."""
        return np.isfinite(self.truth)

    @property
    def predicted(self) -> Floats:
        """The answers."""
        return self.values

    @property
    def problem(self) -> str:
        """Why no metric can be had of these (labelled) rows; empty where nothing stands against it."""
        if not len(self):
            return "no row with a label"
        told = np.isfinite(self.values)
        return "" if told.all() else f"the model's answer to row {self.ids[int(told.argmin())]} is no finite number"

    @property
    def texts(self) -> pl.Series:
        """The answers as text."""
        return pl.Series("prediction", [f"{value:.{DIGITS}g}" for value in self.values.tolist()], pl.String)

    def where(self, mask: Mask) -> Self:
        """Return what was said of the rows where ``mask`` holds."""
        return type(self)(self.ids[mask], self.truth[mask], self.values[mask], self.labels)

    def differs(self, other: Self) -> Mask:
        """Return which rows get another number."""
        return np.asarray(self.values != other.values)

    def same_truth(self, other: Self) -> bool:
        """Whether the other is of the same rows."""
        return np.array_equal(self.truth, other.truth, equal_nan=True)

    def to_frame(self, truth: pl.Series | None = None) -> pl.DataFrame:
        """Return columns id, truth, prediction (as text, like labels) and p_0, the number itself."""
        own = pl.Series("truth", [f"{value:.15g}" for value in self.truth.tolist()], pl.String)
        texts = own.set(pl.Series(~self.known), None) if truth is None else truth.alias("truth").cast(pl.String)
        return pl.DataFrame([pl.Series("id", self.ids), texts, self.texts, pl.Series("p_0", self.values)])

    @classmethod
    def from_frame(cls, frame: pl.DataFrame, labels: Iterable[str] = OUTPUT) -> Self:
        """Return what ``to_frame`` wrote."""
        return cls.of(frame["id"], frame["truth"], frame["p_0"].to_numpy(), labels)
