"""Transferring: what later times and other groups cost, told by cheap models of their own on the rows of this run.

The cheap model is least squares on TF-IDF and, where the base model is an encoder, on its vectors (the kernels' mean).
It is taught with rows of all splits in turn, and nothing of it reaches the model that is handed on.
"""

from collections.abc import Callable

import numpy as np
import polars as pl

from finetooth.core.errors import NotApplicable
from finetooth.core.results import Base, Settings, Splits
from finetooth.core.rows import LABEL_JOINT, Rows
from finetooth.facts.embedding.engine import embed
from finetooth.facts.text import usable, whole
from finetooth.facts.times import read_times
from finetooth.metrics.resampling import group_index
from finetooth.problems.problem import ORDINAL, SINGLE
from finetooth.stages.cheap import Cheap
from finetooth.stages.honesty import are_classes, some_units
from finetooth.tasks import classify
from finetooth.transfer.gaps import METRIC, Ground
from finetooth.transfer.over_groups import FEWEST, MANY, over_groups
from finetooth.transfer.over_time import BLOCKS, over_time
from finetooth.transfer.results import OverGroups, OverTime, Transfer

MOST = 2_000  # rows: a sample beyond
LEAST = 200
WORDS, BOTH = "words (TF-IDF)", "words (TF-IDF) and the base model's vectors"

Progress = Callable[[float, str], None]


def transferred(base: Base, splits: Splits, settings: Settings, progress: Progress) -> Transfer | None:
    """Measure both; None where no row has a time or a group."""
    rows = usable(Rows.concat([splits.train, splits.validation, splits.test]))
    if all(rows.table[name].null_count() == len(rows) for name in ("time", "group")):
        return None
    why = _unfit(rows, settings)
    if why:
        return Transfer(METRIC, "", 0, len(rows), why_no_time=why, why_no_groups=why)
    cheap = _Cheapest(base, settings)
    progress(0.85, "what later times cost")
    time, no_time = _times(rows, cheap)
    progress(0.9, "what other groups cost")
    groups, no_groups = _groups(rows, cheap)
    return Transfer(METRIC, cheap.by, min(MOST, len(rows)), len(rows), time, groups, no_time, no_groups)


class _Cheapest:
    """Makes cheap models of rows; ``by`` says what they read."""

    def __init__(self, base: Base, settings: Settings) -> None:
        self.base, self.settings, self.by = base, settings, WORDS

    def ground(self, rows: Rows, tied: np.ndarray | None) -> Ground:
        labels = classify.labels_of(rows.labels.to_list())
        targets, texts = classify.targets_of(rows.labels.to_list(), labels), whole(rows)
        cheap = Cheap.of(texts.to_list(), targets, labels)
        try:
            cheap = cheap.beside(embed(self.base, texts, self.settings.max_length))
            self.by = BOTH
        except NotApplicable:
            self.by = WORDS

        def answer(train: np.ndarray, asked: np.ndarray) -> np.ndarray:
            return cheap.predict(train, asked).predicted

        return Ground(answer, targets, labels, self.settings.seed, tied)


def _unfit(rows: Rows, settings: Settings) -> str:
    if settings.problem_type not in (SINGLE, ORDINAL) or rows.labels.str.contains(LABEL_JOINT, literal=True).any():
        return "it is measured for one label a row only"
    if len(rows) < LEAST:
        return f"there are {len(rows)} rows; {LEAST} are needed"
    return "" if are_classes(rows.labels) else "its labels have too few rows each"


def _times(rows: Rows, cheap: _Cheapest) -> tuple[OverTime | None, str]:
    if rows.table["time"].null_count() == len(rows):
        return None, "no data.time_column was given"
    seconds, doubt, _ = read_times(rows.table["time"])
    able = Rows(rows.with_column(seconds.cast(pl.String).alias("time")).table.filter(seconds.is_not_null()))
    if len(able) < LEAST:
        told = f": {doubt}" if doubt else ""
        return None, f"{len(able)} rows have a time that can be read; {LEAST} are needed{told}"
    chosen = _sampled(able, cheap.settings.seed)
    times = chosen.table["time"].cast(pl.Float64).to_numpy()
    found = over_time(cheap.ground(chosen, _tied(chosen)), times)
    return found, "" if found else f"the times part the rows into fewer than 3 of {BLOCKS} blocks"


def _groups(rows: Rows, cheap: _Cheapest) -> tuple[OverGroups | None, str]:
    groups = rows.table["group"]
    if groups.null_count() == len(groups):
        return None, "no data.group_column was given"
    sizes = groups.drop_nulls().value_counts().get_column("count").sort(descending=True)
    if len(sizes) < 3:
        return None, f"there are {len(sizes)} groups; 3 are needed"
    large = (sizes * min(1.0, MOST / len(rows)) >= 2 * FEWEST).sum()
    chosen = _sampled(rows, cheap.settings.seed) if large >= 3 else _by_groups(rows, cheap.settings.seed)
    if len(chosen) < LEAST:
        return None, f"groups are too large for a sample of {MOST:,} rows"
    found = over_groups(cheap.ground(chosen, _tied(chosen)), chosen.table["group"].to_list())
    return found, "" if found else "the metric is undefined on them"


def _sampled(rows: Rows, seed: int) -> Rows:
    """Return the rows, or as many as are looked at, drawn at random, in table order."""
    if len(rows) <= MOST:
        return rows
    drawn = np.random.default_rng(seed).choice(len(rows), MOST, replace=False)
    return Rows(rows.table[np.sort(drawn).tolist()])


def _by_groups(rows: Rows, seed: int) -> Rows:
    """Return as many rows by whole groups, so that each keeps its size."""
    units = pl.DataFrame({"id": rows.ids, "unit": group_index(rows.table["group"])})
    return Rows(rows.table.join(some_units(units, MOST, seed), on="id", how="semi"))


def _tied(rows: Rows) -> np.ndarray | None:
    """Return the number of each row's group where there are many; few are too few to be resampled."""
    groups = rows.table["group"]
    if groups.drop_nulls().n_unique() < MANY:
        return None
    return group_index(groups)
