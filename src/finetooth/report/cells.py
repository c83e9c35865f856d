"""Cells of a CSV that a spreadsheet may open: none of them runs (OWASP: CSV injection)."""

import re

import polars as pl

_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = r"[+-]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?"


def safe_cell(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: with `'` before it; a plain number stays one."""
    return "'" + cell if cell.startswith(_STARTS) and not re.fullmatch(_NUMBER, cell) else cell


def is_formula(column: str) -> pl.Expr:
    """Whether a spreadsheet would take a text of this column for a formula."""
    cell = pl.col(column)
    starts = pl.any_horizontal(cell.str.starts_with(start) for start in _STARTS)
    return (starts & ~cell.str.contains(f"^(?:{_NUMBER})$")).fill_null(False)


def safe_column(column: str) -> pl.Expr:
    """Return a column of texts as ``safe_cell`` would leave each."""
    return pl.when(is_formula(column)).then("'" + pl.col(column)).otherwise(pl.col(column)).alias(column)
