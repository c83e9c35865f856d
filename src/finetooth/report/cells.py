"""Cells of a CSV that a spreadsheet may open: none of them runs (OWASP: CSV injection)."""

import re

import polars as pl

_UNSEEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2060\ufeff"  # some programs drop these when they open a file
_FORMULA = f"^[{_UNSEEN}]*[-=+@\t\r\n\uff0b\uff0d\uff1d\uff20]"  # the last four: full width, as in East Asian editions
_NUMBER = r"[+-]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?"


def safe_cell(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: with `'` before it; a plain number stays one."""
    return "'" + cell if re.match(_FORMULA, cell) and not re.fullmatch(_NUMBER, cell) else cell


def is_formula(column: str) -> pl.Expr:
    """Whether a spreadsheet would take a text of this column for a formula."""
    cell = pl.col(column)
    return (cell.str.contains(_FORMULA) & ~cell.str.contains(f"^(?:{_NUMBER})$")).fill_null(False)


def safe_column(column: str) -> pl.Expr:
    """Return a column of texts as ``safe_cell`` would leave each."""
    return pl.when(is_formula(column)).then("'" + pl.col(column)).otherwise(pl.col(column)).alias(column)
