"""What prepare would do, on the screen and as JSON: each fix with its count and the first rows before and after."""

from collections.abc import Iterator
from typing import Any

import polars as pl
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from finetooth.core.rows import name_of
from finetooth.preview import Change, Preview
from finetooth.report.numbers import count, plural
from finetooth.report.rows_told import label_told
from finetooth.screen.clean import clean, safe
from finetooth.screen.difference import marked

_FEW, _MANY = 4, 40
_WORDS = {"drop": "dropped", "edit": "edited", "weigh": "weighed less", "set aside": "set aside", "assign": "assigned"}


def changes_view(told: Preview, verbose: bool = False) -> RenderableType:
    """Return the fixes that are applied, then, apart, those that are not unless the recipe names them."""
    parts: list[RenderableType] = [Text(_summary(told), "bold"), Text()]
    for change in told.applied:
        parts += _change(change, _MANY if verbose else _FEW)
    if told.offered:
        parts += [Text("not applied unless prepare.fix names them, after a look", "bold"), Text()]
        for change in told.offered:
            parts += _change(change, _MANY if verbose else _FEW)
    return Group(*parts)


def changes_line(told: Preview, command: str) -> str:
    """Return the last line: the command that applies this, and how the reviewed kinds are added."""
    codes = ",".join(change.code for change in told.offered)
    more = f"; to apply these too: --set 'prepare.fix=[{codes}]'" if codes else ""
    return f"nothing was written; next: {command}{more}"


def changes_object(told: Preview) -> dict[str, Any]:
    """Return what `finetooth audit --diff --json` prints."""
    return {
        "rows": len(told.rows),
        "left": told.left,
        "applied": [_object(change) for change in told.applied],
        "offered": [_object(change) for change in told.offered],
    }


def entry_objects(entries: pl.DataFrame) -> list[dict[str, Any]]:
    """Return ledger entries as JSON objects, rows by the names that people see."""
    names = [name for name in entries.columns if name not in ("row", "stage", "check")]
    return [
        {"row": name_of(entry["row"]), **{name: entry[name] for name in names}}
        for entry in entries.iter_rows(named=True)
    ]


def entry_line(entry: dict[str, Any]) -> Text:
    """Return what happened to a row in one line: the change marked, or why it was dropped."""
    if entry["action"] == "edit":
        column = "" if entry["column"] in (None, "text") else f"{clean(entry['column'], 40)}: "
        return Text(column, "dim") + marked(label_told(entry["before"]), label_told(entry["after"]))
    text = clean(entry["before"] or "", 70)
    told = Text(f"“{text}”  " if text else "(no text)  ") if entry["action"] in ("drop", "set aside") else Text()
    reason = safe(entry["reason"] or "", "dim", 200)
    told += Text(_WORDS.get(entry["action"], str(entry["action"])), "red" if entry["action"] == "drop" else "")
    if entry["action"] in ("weigh", "assign"):
        told += Text(" to " if entry["action"] == "assign" else ": ") + safe(entry["after"] or "")
    return told + (Text(": ", "dim") + reason if reason.plain else Text())


def counted(entries: pl.DataFrame) -> str:
    """Return `12 rows dropped, 3 rows edited`."""
    counts = entries.group_by("action", maintain_order=True).agg(pl.col("row").n_unique())
    return ", ".join(f"{plural(rows, 'row')} {_WORDS.get(action, action)}" for action, rows in counts.iter_rows())


def _summary(told: Preview) -> str:
    if not told.applied:
        return f"prepare would change nothing: all {count(len(told.rows))} rows stay as they are"
    entries = pl.concat(change.entries.select("row", pl.col("action").cast(pl.String)) for change in told.applied)
    return f"prepare would leave {count(told.left)} of {plural(len(told.rows), 'row')}: {counted(entries)}"


def _change(change: Change, most: int) -> Iterator[RenderableType]:
    head = Table.grid(padding=(0, 2))
    head.add_column(no_wrap=True)
    head.add_column(overflow="fold")
    head.add_row(safe(change.code, "bold"), safe(change.title) + Text(f"  {counted(change.entries)}", "cyan"))
    yield head
    yield Padding(entry_table(change.entries, most), (0, 0, 1, 2))


def entry_table(entries: pl.DataFrame, most: int) -> Table:
    """Return the first entries, one a line, and how many more there are."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, justify="right", style="dim")
    table.add_column(overflow="fold")
    for entry in entries.head(most).iter_rows(named=True):
        table.add_row(str(name_of(entry["row"])), entry_line(entry))
    if entries.height > most:
        table.add_row("", Text(f"… and {count(entries.height - most)} more", "dim"))
    return table


def _object(change: Change) -> dict[str, Any]:
    counts = change.entries.group_by(pl.col("action").cast(pl.String)).agg(pl.col("row").n_unique())
    return {
        "code": change.code,
        "title": change.title,
        "rows": dict(sorted(counts.iter_rows())),
        "entries": entry_objects(change.entries),
    }
