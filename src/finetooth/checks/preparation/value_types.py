"""What type a value looks like: for columns that should hold one."""

from typing import Any

import polars as pl

# the first that matches wins
TYPES: dict[str, str] = {
    "whole number": r"^[+-]?\d{1,18}$",
    "number": r"^[+-]?(\d{1,15}\.\d*|\.\d+|\d{1,15}(\.\d+)?[eE][+-]?\d{1,3}|\d{1,3}(,\d{3})+(\.\d+)?)$",
    "number with a decimal comma": r"^[+-]?\d{1,15},\d{1,2}$|^[+-]?\d{1,3}(\.\d{3})+,\d+$|^[+-]?0,\d+$",
    "truth value": r"^(?i)(true|false|yes|no)$",
    "date as 2024-03-01": r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$",
    "date as 3/1/2024": r"^\d{1,2}/\d{1,2}/(\d{4}|\d{2})([ T]\d{1,2}:\d{2}(:\d{2})?( ?[AaPp][Mm])?)?$",
    "date as 1.3.2024": r"^\d{1,2}\.\d{1,2}\.(\d{4}|\d{2})([ T]\d{1,2}[:.]\d{2}([:.]\d{2})?)?$",
    "date as 1-3-2024": r"^\d{1,2}-\d{1,2}-\d{4}([ T]\d{1,2}[:.]\d{2}([:.]\d{2})?)?$",
    "UUID": r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
    "address": r"^(?i)(https?://|www\.)\S+$",
    "JSON": r"^\s*(\{\s*\".*\}|\[\s*[\[{\"].*\]|\[\]|\{\})\s*$",
}
WORDS = "words"
DATES = tuple(name for name in TYPES if name.startswith("date"))
NUMBERS = ("whole number", "number")


def types_of(values: pl.Series) -> pl.Series:
    """Return the type each value looks like, null where there is none."""
    kinds: Any = pl.when(pl.lit(False)).then(None)
    for name, pattern in TYPES.items():
        kinds = kinds.when(pl.col("value").str.contains(pattern)).then(pl.lit(name))
    named = kinds.when(pl.col("value").is_not_null()).then(pl.lit(WORDS))
    return values.str.strip_chars().rename("value").to_frame().select(named.alias("type")).to_series()
