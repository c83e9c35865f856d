"""Findings on the screen: grouped by the seven mistakes, worst first, each with its rows and its fix."""

from collections.abc import Iterable, Mapping

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from finetooth.core.finding import MISTAKES, Outcome, Severity, Verdict
from finetooth.report.measured import by_cost, measures
from finetooth.report.numbers import plural
from finetooth.screen.clean import safe
from finetooth.screen.wording import row_names

SEVERITY_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_ORDER = [Severity.ERROR, Severity.WARNING, Severity.INFO]
SHOWN = (Outcome.FAILED, Outcome.BROKEN, Outcome.WAIVED)


def findings(verdicts: Iterable[Verdict], fixes: Mapping[str, str], unseen: str) -> RenderableType:
    """Return all mistakes with their findings. ``fixes`` has the advice of each code; ``unseen`` says what a
    mistake without evidence is called, such as `not judged without a run`.
    """
    groups: dict[str, list[Verdict]] = {mistake: [] for mistake in MISTAKES}
    for verdict in verdicts:
        groups.setdefault(verdict.mistake, []).append(verdict)
    parts: list[RenderableType] = []
    quiet = [mistake for mistake, group in groups.items() if not any(_counts(verdict) for verdict in group)]
    for mistake, group in groups.items():
        if mistake not in quiet:
            parts += _mistake(MISTAKES.get(mistake, mistake), group, fixes)
    if quiet:
        names = ", ".join(MISTAKES.get(mistake, mistake).lower() for mistake in quiet)
        line = Table.grid("", "")
        line.add_row(Text("– ", "dim"), Text(f"{unseen}: {names}", "dim"))
        parts.append(line)
    return Group(*parts)


def number_of(verdicts: Iterable[Verdict]) -> int:
    """Return how many checks failed."""
    return sum(verdict.outcome is Outcome.FAILED for verdict in verdicts)


def worst_first(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Return what is to be shown: failed before broken before waived; remarks last, the costliest first."""
    shown = [verdict for verdict in verdicts if verdict.outcome in SHOWN]
    return sorted(shown, key=lambda verdict: (SHOWN.index(verdict.outcome), *by_cost(verdict)))


def tally(verdicts: Iterable[Verdict]) -> Text:
    """Return `2 errors · 1 warning · 4 passed`, the kinds that are none left out."""
    kept = list(verdicts)
    parts = []
    for severity, noun in zip(_ORDER, ("error", "warning", "remark"), strict=True):
        found = sum(v.outcome is Outcome.FAILED and v.severity is severity for v in kept)
        parts += [Text(plural(found, noun), SEVERITY_STYLES[severity])] if found else []
    for outcome, style in ((Outcome.BROKEN, "magenta"), (Outcome.WAIVED, "dim"), (Outcome.PASSED, "green")):
        found = sum(v.outcome is outcome for v in kept)
        parts += [Text(f"{found} {outcome}", style)] if found else []
    return Text(" · ", "dim").join(parts)


def _counts(verdict: Verdict) -> bool:
    return verdict.is_evidence or verdict.outcome is Outcome.BROKEN


def _mistake(name: str, group: list[Verdict], fixes: Mapping[str, str]) -> list[RenderableType]:
    shown = worst_first(group)
    line = heading(name, shown, group)
    return [line, Padding(_table(shown, fixes), (0, 0, 1, 2))] if shown else [line]


def heading(name: str, shown: list[Verdict], group: Iterable[Verdict]) -> Table:
    """Return the line of a mistake: the sign of the worst that was found, its name, and the tally of its verdicts."""
    line = Table.grid(padding=(0, 1))
    line.add_column(width=31, no_wrap=True)
    line.add_row(_mark(shown) + Text(name, "bold"), tally(group))
    return line


def _mark(shown: list[Verdict]) -> Text:
    """Return the sign of the worst that was found; remarks and what is waived do not spoil a tick."""
    failed = {verdict.severity for verdict in shown if verdict.outcome is Outcome.FAILED}
    if Severity.ERROR in failed:
        return Text("✗ ", "red")
    if any(verdict.outcome is Outcome.BROKEN for verdict in shown):
        return Text("? ", "magenta")
    return Text("! ", "yellow") if Severity.WARNING in failed else Text("✓ ", "green")


def _table(verdicts: list[Verdict], fixes: Mapping[str, str]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, min_width=7)
    table.add_column(overflow="fold")
    for verdict in verdicts:
        failed = verdict.outcome is Outcome.FAILED
        style = (
            SEVERITY_STYLES[verdict.severity] if failed else "magenta" if verdict.outcome is Outcome.BROKEN else "dim"
        )
        word = str(verdict.severity if failed else verdict.outcome)
        table.add_row(safe(verdict.code), Text(word, style), safe(verdict.message))
        if failed and verdict.rows:
            table.add_row("", Text("rows", "dim"), Text(row_names(verdict.rows), "dim"))
        for name, words in measures(verdict, brief=True) if failed else ():
            table.add_row("", Text(name, "dim"), safe(words, "dim"))
        if failed and fixes.get(verdict.code):
            table.add_row("", Text("fix", "dim"), safe(fixes[verdict.code], "dim"))
    return table
