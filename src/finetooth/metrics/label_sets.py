"""Label sets: what a model said of rows that can have several labels, or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
import polars as pl

from finetooth.core.rows import LABEL_JOINT
from finetooth.metrics.said import Floats, Integers, Mask, OfLabels
from finetooth.problems.multi_label import MultiLabel, sets_of
from finetooth.problems.problem import MULTI

HALF = 0.5  # the probability from which a label is answered, where nothing else was decided


@dataclass(frozen=True, eq=False)
class LabelSets(OfLabels):
    """Probabilities of one model for n rows and k labels, each by itself; a row may have no label at all.

    ``strange`` are rows with a label that the model does not know; ``has_truth`` rows that are labelled. ``decided`` is
    which labels are answered where that is not from a half on.
    """

    ids: Integers  # [n]
    truth: Mask  # [n, k]
    probabilities: Floats  # [n, k]
    labels: tuple[str, ...]
    has_truth: Mask  # [n]
    strange: Mask  # [n]
    decided: Mask | None = None  # [n, k]

    problem_types = (MULTI,)

    def __post_init__(self) -> None:
        shape = (len(self.ids), len(self.labels))
        tables = [self.truth, self.probabilities, *([] if self.decided is None else [self.decided])]
        if not self.labels or any(table.shape != shape for table in tables):
            raise ValueError(f"{shape[0]} ids and {shape[1]} labels do not fit {[table.shape for table in tables]}")
        if self.has_truth.shape != shape[:1] or self.strange.shape != shape[:1]:
            raise ValueError("has_truth and strange need one value a row")

    @classmethod
    def of(
        cls,
        ids: Iterable[int],
        truth: pl.Series,
        probabilities: Any,
        labels: Iterable[str],
        decided: Mask | None = None,
    ) -> Self:
        """Make them where the truth is text, labels joined as rows have them: null is no truth, empty is no label."""
        problem = MultiLabel(tuple(labels))
        values = truth.cast(pl.String).to_list()
        known = np.array([value is not None for value in values], bool)
        strange = known & ~problem.knows(truth.cast(pl.String)).to_numpy()
        table = np.asarray(probabilities, np.float64).reshape(len(values), len(problem.labels))
        told = problem.targets(values).astype(bool)
        return cls(np.fromiter(ids, np.int64), told, table, problem.labels, known, strange, decided)

    @property
    def problem_type(self) -> str:
        """Multi-label classification."""
        return MULTI

    @property
    def known(self) -> Mask:
        """Which rows are labelled, if with no label."""
        return self.has_truth

    @cached_property
    def predicted(self) -> Mask:
        """Which labels are answered, bool[n, k]."""
        return self.probabilities >= HALF if self.decided is None else self.decided

    @property
    def texts(self) -> pl.Series:
        """The labels that are answered, joined; empty where there is none."""
        return pl.Series("prediction", _joined(self.predicted, self.labels), pl.String)

    def of_class(self, label: int) -> Mask:
        """Return which rows have a label."""
        found: Mask = self.truth[:, label]
        return found

    def above(self, thresholds: Sequence[float]) -> Self:
        """Return the same, each label answered from its own threshold on."""
        return replace(self, decided=self.probabilities >= np.asarray(thresholds))

    def where(self, mask: Mask) -> Self:
        """Return what was said of the rows where ``mask`` holds."""
        decided = None if self.decided is None else self.decided[mask]
        table = self.probabilities[mask]
        told = (self.labels, self.has_truth[mask], self.strange[mask], decided)
        return type(self)(self.ids[mask], self.truth[mask], table, *told)

    def differs(self, other: Self) -> Mask:
        """Return which rows get other labels."""
        found: Mask = (self.predicted != other.predicted).any(axis=1)
        return found

    def same_truth(self, other: Self) -> bool:
        """Whether the other is of the same rows."""
        return np.array_equal(self.truth, other.truth) and np.array_equal(self.strange, other.strange)

    def to_frame(self, truth: pl.Series | None = None) -> pl.DataFrame:
        """Return columns id, truth, prediction, p_0 ... p_k-1; labels of a row are joined as rows have them.

        A label that is not known is kept only where ``truth`` (text) is handed in.
        """
        told = pl.Series("truth", _joined(self.truth, self.labels), pl.String).set(pl.Series(~self.known), None)
        texts = told if truth is None else truth.alias("truth").cast(pl.String)
        columns = [pl.Series(f"p_{place}", self.probabilities[:, place]) for place in range(len(self.labels))]
        return pl.DataFrame([pl.Series("id", self.ids), texts, self.texts, *columns])

    @classmethod
    def from_frame(cls, frame: pl.DataFrame, labels: Iterable[str]) -> Self:
        """Return what ``to_frame`` wrote, with what was decided."""
        names = tuple(labels)
        table = frame.select(f"p_{place}" for place in range(len(names))).to_numpy()
        if "prediction" not in frame.columns:
            return cls.of(frame["id"], frame["truth"], table, names)
        decided = MultiLabel(names).targets(frame["prediction"].to_list()).astype(bool)
        return cls.of(frame["id"], frame["truth"], table, names, decided)


def _joined(there: Mask, labels: tuple[str, ...]) -> list[str]:
    """Return the names of each row's labels, sorted and joined."""
    order = sorted(range(len(labels)), key=lambda place: labels[place])
    names = [labels[place] for place in order]
    return [LABEL_JOINT.join([names[place] for place in np.flatnonzero(row)]) for row in there[:, order]]


def spread(label: str | None) -> str:
    """Return a row's labels as people read them: `a + b`, and `no label`."""
    return " + ".join(sets_of(label)) or "no label"
