"""Labels that are numbers: which texts are, and what they are worth."""

import polars as pl

_NUMBER = r"^\s*[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?\s*$"


def numbers_of(labels: pl.Series) -> pl.Series:
    """Return each label's number, Float64; null where it is none, or not finite."""
    found = labels.set(~labels.str.contains(_NUMBER).fill_null(False), None).str.strip_chars()
    values = found.cast(pl.Float64, strict=False)
    return values.set(~values.is_finite().fill_null(False), None)


def number_of(label: str) -> float:
    """Return a label's number. Raises ValueError where it is none."""
    value = numbers_of(pl.Series([label], dtype=pl.String))[0]
    if value is None:
        raise ValueError(f"{label!r} is no number")
    return float(value)


def look_graded(labels: pl.Series) -> bool:
    """Whether labels look like grades: three whole numbers or more, without a gap."""
    known = labels.drop_nulls().unique()
    values = numbers_of(known)
    if len(known) < 3 or values.null_count() or (values != values.round()).any():
        return False
    return float(values.max()) - float(values.min()) == values.n_unique() - 1  # type: ignore[arg-type]
