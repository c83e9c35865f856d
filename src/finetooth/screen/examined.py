"""What doctor prints: a line for each thing that was looked at, the next step under those that need one."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from finetooth.doctor import LOOK, PROBLEM, Line
from finetooth.report.numbers import plural
from finetooth.screen.clean import safe
from finetooth.screen.console import console
from finetooth.screen.json_output import emit

_STYLES = {"ok": "green", LOOK: "yellow", PROBLEM: "bold red"}


def show(lines: Sequence[Line], json: bool) -> None:
    """Print the lines, and how it stands in all."""
    problems, looks = (sum(line.state == state for line in lines) for state in (PROBLEM, LOOK))
    if json:
        found = [
            {"subject": one.subject, "state": one.state, "told": one.told, "fix": one.fix or None} for one in lines
        ]
        emit({"ok": not problems, "problems": problems, "looks": looks, "lines": found})
        return
    table = Table.grid(padding=(0, 2))
    for options in ({"no_wrap": True}, {"no_wrap": True, "style": "bold"}, {"overflow": "fold"}):
        table.add_column(**options)
    for line in lines:
        table.add_row(Text(line.state, _STYLES[line.state]), safe(line.subject), safe(line.told))
        if line.fix:
            table.add_row("", "", Text("next: ", "dim") + safe(line.fix))
    screen = console()
    screen.print(table)
    screen.print()
    screen.print(safe(_summary(problems, looks)), soft_wrap=True)


def _summary(problems: int, looks: int) -> str:
    parts = [plural(problems, "problem")] * bool(problems) + [f"{looks} worth a look"] * bool(looks)
    if not parts:
        return "all is well; next: finetooth init FILE, or finetooth demo"
    told = " and ".join(parts)
    return f"{told}; mend the problems first" if problems else f"{told}, no problem; next: finetooth init FILE"
