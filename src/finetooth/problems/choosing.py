"""Which kind of problem the rows pose: what the recipe says, held against their labels."""

from collections.abc import Mapping

import polars as pl

from finetooth.core.errors import UserError
from finetooth.core.rows import LABEL_JOINT, Rows
from finetooth.problems.numbers import look_graded, numbers_of
from finetooth.problems.problem import MULTI, ORDINAL, REGRESSION, SINGLE

AUTO = "auto"
FEW = 20  # rows, and distinct labels
WHERE = "recipe: problem_type"
_NUMBERS = {ORDINAL: "grades are numbers, such as 1 to 5", REGRESSION: "what is predicted is a number"}


def problem_type_of(asked: str, rows: Rows, files: Mapping[str, str] | None = None) -> str:
    """Return what kind of problem the rows pose; ``files`` are their locations by role.

    Several labels in a row show by themselves; that numbers are grades, or to be predicted as such, does not. Raises
    UserError where the labels contradict what is asked for.
    """
    several = rows.labels.str.contains(LABEL_JOINT, literal=True).fill_null(False)
    if asked == AUTO and not several.any():
        _must_be_few(rows, files)
    if asked == AUTO:
        return MULTI if several.any() else SINGLE
    if several.any() and asked != MULTI:
        what = f"a row has several labels, and `problem_type: {asked}` takes one"
        raise UserError(what, _place(rows, several, files), "set problem_type: multi_label_classification, or auto")
    if asked in _NUMBERS:
        filled = rows.labels.str.strip_chars().fill_null("") != ""
        odd = filled & numbers_of(rows.labels).is_null()
        if odd.any():
            value = rows.labels.filter(odd)[0]
            what = f"the label {value!r} is no number, and `problem_type: {asked}` needs them: {_NUMBERS[asked]}"
            fix = "mend the label, name another data.label_column, or set problem_type: single_label_classification"
            raise UserError(what, _place(rows, odd, files), fix)
    return asked


def _must_be_few(rows: Rows, files: Mapping[str, str] | None) -> None:
    """Raise UserError where numbers are about as many as rows: they are amounts, and no names of classes."""
    train = rows.role("train").labels.drop_nulls()
    distinct = train.n_unique()
    if len(train) >= FEW and distinct > FEW and distinct > len(train) / 2 and not numbers_of(train).null_count():
        what = f"the labels are {distinct:,} distinct numbers in {len(train):,} rows, too many for classes"
        fix = "set problem_type: regression to predict numbers, or name another data.label_column"
        raise UserError(what, (files or {}).get("train", "data.train"), fix)


def advice(problem_type: str, labels: pl.Series) -> str:
    """Say that labels look like grades, where they are taken as classes; empty where there is nothing to say."""
    if problem_type != SINGLE or not look_graded(labels):
        return ""
    values = numbers_of(labels.drop_nulls().unique())
    ends = f"{int(values.min())} to {int(values.max())}"  # type: ignore[arg-type]
    return f"labels are whole numbers from {ends}: if they are grades, set problem_type: ordinal (or regression)"


def _place(rows: Rows, odd: pl.Series, files: Mapping[str, str] | None) -> str:
    role, line = rows.table.filter(odd).select("role", "line").row(0)
    file = (files or {}).get(role, f"data.{role}")
    return file if line is None else f"{file}:{line}"
