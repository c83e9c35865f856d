"""The header of a delimited file: names for its columns, and the suspicion that there is none."""

from collections import Counter
from collections.abc import Sequence

import polars as pl

from finetooth.core.errors import UserError
from finetooth.sources.columns import WELL_KNOWN

_SENTENCE_WORDS = 8
_SENTENCE_LENGTH = 80
_FEW_ROWS = 20


def names(header: Sequence[str] | None, width: int, where: str) -> list[str]:
    """Return one name a column: ``column_N`` where there is none. Raises UserError where a name stands twice."""
    given = [name.strip() for name in header] if header is not None else [""] * width
    complete = [name or f"column_{number}" for number, name in enumerate(given, 1)]
    twice = [name for name, count in Counter(complete).items() if count > 1]
    if twice:
        fix = "rename one of them; if the first line holds data and no names, set data.header: false"
        raise UserError(f"these column names stand twice: {', '.join(twice[:10])}", f"{where}:1", fix)
    return complete


def must_be_names(header: Sequence[str], table: pl.DataFrame, where: str) -> None:
    """Raise UserError where the first record looks like data rather than column names."""
    cells = [cell.strip() for cell in header]
    if any(cell.lower() in WELL_KNOWN for cell in cells):
        return
    reason = _looks_like_data(cells, table)
    if reason:
        fix = (
            "set data.header: false if it is data (columns are then column_1, ...), data.header: true if it holds "
            "names; delete what stands above the names"
        )
        raise UserError(f"the first line does not look like column names: {reason}", f"{where}:1", fix)


def _looks_like_data(cells: list[str], table: pl.DataFrame) -> str:
    for cell in cells:
        if len(cell.split()) >= _SENTENCE_WORDS or len(cell) > _SENTENCE_LENGTH:
            return f"{cell[:60]!r} reads like a text"
    numbers = [cell for cell in cells if _is_number(cell)]
    if numbers and cells != [str(place) for place in range(len(cells))]:  # 0, 1, 2 is how unnamed columns are written
        return f"{numbers[0]!r} is a number"
    if len(cells) == 1 and len(cells[0].split()) > 1:
        return f"{cells[0][:60]!r} is several words"
    return _recurs(cells, table)


def _recurs(cells: list[str], table: pl.DataFrame) -> str:
    """Tell a cell that is also a value of its column. Rows that repeat the whole header do not count."""
    others = table.filter(
        ~pl.all_horizontal(pl.col(name) == cell for name, cell in zip(table.columns, cells, strict=True))
    )
    for name, cell in zip(table.columns, cells, strict=True):
        count = int((others[name] == cell).sum()) if cell else 0
        if count >= (1 if others.height < _FEW_ROWS else 2):
            return f"{cell[:60]!r} is also the value of {count} of {others.height} records in its column"
    return ""


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True
