"""A run judged again: its conditions, what blocks, and how to keep the new gate."""

import shlex
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from finetooth.core.errors import UserError
from finetooth.core.plugins import all_checks
from finetooth.rejudge import Rejudged
from finetooth.report.decision import gate_json
from finetooth.screen import endings
from finetooth.screen.clean import clean, safe
from finetooth.screen.console import console
from finetooth.screen.decision import add_reasons
from finetooth.screen.formats.github import decision_commands
from finetooth.screen.json_output import as_json, verdict_object


def waivers_of(given: Iterable[str]) -> dict[str, str]:
    """Return --waive CODE=REASON as codes with reasons. Raises UserError where the reason is missing."""
    found = {}
    for text in given:
        code, _, reason = text.partition("=")
        if not reason.strip():
            fix = f"give the reason too: --waive {shlex.quote(code + '=why it is accepted')}"
            raise UserError(f"a waiver needs a reason: {clean(text, 80)!r} has none", "--waive", fix)
        found[code.strip().upper()] = reason.strip()
    return found


def show(found: Rejudged, root: Path, form: str, quiet: bool) -> None:
    """Print the decision: for people, in one line, as JSON, or as annotations."""
    if form == "json":
        endings.write(as_json(_object(found, root)))
    elif form == "github":
        endings.write(decision_commands(found.decision, _line(found, root)))
    elif quiet:
        console().print(Text(_line(found, root)), soft_wrap=True)
    else:
        console().print(_panel(found, root))


def _line(found: Rejudged, root: Path) -> str:
    decision = found.decision
    stops = (*decision.blocking, *decision.uncovered)
    blocks = f"  blocked by {', '.join(stops)}" if stops and not decision.go else ""
    return clean(f"{'GO' if decision.go else 'NO-GO'}{blocks}  {root}", 4000)


def _panel(found: Rejudged, root: Path) -> RenderableType:
    decision = found.decision
    parts: list[RenderableType] = []
    if found.gate.require:
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for condition in found.gate.require:
            met = condition not in decision.blocking
            sign = Text("✓", "green") if met else Text("✗", "red")
            table.add_row(sign, safe(condition), safe(decision.conditions.get(condition, ""), "dim"))
        parts.append(table)
    reasons = Table.grid(padding=(0, 2))
    reasons.add_column(style="dim", no_wrap=True)
    reasons.add_column(overflow="fold")
    others = tuple(name for name in decision.blocking if name not in found.gate.require)
    add_reasons(reasons, replace(decision, blocking=others))
    if reasons.row_count:
        parts.append(reasons)
    parts += [Text(), safe(_changed(found), "dim"), safe(_keep(found, root), "dim", 4000)]
    title, style = ("GO", "green") if decision.go else ("NO-GO", "red")
    head = Text(f" {title} ", f"bold {style}")
    return Panel(Group(*parts), title=head, title_align="left", border_style=style, padding=(1, 2))


def _changed(found: Rejudged) -> str:
    word = "go" if found.stood else "no-go"
    same = found.stood == found.decision.go
    return f"the run itself ended with {word}{', too' if same else ''}; nothing was written"


def _keep(found: Rejudged, root: Path) -> str:
    """Return the command that makes this gate the run's own, or where its report lies."""
    own, asked = found.own, found.gate
    if own == asked:
        return f"report: {root / '7-report' / 'report.html'}"
    sets = []
    for name, value in asked.model_dump(mode="json").items():
        if value != own.model_dump(mode="json")[name]:
            sets += ["--set", f"gate.{name}={as_json_value(value)}"]
    words = ["finetooth", "run", str(root / "recipe.yaml"), "--out", str(root), *sets]
    return f"to keep this gate: {shlex.join(words)}"


def as_json_value(value: Any) -> str:
    """Return a value as --set takes it: YAML reads JSON."""
    return as_json({"": value})[len('{"": ') : -2]


def _object(found: Rejudged, root: Path) -> dict[str, Any]:
    checks = {check.code: check for check in all_checks()}
    return {
        **gate_json(found.decision, found.gate),
        "run": str(root),
        "run_decision": "go" if found.stood else "no-go",
        "verdicts": [verdict_object(verdict, checks.get(verdict.code)) for verdict in found.verdicts],
    }
