"""The ledger on the screen and as JSON: counts by stage, action and check, or the story of one row."""

from typing import Any

import polars as pl
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from finetooth.report.numbers import count, plural
from finetooth.screen.changes import entry_line, entry_objects, entry_table
from finetooth.screen.clean import clean, safe
from finetooth.screen.plan import stage_name
from finetooth.screen.story import Account, Story

_FIRST = 20
_KEYS = ["stage", "action", "check"]


def story_view(story: Story) -> RenderableType:
    """Return the story of a row, from its file to its end."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    place = f"{story.file or 'a file that is not known'}" + (f", line {story.line:,}" if story.line else "")
    table.add_row("from", safe(place, limit=4000))
    text = clean(story.text, 2000) if story.text is not None else ""
    table.add_row("as read", Text(f"“{text}”") if text else Text("(no text)", "dim"))
    if story.label is not None:
        table.add_row("label", safe(story.label))
    if story.flagged:
        table.add_row("flagged by", safe(", ".join(story.flagged)))
    for entry in story.entries.iter_rows(named=True):
        check = f" {clean(entry['check'], 20)}" if entry["check"] else ""
        line = entry_line(entry)
        if entry["action"] == "edit" and entry["reason"]:
            line += Text("  ") + safe(entry["reason"], "dim")
        table.add_row(safe(stage_name(str(entry["stage"]))) + Text(check), line)
    table.add_row(
        "ends in" if story.end in ("train", "validation", "test", "field") else "ends", safe(story.end, "bold")
    )
    return Group(Text(f"row {story.name}", "bold"), Padding(table, (0, 0, 0, 2)))


def story_object(story: Story) -> dict[str, Any]:
    """Return what `finetooth ledger RUN --row NAME --json` prints."""
    staged = [
        {"stage": stage, "check": check, **entry}
        for stage, check, entry in zip(
            story.entries["stage"], story.entries["check"], entry_objects(story.entries), strict=True
        )
    ]
    told = {name: getattr(story, name) for name in ("file", "line", "text", "label", "end")}
    return {"row": story.name, **told, "flagged": list(story.flagged), "entries": staged}


def counts_view(account: Account, entries: pl.DataFrame, check: str | None) -> RenderableType:
    """Return a line for each stage, action and check; of one check its first entries too."""
    table = Table.grid(padding=(0, 3))
    for side in ("left", "left", "left", "right"):
        table.add_column(justify=side, no_wrap=True)
    table.add_row(*(Text(name, "dim") for name in ("stage", "action", "check", "rows")))
    for stage, action, code, rows in _counts(entries).iter_rows():
        table.add_row(safe(stage_name(str(stage))), safe(action), safe(code or "–"), count(rows))
    read = plural(account.rows.height, "row")
    parts: list[RenderableType] = [table, Text()]
    if check is not None:
        parts += [entry_table(entries, _FIRST), Text()]
    told = (
        f"{read} read, {plural(account.ledger.height, 'entry', 'entries')}; one row in full: --row 131 or --row test:17"
    )
    return Group(*parts, Text(told, "dim"))


def counts_object(account: Account, entries: pl.DataFrame, check: str | None) -> dict[str, Any]:
    """Return what `finetooth ledger RUN --json` prints: with a check, all of its entries too."""
    told: dict[str, Any] = {"rows": account.rows.height, "counts": _counts(entries).to_dicts()}
    return told if check is None else {**told, "entries": entry_objects(entries)}


def _counts(entries: pl.DataFrame) -> pl.DataFrame:
    table = entries.with_columns(pl.col("action").cast(pl.String))
    return table.group_by(_KEYS, maintain_order=True).agg(pl.col("row").n_unique().alias("rows"))
