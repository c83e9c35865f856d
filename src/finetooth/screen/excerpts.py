"""Rows on the screen, one line each: name, a little of the text, label, and the row it was matched with."""

from collections.abc import Sequence

from rich.text import Text

from finetooth.core.finding import Verdict
from finetooth.report.numbers import known
from finetooth.report.rows_told import ToldRow
from finetooth.screen.clean import clean
from finetooth.screen.wording import row_names

_ALONE, _BESIDE = 64, 34
_NAMED = 6


def excerpt(row: ToldRow) -> Text:
    """Return `131 ~ 17  0.93  pos | neg  “a little of the text” ~ “the other”`, cut by the terminal where it is narrow.

    What names the rows stands first, so that it is never cut. Where both texts are the same the other is not repeated.
    """
    partner = row.partner
    same = partner is not None and row.text is not None and partner.text == row.text
    told = Text(row.name, "bold")
    told += Text() if partner is None else Text(" = " if same else " ~ ", "dim") + Text(partner.name, "bold")
    told += (Text() if same else _score(row)) + _labels(row) + _text(row, _BESIDE if partner and not same else _ALONE)
    told += _text(partner, _BESIDE, " ~ ") if partner and not same else Text()
    told.no_wrap, told.overflow = True, "ellipsis"
    return told


def without_mirrors(rows: Sequence[ToldRow]) -> list[ToldRow]:
    """Leave out a row that stands with the same partner already: of two that are matched with each other the second."""
    kept: list[ToldRow] = []
    pairs: set[tuple[int, int]] = set()
    for row in rows:
        if row.partner is None or (row.partner.id, row.id) not in pairs:
            kept.append(row)
            pairs |= {(row.id, row.partner.id)} if row.partner else set()
    return kept


def rest(verdict: Verdict, shown: Sequence[ToldRow], everything: bool = False) -> Text | None:
    """Return the names of the rows that were not ``shown``: `and 1,195 more: 4, 5 …`; None where there are none."""
    named = {one.id for row in shown for one in (row, row.partner) if one}
    left = [row for row in dict.fromkeys(verdict.rows) if row not in named]
    if not left:
        return None
    names = row_names(left, len(left) if everything else _NAMED).partition(" … ")
    more = " …" if names[1] else ""
    head = f"and {len(left):,} more: " if shown else ""
    return Text(f"{head}{names[0]}{more}" if shown else "".join(names), "dim")


def _score(row: ToldRow) -> Text:
    score = known(row.score)
    return Text() if score is None or score == 1.0 else Text(f"  {score:.2g}", "cyan")


def _labels(row: ToldRow) -> Text:
    """Return the row's label, and its partner's where that is another one."""
    both = [row.label, row.partner.label if row.partner else row.label]
    told = " | ".join(clean(label, 40) if label is not None else "(none)" for label in dict.fromkeys(both))
    return Text() if both == [None, None] else Text("  ") + Text(told, "dim")


def _text(row: ToldRow, room: int, before: str = "  ") -> Text:
    text = clean(row.text, room) if row.text is not None else ""
    return Text(before) + (Text(f"“{text}”") if text else Text("(no text)", "dim"))
