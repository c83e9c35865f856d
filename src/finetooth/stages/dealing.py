"""Dealing: which rows teach, which judge and which test, and what is said of each."""

from collections.abc import Callable

import polars as pl

from finetooth.core.errors import UserError
from finetooth.core.ledger import Ledger
from finetooth.core.results import Splits
from finetooth.core.rows import Rows, role_of
from finetooth.core.run import Work
from finetooth.facts.split_sizes import share_for
from finetooth.problems.problem import SINGLE
from finetooth.recipe.sections import Prepare
from finetooth.stages.splitting import assign, assign_by_time, untimed

SIDES = ("train", "validation", "test")


def deal(
    rows: Rows,
    options: Prepare,
    tied: Callable[[Rows], pl.Series],
    seed: int,
    tuning: bool,
    problem_type: str = SINGLE,
) -> Splits:
    """Use the splits that files give; set apart the missing ones from the training rows.

    ``tied`` gives each training row a number; rows that share it stay on one side.
    """
    given, train = {role: rows.role(role) for role in SIDES[1:]}, rows.role("train")
    usual = share_for(len(train))
    validation = 0.0 if len(given["validation"]) else options.validation_size or usual * (1 + tuning / 4)
    test = 0.0 if len(given["test"]) else options.test_size or usual
    by = assign_by_time if options.split == "time" else assign
    side = by(train, tied(train), validation, test, seed, problem_type)
    parts = {name: Rows(train.table.filter(side == name)) for name in SIDES}
    made = {name: given[name] if len(given[name]) else parts[name] for name in SIDES[1:]}
    return Splits(parts["train"], made["validation"], made["test"], rows.role("field"))


def told_of_times(work: Work, rows: Rows, options: Prepare) -> None:
    """Say it where rows were split by time that have none: whether they are older than the test nobody knows."""
    if options.split == "time" and (told := untimed(rows.role("train"))):
        work.note(told)


def assignments(splits: Splits, by_time: bool = False) -> pl.DataFrame:
    """Return an entry for each row: the side it is on, and why."""
    empty = pl.lit(None, pl.String)
    others = (splits.validation, splits.test)
    drawn = any((part.table["role"] == "train").any() for part in others)
    tables: list[pl.DataFrame] = [
        part.table.select(
            pl.col("id").alias("row"),
            pl.lit("assign").alias("action"),
            pl.lit("split").alias("column"),
            empty.alias("before"),
            pl.lit(name).alias("after"),
            pl.when(pl.col("role") == name)
            .then(
                pl.lit("left after the other splits were drawn" if name == "train" and drawn else "given by its file")
            )
            .otherwise(pl.lit("the youngest rows judge" if by_time else "drawn by seed"))
            .alias("reason"),
        )
        for name, part in vars(splits).items()
    ]
    return pl.concat(tables)


def must_be_there(read: Rows, ledger: Ledger, mended: Rows, entries: Ledger) -> None:
    """Raise UserError when a file was given and none of its rows is left: another split must not take its place."""
    given = {role_of(row) for row in (*read.ids, *ledger.gone())}
    for role in given - set(mended.table["role"]):
        fix = f"mend or leave out data.{role}, or look at it with `finetooth audit`"
        raise UserError(f"no row of data.{role} could be used{dropped(entries)}", f"data.{role}", fix)


def dropped(entries: Ledger) -> str:
    """Say how many rows each check dropped; "" where none did."""
    counts = entries.counts().filter(pl.col("action") == "drop")
    told = ", ".join(f"{check} {rows:,}" for check, rows in counts.select("check", "rows").iter_rows())
    return f" (dropped by check: {told})" if told else ""
