"""Validation rows join the training rows in folds only where chance drew them from these."""

import polars as pl

from finetooth.core.results import Splits
from finetooth.core.rows import Rows
from finetooth.stages.tune import drawn_by_chance


def splits(role: str = "train", times: tuple[str, str, str] | None = None) -> Splits:
    rows = Rows.of([{"text": f"row {n}", "label": "ab"[n % 2]} for n in range(3)])
    if times:
        rows = rows.with_column(pl.Series("time", times))
    train, validation = Rows(rows.table[:2]), Rows(rows.table[2:].with_columns(pl.lit(role).alias("role")))
    return Splits(train, validation, Rows(rows.table[:0]), Rows(rows.table[:0]))


def test_rows_that_chance_drew_are_counted():
    assert drawn_by_chance(splits()) == 1
    assert drawn_by_chance(splits(times=("2026-01-03", "2026-01-01", "2026-01-02"))) == 1


def test_rows_of_a_file_of_their_own_or_of_a_later_time_are_not_mixed_in():
    assert drawn_by_chance(splits(role="validation")) is None
    assert drawn_by_chance(splits(times=("2026-01-01", "2026-01-02", "2026-01-03"))) is None
