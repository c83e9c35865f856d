"""Facts on the rows that judge: those that are there, or those that the recipe will set apart."""

from dataclasses import dataclass

import polars as pl

from finetooth.core.facts import fact
from finetooth.core.results import Splits
from finetooth.core.rows import Rows
from finetooth.facts.labels import label_sets, one_spelling
from finetooth.facts.text import is_blank
from finetooth.recipe.sections import Recipe

JUDGING = ("validation", "test")


@dataclass(frozen=True)
class JudgingSide:
    """A side that judges: how many rows of each class it has, or is going to have (``planned``)."""

    name: str
    counts: pl.DataFrame  # label, rows: Float64, as a plan falls between whole rows; a row counts for each label
    planned: bool
    rows: int  # with a label


def share_for(rows: int) -> float:
    """Return the share of rows to set apart: 500 rows where that is 10 to 20 %, fewer of large data."""
    if rows < 5_000:
        return max(0.1, min(0.2, 500 / max(1, rows)))
    return max(0.01, min(0.1, 2_500 / rows))


@fact
def judging_sides(recipe: Recipe, rows: Rows | None = None, splits: Splits | None = None) -> tuple[JudgingSide, ...]:
    """Validation and test as they are, else as they stand in the files, else as ``prepare`` will draw them."""
    if splits is not None:
        sides = {"validation": splits.validation, "test": splits.test}
        return tuple(JudgingSide(name, _counts(side.labels), False, _labelled(side)) for name, side in sides.items())
    if rows is None:
        return ()
    train = _counts(rows.role("train").labels)
    asked = {"validation": recipe.prepare.validation_size, "test": recipe.prepare.test_size}
    sides_found = []
    for name in JUDGING:
        there = _counts(rows.role(name).labels)
        share = asked[name] or share_for(len(rows.role("train")))
        planned = there.is_empty()
        counts = train.with_columns(pl.col("rows") * share) if planned else there
        labelled = round(_labelled(rows.role("train")) * share) if planned else _labelled(rows.role(name))
        sides_found.append(JudgingSide(name, counts, planned, labelled))
    return tuple(sides_found)


def _labelled(rows: Rows) -> int:
    return int((~is_blank(rows.labels)).sum())


def _counts(labels: pl.Series) -> pl.DataFrame:
    single = one_spelling(label_sets(labels).explode().alias("label"))
    known = single.filter(~is_blank(single)).to_frame()
    return known.group_by("label").agg(pl.len().cast(pl.Float64).alias("rows")).sort("rows", "label")
