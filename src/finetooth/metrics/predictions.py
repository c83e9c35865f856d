"""Predictions: what a model said of each row, beside the truth."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import polars as pl

from finetooth.metrics.said import Floats as Floats
from finetooth.metrics.said import Integers as Integers
from finetooth.metrics.said import Mask, OfLabels
from finetooth.problems.problem import ORDINAL, SINGLE

UNKNOWN = -1  # the row has a label the model does not know: always wrong
UNLABELLED = -2  # the row has no label: it is not scored
UNKNOWN_TEXT = "(a label the model does not know)"


@dataclass(frozen=True, eq=False)
class Predictions(OfLabels):
    """Probabilities of one model for n rows and k labels; ``truth`` indexes ``labels``, or is UNKNOWN or UNLABELLED.

    ``decided`` is the answer to each row where thresholds or costs make it another than the most probable label.
    """

    ids: Integers  # [n]
    truth: Integers  # [n]
    probabilities: Floats  # [n, k]
    labels: tuple[str, ...]
    decided: Integers | None = None  # [n]

    problem_types = (SINGLE,)

    def __post_init__(self) -> None:
        rows = len(self.ids)
        if not self.labels:
            raise ValueError("predictions need at least one label")
        if self.truth.shape != (rows,) or self.probabilities.shape != (rows, len(self.labels)):
            shapes = f"truth {self.truth.shape}, probabilities {self.probabilities.shape}"
            raise ValueError(f"{rows} ids and {len(self.labels)} labels do not fit {shapes}")
        if rows and not UNLABELLED <= self.truth.min() <= self.truth.max() < len(self.labels):
            raise ValueError(f"truth must lie between {UNLABELLED} and {len(self.labels) - 1}")
        if self.decided is not None and self.decided.shape != (rows,):
            raise ValueError(f"{rows} ids do not fit decided {self.decided.shape}")
        if self.decided is not None and rows and not 0 <= self.decided.min() <= self.decided.max() < len(self.labels):
            raise ValueError(f"what is decided must lie between 0 and {len(self.labels) - 1}")

    @classmethod
    def of(
        cls,
        ids: Iterable[int],
        truth: pl.Series,
        probabilities: Any,
        labels: Iterable[str],
        decided: Integers | None = None,
    ) -> Self:
        """Make predictions where the truth is label text: null is UNLABELLED, a text not in ``labels`` is UNKNOWN."""
        names = tuple(labels)
        places = {name: place for place, name in enumerate(names)}
        index = truth.cast(pl.String).replace_strict(places, default=UNKNOWN, return_dtype=pl.Int64)
        index = index.set(truth.is_null(), UNLABELLED)
        table = np.asarray(probabilities, np.float64).reshape(len(index), len(names))
        return cls(np.fromiter(ids, np.int64), index.to_numpy().astype(np.int64), table, names, decided)

    @cached_property
    def predicted(self) -> Integers:
        """The answer to each row, int64[n]: what was decided, else the most probable label; ties go to the first."""
        if self.decided is not None:
            return self.decided
        best: Integers = self.probabilities.argmax(axis=1).astype(np.int64)
        return best

    @property
    def texts(self) -> pl.Series:
        """The predicted labels as text, one a row."""
        return pl.Series("prediction", np.array(self.labels, object)[self.predicted].tolist(), pl.String)

    @property
    def problem_type(self) -> str:
        """Single-label or ordinal classification."""
        return self.problem_types[0]

    @property
    def known(self) -> Mask:
        """Which rows have a label, known to the model or not."""
        found: Mask = self.truth != UNLABELLED
        return found

    def of_class(self, label: int) -> Mask:
        """Return which rows are of a label."""
        found: Mask = self.truth == label
        return found

    def differs(self, other: Self) -> Mask:
        """Return which rows get another label."""
        found: Mask = self.predicted != other.predicted
        return found

    def same_truth(self, other: Self) -> bool:
        """Whether the other is of the same rows."""
        return np.array_equal(self.truth, other.truth)

    def where(self, mask: npt.NDArray[np.bool_]) -> Self:
        """Return the predictions of the rows where ``mask`` (bool[n]) holds."""
        decided = None if self.decided is None else self.decided[mask]
        return type(self)(self.ids[mask], self.truth[mask], self.probabilities[mask], self.labels, decided)

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
        """Return the predictions that ``to_frame`` wrote, with what was decided where that is another label."""
        names = tuple(labels)
        table = frame.select(f"p_{place}" for place in range(len(names))).to_numpy()
        found = cls.of(frame["id"], frame["truth"], table, names)
        if "prediction" not in frame.columns or (frame["prediction"] == found.texts).all():
            return found
        places = {name: place for place, name in enumerate(names)}
        decided = frame["prediction"].replace_strict(places, return_dtype=pl.Int64).to_numpy().astype(np.int64)
        return cls(found.ids, found.truth, found.probabilities, names, decided)


class Grades(Predictions):
    """Predictions whose labels are grades: how far off an answer is counts, not only whether it is right."""

    problem_types = (ORDINAL,)
