"""Facts on the columns of the files that are neither the text nor the label."""

import polars as pl

from finetooth.core.facts import fact
from finetooth.core.rows import LABEL_JOINT, Rows
from finetooth.recipe.sections import Recipe

_NOTHING = ("", "na", "n/a", "nan", "null", "none", "-", "?")  # how people write that there is no value


_NEARLY = 0.99
_ITEM = r'"[^"]*"|-?\d+(\.\d+)?'  # of a list as JSON writes it


@fact
def cells(rows: Rows, columns: pl.DataFrame) -> pl.DataFrame:
    """The other columns of the rows that are still there: ``id`` and String columns, aligned with ``rows``."""
    return rows.table.select("id").join(columns, on="id", how="left", maintain_order="left")


@fact
def label_copies(rows: Rows, cells: pl.DataFrame, recipe: Recipe) -> frozenset[str]:
    """The names of the columns that are the label itself."""
    labelled = rows.labels.is_not_null()
    if not labelled.any():
        return frozenset()
    labels = rows.labels.filter(labelled)
    same = {name for name in _names(cells) if _says(cells[name].filter(labelled), labels, recipe.data.label_separator)}
    asked = {recipe.data.label_column or ""}
    return frozenset(same | asked & set(_names(cells)))


@fact
def train_cells(rows: Rows, cells: pl.DataFrame, label_copies: frozenset[str]) -> pl.DataFrame:
    """The cells of the labelled training rows, without the label's own column; ``id`` and ``label`` stand first."""
    table = cells.drop(sorted(label_copies & set(cells.columns)))
    taken = [name for name in table.columns if name != "id"]
    table = table.rename({name: f"column {name}" for name in taken})
    kept = (rows.table["role"] == "train") & rows.labels.is_not_null()
    return table.with_columns(rows.labels.alias("label")).filter(kept).select("id", "label", pl.exclude("id", "label"))


def named(column: str) -> str:
    """Return the name in the file of a column of ``train_cells``."""
    return column.removeprefix("column ")


def present(values: pl.Series) -> pl.Series:
    """Return the values without outer spaces, null where a cell is empty or says that there is nothing."""
    trimmed = values.str.strip_chars()
    return trimmed.set(trimmed.str.to_lowercase().is_in(list(_NOTHING)), None)


def _says(values: pl.Series, labels: pl.Series, separator: str | None) -> bool:
    """Whether a column's values are the labels, as they are or as lists of several."""
    if _bare(values).eq_missing(_bare(labels)).all():  # prepare may have spelled the labels alike
        return True
    listed = values.str.starts_with("[")
    if separator is None and not listed.fill_null(False).any():
        return False
    parts = values.str.split(separator) if separator else values.str.extract_all(_ITEM)
    several = parts.list.eval(pl.element().str.strip_chars(' "')).list.unique().list.sort().list.join(LABEL_JOINT)
    said = several.set((values.str.strip_chars() == "[]").fill_null(False), "")
    return int((said == labels).sum()) >= _NEARLY * len(labels)


def _bare(values: pl.Series) -> pl.Series:
    return values.str.strip_chars().str.replace_all(r"\s+", " ").str.to_lowercase()


def _names(cells: pl.DataFrame) -> list[str]:
    return [name for name in cells.columns if name != "id"]
