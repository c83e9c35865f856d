"""An audit on the screen: under each mistake its findings, the costliest first, with rows, certainty, cost and cure."""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from finetooth.core.check import Check
from finetooth.core.finding import MISTAKES, Outcome, Severity, Verdict
from finetooth.report.measured import measures, remedy
from finetooth.report.numbers import plural
from finetooth.report.rows_told import told_rows
from finetooth.screen.clean import safe
from finetooth.screen.excerpts import excerpt, rest, without_mirrors
from finetooth.screen.findings import SEVERITY_STYLES, heading, worst_first
from finetooth.screen.wording import first_sentence

_FEW, _MANY = 2, 30  # rows shown with their text: as a rule, and with --verbose
_LONG = 4000


def audit_view(
    verdicts: Sequence[Verdict], table: pl.DataFrame, checks: Mapping[str, Check], verbose: bool = False
) -> RenderableType:
    """Return all mistakes with their findings. ``table`` has the rows: id, line, text, pair, label."""
    parts: list[RenderableType] = []
    unseen = []
    for mistake, name in MISTAKES.items():
        group = [verdict for verdict in verdicts if verdict.mistake == mistake]
        shown = worst_first(group)
        if not any(verdict.is_evidence for verdict in group) and not shown:
            unseen.append(name.lower())
            continue
        parts.append(heading(name, shown, group))
        parts += [Padding(_block(verdict, table, checks, verbose), (0, 0, 1, 2)) for verdict in shown]
    parts += [_aside(line) for line in _asides(verdicts, unseen, verbose)]
    return Group(*parts)


def _block(verdict: Verdict, table: pl.DataFrame, checks: Mapping[str, Check], verbose: bool) -> Table:
    """Return one finding: the message, its worst rows, how sure it is, what it costs, and how it is mended."""
    failed = verdict.outcome is Outcome.FAILED
    style = SEVERITY_STYLES[verdict.severity] if failed else "magenta" if verdict.outcome is Outcome.BROKEN else "dim"
    block = Table.grid(padding=(0, 2))
    block.add_column(no_wrap=True, min_width=6)
    block.add_column(no_wrap=True, min_width=8)
    block.add_column(overflow="fold")
    word = str(verdict.severity if failed else verdict.outcome)
    block.add_row(safe(verdict.code), Text(word, style), safe(verdict.message, limit=_LONG if verbose else 400))
    if failed:
        for name, told in _details(verdict, table, checks.get(verdict.code), verbose):
            block.add_row("", Text(name, "dim"), told)
    return block


def _details(
    verdict: Verdict, table: pl.DataFrame, check: Check | None, verbose: bool
) -> Iterator[tuple[str, RenderableType]]:
    with_text = _MANY if verbose else 0 if verdict.severity is Severity.INFO else _FEW
    rows = without_mirrors(told_rows(table, verdict, 2 * with_text))[:with_text]
    rows = rows if any(row.text and row.text.strip() for row in rows) else []  # there is nothing to read
    for place, row in enumerate(rows):
        yield ("rows" if place == 0 else ""), excerpt(row)
    left = rest(verdict, rows, verbose)
    if left is not None:
        yield ("" if rows else "rows"), left
    for name, words in measures(verdict, brief=not verbose):
        yield name, safe(words, limit=_LONG)
    if check is None:
        return
    advice = check.part("Fix") if verbose else first_sentence(check.part("Fix"))
    if advice:
        yield "fix", safe(advice, "dim", _LONG) + Text(f" ({remedy(check, verdict)})", "dim")
    if verbose and check.part("Blind"):
        yield "blind", safe(check.part("Blind"), "dim", _LONG)


def _asides(verdicts: Sequence[Verdict], unseen: Sequence[str], verbose: bool) -> Iterator[str]:
    """Yield what was not looked at: it is no evidence, and it is never left unsaid."""
    silent = [verdict for verdict in verdicts if verdict.outcome is Outcome.NOT_APPLICABLE]
    ignored = [verdict for verdict in silent if verdict.message.startswith("ignored: ")]
    for verdict in ignored:
        yield f"{verdict.code} {verdict.message}"
    unasked = [verdict for verdict in silent if verdict.message.startswith("not among audit.select")]
    if unasked:
        yield f"{plural(len(unasked), 'check')} not selected, which is no pass"
    others = [verdict for verdict in silent if verdict not in (*ignored, *unasked)]
    if verbose:
        yield from (f"{verdict.code} could not look: {verdict.message}" for verdict in others)
    elif others:
        yield f"{plural(len(others), 'check')} could not look, which is no pass (-v says why)"
    if unseen:
        yield f"judged in a run: {', '.join(unseen)}"


def _aside(line: str) -> RenderableType:
    grid = Table.grid("", "")
    grid.add_row(Text("– ", "dim"), safe(line, "dim"))
    return grid
