"""Redrawing: each row judged once by models that rows at random taught, and once by models that no tied row taught."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl

from finetooth.core.rows import Rows
from finetooth.facts.text import whole
from finetooth.metrics.predictions import Integers, Predictions
from finetooth.stages.cheap import Cheap
from finetooth.stages.splitting import assign_by_time
from finetooth.tasks import classify

SEEDS, FOLDS = 2, 5
Answers = tuple[np.ndarray, np.ndarray, int]  # places of the rows judged, their answers, rows that taught each model


@dataclass(frozen=True, eq=False)
class Drawing:
    """Rows as they came, then the prepared ones, in one cheap model's table; ``same`` is each prepared row's raw one.

    ``keys`` ties the prepared rows. With ``share`` the youngest of them are the test, else units are dealt to folds.
    """

    cheap: Cheap
    raw: int
    same: np.ndarray
    prepared: Rows
    keys: pl.Series
    share: float | None

    @classmethod
    def of(cls, raw: Rows, prepared: Rows, keys: pl.Series, share: float | None) -> Self:
        """Read the texts once."""
        both = Rows.concat([raw, prepared])
        labels = classify.labels_of(both.labels.to_list())
        cheap = Cheap.of(whole(both).to_list(), classify.targets_of(both.labels.to_list(), labels), labels)
        places = pl.DataFrame({"id": raw.ids, "place": np.arange(len(raw))})
        same = prepared.table.select("id").join(places, on="id", how="left", maintain_order="left")["place"]
        return cls(cheap, len(raw), same.to_numpy(), prepared, keys, share)

    def answers(self, seed: int) -> tuple[Predictions, Predictions, Integers, int]:
        """Return naive and safe predictions of the same rows, the unit of each, and how many rows taught each model.

        Every row stands once for each seed. Raises UserError where times cannot be read.
        """
        parts = [self._of_seed(seed + number) for number in range(SEEDS)]
        judged = np.concatenate([part[0] for part in parts])
        naive, safe = (self._told(judged, np.concatenate([part[side] for part in parts])) for side in (1, 2))
        groups = np.unique(self.keys.to_numpy()[judged], return_inverse=True)[1].astype(np.int64)
        return naive, safe, groups, min(part[3] for part in parts)

    def _of_seed(self, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
        judged, safe, train = self._safe(seed) if self.share is None else self._youngest()
        random = np.random.default_rng(seed)
        fold = _dealt(np.arange(self.raw), self.cheap.targets[: self.raw], FOLDS, random)
        naive = np.empty(self.raw, np.int64)
        for number in range(FOLDS):
            others, test = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
            naive[test] = self.cheap.predict(others, test).predicted
        return judged, naive[self.same[judged]], safe, train

    def _safe(self, seed: int) -> Answers:
        targets = self.cheap.targets[self.raw :]
        fold = _dealt(self.keys.to_numpy(), targets, FOLDS, np.random.default_rng(seed))
        told, sizes = np.empty(len(targets), np.int64), []
        for number in range(FOLDS):
            train, test = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
            if len(test):
                told[test] = self.cheap.predict(train + self.raw, test + self.raw).predicted
                sizes.append(len(train))
        return np.arange(len(targets)), told, min(sizes)

    def _youngest(self) -> Answers:
        side = assign_by_time(self.prepared, self.keys, 0.0, self.share or 0.0, 0).to_numpy()
        train, test = np.flatnonzero(side == "train"), np.flatnonzero(side == "test")
        return test, self.cheap.predict(train + self.raw, test + self.raw).predicted, len(train)

    def _told(self, judged: np.ndarray, answers: np.ndarray) -> Predictions:
        labels, truth = self.cheap.labels, self.cheap.targets[self.raw :][judged]
        return Predictions(np.arange(len(judged)), truth, np.eye(len(labels))[answers], labels)


def _dealt(units: np.ndarray, targets: np.ndarray, folds: int, random: np.random.Generator) -> np.ndarray:
    """Return the fold of each row: whole units, the largest first, in turn within each label."""
    numbers, first, sizes = np.unique(units, return_index=True, return_counts=True)
    frame = pl.DataFrame({"unit": numbers, "label": targets[first], "rows": sizes, "draw": random.random(len(numbers))})
    ordered = frame.sort("label", "rows", "draw", descending=[False, True, False])
    dealt = ordered.with_columns(fold=pl.int_range(pl.len()) % folds)
    found = pl.DataFrame({"unit": units}).join(
        dealt.select("unit", "fold"), on="unit", how="left", maintain_order="left"
    )
    return found["fold"].to_numpy()
