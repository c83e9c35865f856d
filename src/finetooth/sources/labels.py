"""Labels that cannot train a classifier: a free text, or a single class."""

import polars as pl

from finetooth.core.errors import UserError
from finetooth.core.rows import LABEL_JOINT
from finetooth.problems.numbers import numbers_of

_FEW_ROWS = 20
_FEW_LABELS = 20


def must_be_classes(labels: pl.Series, column: str, where: str) -> None:
    """Raise UserError where the labels of training rows are free text or fewer than two classes.

    Of rows with several labels each label counts by itself. Numbers may be many: they may be what is predicted.
    """
    filled = labels.drop_nulls().str.split(LABEL_JOINT).explode()
    filled = filled.filter(filled.str.strip_chars() != "")
    classes = filled.n_unique()
    if (
        len(labels) >= _FEW_ROWS
        and classes > _FEW_LABELS
        and classes > max(len(labels), len(filled)) / 2
        and numbers_of(filled).null_count()
    ):
        what = f"the label column {column} looks like free text: {classes:,} distinct values in {len(labels):,} rows"
        raise UserError(what, where, "set data.label_column to the column that holds the classes")
    if classes < 2:
        only = f" ({filled[0]!r})" if classes else ""
        what = f"the label column {column} holds {classes} {'class' if classes == 1 else 'classes'}{only}"
        raise UserError(
            f"{what}, but classification needs two", where, "add rows of another class, or set data.label_column"
        )
