"""QTY004: how many rows are left when copies do not count."""

import polars as pl

from finetooth.checks.wording import SHOWN, counted, listed, percent
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.statistics import Statistics

MUCH = 0.05  # of the rows; what copies take of the precision of a score grows with the square root
WORST = 0.25


class EffectiveSize(Check):
    """Much of the data is copies.

    Why: 5,000 rows of which a fifth are copies teach what 4,000 do, and the rows a class seems to have may not be there
    (Lee et al. 2022, "Deduplicating training data makes language models better").
    Fix: let prepare drop the copies (PRE003, PRE004; near copies after review), then count again what each class needs.
    Blind: rows that say the same in other words (PRE014), and long rows that share a passage.
    """

    code = "QTY004"
    tasks = BOTH
    severity = Severity.INFO
    bad = [[{"text": f"Order {n % 15} arrived", "label": "fine"} for n in range(20)]]
    good = [[{"text": f"Order {n} arrived", "label": "fine"} for n in range(20)]]

    def judge(self, train_keys: pl.DataFrame, near_pairs: pl.DataFrame | None = None) -> Finding | Passed:
        """Count the training rows that differ, in all and by class."""
        if train_keys.is_empty():
            raise NotApplicable("there are no training rows with text")
        rows = train_keys.height
        distinct = _different(train_keys, near_pairs)
        lost = 1 - distinct.height / rows
        kinds = "exact, normalised and near copies" if near_pairs is not None else "exact and normalised copies"
        told = f"{counted(rows, 'training row')}, {distinct.height:,} different ({kinds} take {percent(lost)})"
        classes = _by_class(train_keys, distinct)
        worst = classes.filter(pl.col("lost") >= WORST).head(SHOWN)
        if worst.height:
            label, left, of = worst.row(0)[:3]
            told += f"; {counted(worst.height, 'class', 'classes')} lose a quarter or more"
            told += f", as {listed([label])}: {left:,} of {of:,}"
        evidence = {"rows": rows, "different": distinct.height, "classes": worst.rows(), "much": MUCH}
        if lost < MUCH and worst.is_empty():
            return Passed(told, evidence)
        severity = Severity.WARNING if lost >= WORST else None
        return Finding(told, (), evidence, severity, Statistics.of(rows, rows - distinct.height, threshold=MUCH))


def _different(train_keys: pl.DataFrame, near_pairs: pl.DataFrame | None) -> pl.DataFrame:
    """Return the first row of each text, without those that nearly repeat an earlier one."""
    first = train_keys.unique("key", keep="first", maintain_order=True)
    if near_pairs is None:
        return first
    near = near_pairs.filter(pl.col("kind") == "near").select("left", "right")
    inside = near.join(first.select(pl.col("id").alias("left")), on="left")
    return first.join(inside.select(pl.col("right").alias("id")).unique(), on="id", how="anti", maintain_order="left")


def _by_class(train_keys: pl.DataFrame, distinct: pl.DataFrame) -> pl.DataFrame:
    """Return ``label, left, of, lost`` of each class of at least ten rows, what loses most first."""
    of = train_keys.drop_nulls("label").group_by("label").agg(pl.len().alias("of")).filter(pl.col("of") >= 10)
    left = distinct.group_by("label").agg(pl.len().alias("left"))
    both = of.join(left, on="label", how="left").with_columns(pl.col("left").fill_null(0))
    lost = both.select("label", "left", "of", (1 - pl.col("left") / pl.col("of")).alias("lost"))
    return lost.sort("lost", "label", descending=[True, False])
