"""How findings put counts, shares and row names: in plain words for the message, in plain lists for the evidence."""

from collections.abc import Iterable, Sequence

import polars as pl

from finetooth.core.rows import name_of

SHOWN = 10  # how many rows, groups or names a piece of evidence lists
_LONGEST = 40  # characters of one label in a message
BASELINES = {
    "majority": "majority class",
    "stratified_guess": "guess by class shares",
    "tfidf_logistic_regression": "TF-IDF + logistic regression",
    "frozen_logistic_regression": "frozen base + logistic regression",
    "label_rates": "each label’s share",
    "mean": "mean of the training rows",
    "tfidf_ridge": "TF-IDF + ridge",
    "frozen_ridge": "frozen base + ridge",
    "nearest_centroid": "nearest class centroid",
    "base_model": "base model",
}


def baseline_title(baseline: str) -> str:
    """Return a baseline's name for readers."""
    return BASELINES.get(baseline, baseline.replace("_", " "))


def counted(number: int, one: str = "row", many: str = "") -> str:
    """Return ``1 row`` or ``9,000 rows``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """Return a share as ``0.4 %``; what is above 0 or below 1 never reads as 0 or 100."""
    if 0 < share < 0.001:
        return "< 0.1 %"
    return "> 99.9 %" if 0.999 < share < 1 else f"{100 * share:.1f} %"


def part_of(part: int, whole: int, one: str = "row", many: str = "") -> str:
    """Return ``37 of 9,000 rows (0.4 %)``."""
    return f"{part:,} of {counted(whole, one, many)} ({percent(part / max(whole, 1))})"


def listed(names: Sequence[object], most: int = 5) -> str:
    """Return ``'a', 'b', 'c' and 4 more``."""
    shown = ", ".join(repr(_short(str(name))) for name in names[:most])
    return f"{shown} and {len(names) - most:,} more" if len(names) > most else shown


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"


def names(ids: Iterable[int], most: int = SHOWN) -> list[int | str]:
    """Return the names people see of the first rows."""
    return [name_of(row) for row in list(ids)[:most]]


def frequencies(values: pl.Series) -> dict[str, int]:
    """Return how often each value stands in a series, the most frequent first, ties by name."""
    counts = values.drop_nulls().cast(pl.String).alias("value").to_frame().group_by("value").len()
    return dict(counts.sort("len", "value", descending=[True, False]).head(SHOWN).iter_rows())


def groups(frame: pl.DataFrame, *by: str) -> list[list[int | str]]:
    """Return the names of the rows that belong together in ``frame`` (with a column ``id``), largest groups first."""
    together = frame.group_by(*by, maintain_order=True).agg(pl.col("id"))
    largest = together.sort(pl.col("id").list.len(), descending=True, maintain_order=True).head(SHOWN)
    return [names(ids) for ids in largest["id"].to_list()]
