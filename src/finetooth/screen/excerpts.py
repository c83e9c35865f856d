"""Rows on the screen, one line each: name, a little of the text, label, and the row it was matched with."""

from rich.text import Text

from finetooth.core.finding import Verdict
from finetooth.report.numbers import known, plain
from finetooth.report.rows_told import ToldRow
from finetooth.screen.clean import clean, safe
from finetooth.screen.wording import row_names

_ALONE, _BESIDE = 64, 34
_NAMED = 8


def excerpt(row: ToldRow) -> Text:
    """Return `131  0.93  pos “a little of the text” ~ 17  neg “the other”`, cut by the terminal where it is narrow.

    Where both texts are the same the other is not repeated: `= 17  neg`.
    """
    partner = row.partner
    same = partner is not None and row.text is not None and partner.text == row.text
    room = _BESIDE if partner and not same else _ALONE
    told = Text(row.name, "bold") + (Text() if same else _score(row)) + _label(row) + _text(row, room)
    if partner:
        told += Text(" = " if same else " ~ ", "dim") + Text(partner.name, "bold") + _label(partner)
        told += Text() if same else _text(partner, room)
    told.no_wrap, told.overflow = True, "ellipsis"
    return told


def rest(verdict: Verdict, shown: int, everything: bool = False) -> Text | None:
    """Return the names of the rows after the first ``shown``: `and 1,195 more: 4, 5 …`; None where there are none."""
    rows = list(dict.fromkeys(verdict.rows))
    left = rows[shown:]
    if not left:
        return None
    names = row_names(left, len(left) if everything else _NAMED).partition(" … ")
    more = " …" if names[1] else ""
    head = f"and {len(left):,} more: " if shown else ""
    return Text(f"{head}{names[0]}{more}" if shown else "".join(names), "dim")


def _score(row: ToldRow) -> Text:
    score = known(row.score)
    return Text() if score is None or score == 1.0 else Text(f"  {plain(score)}", "cyan")


def _label(row: ToldRow) -> Text:
    return Text() if row.label is None else Text("  ") + safe(row.label, "dim", 40)


def _text(row: ToldRow, room: int) -> Text:
    text = clean(row.text, room) if row.text is not None else ""
    return Text(f"  “{text}”") if text else Text("  (no text)", "dim")
