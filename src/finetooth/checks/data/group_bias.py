"""DAT015: groups whose rows carry other labels than the rest."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np
import polars as pl

from finetooth.checks.wording import counted, listed, percent
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows
from finetooth.core.statistics import Statistics
from finetooth.facts.association import numbered
from finetooth.facts.columns import named, present
from finetooth.problems.problem import CLASSES

_TWIN = 0.7  # a column tied more closely is the label in other words: DAT011's matter
MOST_TIED = 0.15  # Cramer's V; Cohen (1988) calls .1 small and .3 medium
_MOST_GROUPS = 50
_LEAST_ROWS = 10  # of a group, to judge it
_FALSE = 0.01


@dataclass(frozen=True)
class _Tie:
    column: str
    asked: bool  # whether it is the group column that the recipe names
    v: float
    p: float
    counts: pl.DataFrame  # group, label, rows
    few: list[str]


class GroupBias(Check):
    """The mix of labels differs between groups.

    Why: where one customer, region or author has mostly one label, the model learns the group for the label, and is
    wrong for those of the group that differ (Sagawa et al. 2020 on groups that a mean score hides).
    Fix: collect the label that a group lacks, or show that the difference is real; judge each group by itself.
    Blind: groups that no column names; a difference that is real and wanted looks just like one that is not.
    """

    code = "DAT015"
    problem_types = CLASSES
    fix_class = "never"
    bad = [
        [
            {
                "text": f"Claim {n}",
                "label": "paid" if (n % 10 < 9) == (n % 2 == 0) else "denied",
                "group": "north" if n % 2 else "south",
            }
            for n in range(200)
        ],
    ]
    good = [
        [
            {"text": f"Claim {n}", "label": "paid" if n // 2 % 2 else "denied", "group": "north" if n % 2 else "south"}
            for n in range(200)
        ]
    ]

    def judge(self, rows: Rows, train_cells: pl.DataFrame | None = None) -> Finding | Passed:
        """Measure how far each column with few values is tied to the label."""
        train = rows.table.filter((pl.col("role") == "train") & pl.col("label").is_not_null())
        found = list(_ties(train, train_cells))
        if not found:
            raise NotApplicable("no column names groups of rows")
        sure = _significant(found)
        tied = sorted(
            (tie for tie in sure if tie.v >= MOST_TIED and (tie.asked or tie.v < _TWIN)),
            key=lambda tie: (not tie.asked, -tie.v),
        )
        looked = f"{counted(len(found), 'column')} with groups of {counted(train.height, 'labelled training row')}"
        if not tied:
            strongest = max(found, key=lambda tie: (tie.asked, tie.v))
            return Passed(
                f"{looked}: the most tied to the label, {strongest.column!r}, has Cramer's V {strongest.v:.2f}"
            )
        return _finding(tied, looked, train.height)


def _ties(train: pl.DataFrame, cells: pl.DataFrame | None) -> Iterator[_Tie]:
    """Yield the columns that part the rows into a few groups, and how far each is tied to the label."""
    columns = [("group", True, train["group"], train["label"])] if train.height else []
    if cells is not None:
        group = train["group"].to_list()
        columns += [
            (named(name), False, present(cells[name]), cells["label"])
            for name in cells.columns
            if name not in ("id", "label") and cells[name].to_list() != group
        ]
    for name, asked, values, labels in columns:
        table = pl.DataFrame({"group": values, "label": labels}).drop_nulls()
        sizes = table.group_by("group").len().sort("len", "group", descending=[True, False])
        kept = sizes.filter(pl.col("len") >= _LEAST_ROWS)
        if not 2 <= kept.height <= _MOST_GROUPS or kept["len"].sum() < 0.9 * table.height:
            continue
        table = table.filter(pl.col("group").is_in(kept["group"].to_list()))
        if table["label"].n_unique() > 1:
            few = sizes.filter(pl.col("len") < _LEAST_ROWS)["group"].to_list()
            yield _Tie(name, asked, *_cramer(table), table.group_by("group", "label").len("rows"), few)


def _cramer(table: pl.DataFrame) -> tuple[float, float]:
    """Return Cramer's V without its bias (Bergsma 2013) and the chance of chi squared (Wilson and Hilferty 1931)."""
    (first, groups), (second, labels) = numbered(table["group"]), numbered(table["label"])
    width, rows = len(labels), table.height
    counts = np.bincount(first * width + second, minlength=len(groups) * width).reshape(-1, width)
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0) / rows
    chi = float(((counts - expected) ** 2 / expected).sum())
    freedom = (len(groups) - 1) * (width - 1)
    excess = max(0.0, chi / rows - freedom / (rows - 1))
    sides = [size - (size - 1) ** 2 / (rows - 1) for size in (len(groups), width)]
    z = ((chi / freedom) ** (1 / 3) - (1 - 2 / (9 * freedom))) / sqrt(2 / (9 * freedom))
    return sqrt(excess / max(1e-9, min(sides) - 1)), 0.5 * erfc(z / sqrt(2))


def _significant(found: list[_Tie]) -> list[_Tie]:
    """Return those that stand after Benjamini and Hochberg (1995)."""
    ordered = sorted(found, key=lambda tie: tie.p)
    passing = [place for place, tie in enumerate(ordered, 1) if tie.p <= _FALSE * place / len(ordered)]
    return ordered[: max(passing, default=0)]


def _finding(tied: list[_Tie], looked: str, rows: int) -> Finding:
    told = "; ".join(f"{tie.column!r} (Cramer's V {tie.v:.2f}): {_widest(tie)}" for tie in tied)
    few = {tie.column: tie.few[:_LEAST_ROWS] for tie in tied if tie.few}
    message = f"the mix of labels differs by {told}"
    if few:
        message += (
            f"; {counted(sum(len(tie.few) for tie in tied), 'group')} of fewer than {_LEAST_ROWS} rows not judged"
        )
    statistics = Statistics.of(
        rows,
        0,
        threshold=MOST_TIED,
        calibration="bias-corrected Cramer's V; columns by Benjamini-Hochberg at 1 %",
        null=0.0,
        effect=round(tied[0].v, 4),
    )
    severity = None if any(tie.asked for tie in tied) else Severity.INFO
    figures = {tie.column: {"v": round(tie.v, 4), "p": float(f"{tie.p:.2g}")} for tie in tied}
    return Finding.on(message, (), severity, statistics=statistics, columns=figures, small_groups=few, looked=looked)


def _widest(tie: _Tie) -> str:
    """Return the label whose share differs most between two groups."""
    shares = tie.counts.sort("label", "group").pivot("label", index="group", values="rows").fill_null(0).sort("group")
    table = shares.drop("group").to_numpy().astype(float)
    table /= table.sum(axis=1, keepdims=True)
    most = int((table.max(axis=0) - table.min(axis=0)).argmax())
    high, low = int(table[:, most].argmax()), int(table[:, most].argmin())
    where = [f"{percent(table[row, most])} of {listed([shares['group'][row]])}" for row in (high, low)]
    return f"{listed([shares.columns[most + 1]])} is {where[0]} and {where[1]}"
