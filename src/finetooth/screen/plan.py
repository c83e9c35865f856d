"""The plan on the screen: what a run will do, step by step, and about how long it will take."""

from collections.abc import Iterable, Mapping

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from finetooth.screen.clean import safe
from finetooth.screen.wording import rough

_NOTICED = 1.25  # times as long as alone: less is not told


def plan_table(
    steps: Iterable[tuple[str, str, float]],
    seconds: float,
    rows: Mapping[str, int],
    notes: Iterable[str],
    most: float | None = None,
    busy: float = 1.0,
) -> RenderableType:
    """Return the plan: a line a step (stage, what, seconds), the sum, what it is at most, and what else to know.

    ``busy``: how many times as long as alone all takes beside other work.
    """
    table = Table.grid(padding=(0, 3))
    table.add_column(no_wrap=True, style="bold")
    table.add_column(overflow="fold")
    table.add_column(no_wrap=True, justify="right", style="dim")
    for stage, what, took in steps:
        table.add_row(safe(stage_name(stage)), safe(what), rough(took) if took else "–")
    table.add_row()
    slowed = f"this machine is busy now: {busy:.1f} times as long" if busy >= _NOTICED else ""
    table.add_row("in all", slowed, Text(f"about {rough(seconds)}", "not dim bold"))
    if most is not None and rough(most) != rough(seconds):
        table.add_row("", "", f"at most {rough(most)}")
    if slowed:
        table.add_row("", "were nothing else running on it", f"{rough(seconds / busy)} or less")
    told = ", ".join(f"{number:,} {name}" for name, number in rows.items() if number)
    lines = [f"rows: {told}"] * bool(told) + list(notes)
    return Group(table, *([Text()] if lines else []), *(safe(line, "dim") for line in lines))


def stage_name(folder: str) -> str:
    """Return `audit` for `1-audit`."""
    return folder.partition("-")[2] if folder[:1].isdigit() else folder
