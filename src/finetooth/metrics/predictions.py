"""Predictions: what a model said of each row, beside the truth."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import polars as pl

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

UNKNOWN = -1  # the row has a label the model does not know: always wrong
UNLABELLED = -2  # the row has no label: it is not scored
_ROUNDING = 1e-6
UNKNOWN_TEXT = "(a label the model does not know)"


@dataclass(frozen=True, eq=False)
class Predictions:
    """Probabilities of one model for n rows and k labels; ``truth`` indexes ``labels``, or is UNKNOWN or UNLABELLED."""

    ids: Integers  # [n]
    truth: Integers  # [n]
    probabilities: Floats  # [n, k]
    labels: tuple[str, ...]

    def __post_init__(self) -> None:
        rows = len(self.ids)
        if not self.labels:
            raise ValueError("predictions need at least one label")
        if self.truth.shape != (rows,) or self.probabilities.shape != (rows, len(self.labels)):
            shapes = f"truth {self.truth.shape}, probabilities {self.probabilities.shape}"
            raise ValueError(f"{rows} ids and {len(self.labels)} labels do not fit {shapes}")
        if rows and not UNLABELLED <= self.truth.min() <= self.truth.max() < len(self.labels):
            raise ValueError(f"truth must lie between {UNLABELLED} and {len(self.labels) - 1}")

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(cls, ids: Iterable[int], truth: pl.Series, probabilities: Any, labels: Iterable[str]) -> Self:
        """Make predictions where the truth is label text: null is UNLABELLED, a text not in ``labels`` is UNKNOWN."""
        names = tuple(labels)
        places = {name: place for place, name in enumerate(names)}
        index = truth.cast(pl.String).replace_strict(places, default=UNKNOWN, return_dtype=pl.Int64)
        index = index.set(truth.is_null(), UNLABELLED)
        table = np.asarray(probabilities, np.float64).reshape(len(index), len(names))
        return cls(np.fromiter(ids, np.int64), index.to_numpy().astype(np.int64), table, names)

    @cached_property
    def predicted(self) -> Integers:
        """The index of the most probable label of each row, int64[n]; ties go to the first."""
        best: Integers = self.probabilities.argmax(axis=1).astype(np.int64)
        return best

    def ascending(self, label: int) -> Integers:
        """Return the rows from the least to the most probable of a label, int64[n]; sorted once."""
        if label not in self._sorted:
            self._sorted[label] = self.probabilities[:, label].argsort()
        return self._sorted[label]

    @cached_property
    def _sorted(self) -> dict[int, Integers]:
        return {}

    @property
    def texts(self) -> pl.Series:
        """The predicted labels as text, one a row."""
        return pl.Series("prediction", np.array(self.labels, object)[self.predicted].tolist(), pl.String)

    @property
    def problem(self) -> str:
        """Why no metric can be had of these (labelled) rows; empty where nothing stands against it."""
        if not len(self):
            return "no row with a label"
        shares = (self.probabilities >= -_ROUNDING) & (self.probabilities <= 1 + _ROUNDING)
        if shares.all():
            return ""
        place = int(shares.all(axis=1).argmin())
        told = "not numbers" if np.isnan(self.probabilities[place]).any() else "not between 0 and 1"
        return f"the model gave row {self.ids[place]} probabilities that are {told}"

    def where(self, mask: npt.NDArray[np.bool_]) -> Self:
        """Return the predictions of the rows where ``mask`` (bool[n]) holds."""
        return type(self)(self.ids[mask], self.truth[mask], self.probabilities[mask], self.labels)

    def labelled(self) -> Self:
        """Return the predictions of the rows that have a label."""
        return self if (self.truth != UNLABELLED).all() else self.where(self.truth != UNLABELLED)

    def to_frame(self, truth: pl.Series | None = None) -> pl.DataFrame:
        """Return columns id, truth, prediction, p_0 ... p_k-1.

        The text of an UNKNOWN label is not kept here: hand in ``truth`` (label text, one a row) to have it written.
        """
        names = np.array([*self.labels, None, UNKNOWN_TEXT], object)  # -2 and -1 index from the end
        texts = pl.Series("truth", names[self.truth].tolist(), pl.String) if truth is None else truth.alias("truth")
        columns = [pl.Series(f"p_{place}", self.probabilities[:, place]) for place in range(len(self.labels))]
        return pl.DataFrame([pl.Series("id", self.ids), texts.cast(pl.String), self.texts, *columns])

    @classmethod
    def from_frame(cls, frame: pl.DataFrame, labels: Iterable[str]) -> Self:
        """Return the predictions that ``to_frame`` wrote."""
        names = tuple(labels)
        table = frame.select(f"p_{place}" for place in range(len(names))).to_numpy()
        return cls.of(frame["id"], frame["truth"], table, names)
