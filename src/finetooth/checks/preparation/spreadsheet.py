"""What a spreadsheet does to values when a file is opened and saved: one function a kind of damage."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from finetooth.checks.wording import counted, listed, part_of
from finetooth.core.finding import Severity

LONGEST_CELL = 32_767  # characters; a spreadsheet cuts what is longer
_DIGITS = 15  # a spreadsheet keeps this many digits of a number
_SCIENTIFIC = r"^-?\d(\.\d{1,5})?E\+\d{2}$"
_ERROR = r"^#(REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|N/A)$"
_LONG = r"^\d{16,25}$"
_CLOCK = r"^\d{1,2}[/.-]\d{1,2}[/.-](\d{2}|\d{4}) \d{1,2}[:.]\d{2}$"  # no seconds, no zone
_PADDED = r"^0\d/|/0\d/| 0\d:"
_NAMES = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_MONTH = rf"^(\d{{1,2}}-({_NAMES})|({_NAMES})-\d{{2}})$"
_ID = r"(?i)(^|[_\s-])(id|uuid|guid|key)$"
_POSTAL = r"(?i)(^|[_\s-])(zip|zip_?code|post(al)?_?code|plz)$"
_MOSTLY = 0.9


@dataclass(frozen=True)
class Damage:
    """One kind of damage in one column: what to say, the rows it is in, and how much it matters."""

    told: str
    rows: pl.Series
    severity: Severity = Severity.WARNING


def damages(name: str, ids: pl.Series, values: pl.Series) -> Iterator[Damage]:
    """Yield the damage in one column; ``values`` is String, aligned with ``ids``."""
    filled = pl.DataFrame({"id": ids, "value": values.str.strip_chars()}).filter(pl.col("value").fill_null("") != "")
    if filled.is_empty():
        return
    for kind in _KINDS:
        found = kind(name, filled)
        if found is not None:
            yield found


def _matching(filled: pl.DataFrame, pattern: str) -> pl.DataFrame:
    return filled.filter(pl.col("value").str.contains(pattern))


def _scientific(name: str, filled: pl.DataFrame) -> Damage | None:
    """Whole numbers of 12 digits and more that were shown, and saved, as 5.70306E+17."""
    large = _matching(filled, _SCIENTIFIC).filter(pl.col("value").str.slice(-2).cast(pl.Int64, strict=False) >= 11)
    whole = filled["value"].str.contains(r"^\d{12,}$").sum()
    if large.is_empty() or large.height + int(whole or 0) < _MOSTLY * filled.height:
        return None
    lost = large.height - large["value"].n_unique()
    told = (
        f"column {name!r}: {part_of(large.height, filled.height, 'number')} in scientific notation "
        f"({listed(large['value'].unique(maintain_order=True).to_list(), 1)}), so that {lost:,} repeat another"
    )
    return Damage(told, large["id"])


def _digits_lost(name: str, filled: pl.DataFrame) -> Damage | None:
    """Long ids whose digits behind the 15th are all zeros, more of them than chance would give."""
    long = _matching(filled, _LONG)
    cut = long.filter(pl.col("value").str.slice(_DIGITS).str.contains(r"^0+$"))
    chance = 10.0 ** (_DIGITS - float(str(long["value"].str.len_chars().mean() or _DIGITS)))
    if cut.height < 3 or cut.height < _MOSTLY * long.height or chance**cut.height > 1e-6:
        return None
    told = f"column {name!r}: {part_of(cut.height, filled.height, 'id')} with zeros behind the 15th digit"
    return Damage(told, cut["id"])


def _formula_error(name: str, filled: pl.DataFrame) -> Damage | None:
    """Cells that were taken for a formula: what starts with = or - becomes #NAME?."""
    errors = _matching(filled, _ERROR)
    if errors.is_empty() or set(errors["value"]) == {"#N/A"}:
        return None
    return Damage(f"column {name!r}: {counted(errors.height, 'cell')} with {listed(_distinct(errors))}", errors["id"])


def _cut(name: str, filled: pl.DataFrame) -> Damage | None:
    """Texts that end where a spreadsheet's cell ends."""
    cut = filled.filter(pl.col("value").str.len_chars() == LONGEST_CELL)
    if cut.is_empty():
        return None
    return Damage(f"column {name!r}: {counted(cut.height, 'cell')} cut at {LONGEST_CELL:,} characters", cut["id"])


def _dates(name: str, filled: pl.DataFrame) -> Damage | None:
    """Times written as a spreadsheet writes them by default: seconds and zone are gone."""
    clock = _matching(filled, _CLOCK)
    if clock.height < max(3, _MOSTLY * filled.height) or clock["value"].str.contains(_PADDED).any():
        return None
    told = (
        f"column {name!r}: {part_of(clock.height, filled.height, 'time')} as a spreadsheet writes them "
        f"({listed([clock['value'][0]])}), without seconds and zone"
    )
    return Damage(told, clock["id"], Severity.INFO)


def _months(name: str, filled: pl.DataFrame) -> Damage | None:
    """Values such as 3-1 or a gene's name that became 3-Jan or 1-Mar, among values that are no dates."""
    months = _matching(filled, _MONTH)
    if months.is_empty() or months.height > filled.height / 2:
        return None
    told = f"column {name!r}: {counted(months.height, 'value')} turned into a date ({listed(_distinct(months), 3)})"
    return Damage(told, months["id"])


def _zeros(name: str, filled: pl.DataFrame) -> Damage | None:
    """Padded numbers of one width (00042) beside shorter ones, or postal codes that are short of a digit."""
    numbers = _matching(filled, r"^\d{1,12}$").with_columns(pl.col("value").str.len_chars().alias("width"))
    if numbers.height < max(3, _MOSTLY * filled.height):
        return None
    padded = numbers.filter(pl.col("value").str.starts_with("0") & (pl.col("width") > 1))
    postal = pl.Series([name]).str.contains(_POSTAL).item()
    width = int(str((numbers if padded.is_empty() else padded)["width"].mode().max()))
    short = numbers.filter((pl.col("width") < width) & (pl.col("width") >= width - 2) & (width >= 3))
    usual = numbers.filter(pl.col("width") == width).height
    if short.is_empty() or (padded.is_empty() and not postal) or usual < numbers.height / 2:
        return None
    if not padded.is_empty() and padded["width"].n_unique() > 1:
        return None
    told = f"column {name!r}: {counted(short.height, 'number')} of fewer than {width} digits: leading zeros were lost"
    return Damage(told, short["id"])


def _repeated_ids(name: str, filled: pl.DataFrame) -> Damage | None:
    """An id that a few rows share: a remark, since nothing tells why."""
    if not pl.Series([name]).str.contains(_ID).item():
        return None
    repeats = filled.filter(~pl.col("value").is_first_distinct())
    if repeats.is_empty() or repeats.height > 0.05 * filled.height:
        return None
    return Damage(f"column {name!r}: {counted(repeats.height, 'id')} repeated", repeats["id"], Severity.INFO)


def _distinct(found: pl.DataFrame) -> list[str]:
    return found["value"].unique(maintain_order=True).to_list()


_KINDS: tuple[Callable[[str, pl.DataFrame], Damage | None], ...] = (
    _scientific,
    _digits_lost,
    _formula_error,
    _cut,
    _dates,
    _months,
    _zeros,
    _repeated_ids,
)
