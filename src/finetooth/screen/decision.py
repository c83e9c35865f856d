"""The last panel of a run: go or no-go, the score beside the best baseline, what blocks, and what to do next."""

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from finetooth.core.finding import MISTAKES, Outcome, Verdict
from finetooth.core.results import Decision, Score, Scores
from finetooth.report.baselines import best_baseline, comparison, paired_change
from finetooth.report.numbers import plural, three
from finetooth.screen.clean import clean, safe
from finetooth.screen.wording import scored

LEAKED, LAX = "EVL029", "EVL025"  # the checks whose findings the score must be read with


@dataclass(frozen=True)
class Ending:
    """What the last panel is made of."""

    decision: Decision
    verdicts: tuple[Verdict, ...]
    scores: Scores
    root: Path
    report: Path


def panel(ending: Ending, fixes: Mapping[str, str]) -> RenderableType:
    """Return the panel that ends a run."""
    decision, scores = ending.decision, ending.scores
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    score = scores.get(scores.selection_metric)
    rows = f"  on {plural(score.n, 'test row')}" if score else ""
    table.add_row("score", Text(scored(scores.selection_metric, score), "bold") + Text(rows, "dim"))
    baseline = best_baseline(scores)
    if baseline:
        told = Text(scored(scores.selection_metric, baseline.score)) + Text("  ")
        table.add_row("baseline", told + safe(baseline.name, "dim"))
        paired = paired_change(ending.verdicts, scores.selection_metric)
        table.add_row("", safe(f"the model is {comparison(score, replace(baseline, name='it'), paired)}", "dim"))
    add_honest(table, ending.verdicts)
    add_reasons(table, decision)
    table.add_row()
    table.add_row("next", safe(_next(ending, fixes)))
    table.add_row("report", safe(_near(ending.report), limit=4000))
    title, style = ("GO", "green") if decision.go else ("NO-GO", "red")
    return Panel(
        table, title=Text(f" {title} ", f"bold {style}"), title_align="left", border_style=style, padding=(1, 2)
    )


def add_honest(table: Table, verdicts: Iterable[Verdict]) -> None:
    """Add the score without leaked test rows, and what a lax split would have claimed, where they were found."""
    found = {verdict.code: verdict for verdict in verdicts if verdict.outcome in (Outcome.FAILED, Outcome.WAIVED)}
    leaked, lax = found.get(LEAKED), found.get(LAX)
    ends = leaked.evidence.get("without_leaked", []) if leaked else []
    if leaked and len(ends) == 3:
        metric, (value, low, high) = str(leaked.evidence["metric"]), ends
        clean = scored(metric, Score(metric, value, low, high, 0))
        rows = plural(len(leaked.rows), "test row")
        table.add_row("leak", Text(clean, "bold") + Text(f"  without {rows} known from training", "dim"))
    if lax:
        who = "a random split" if lax.evidence.get("way") == "drawn" else "a cheap model on the files as they came"
        naive, safe = (three(lax.evidence.get(name)) for name in ("naive", "safe"))
        table.add_row("split", Text(f"{who} would have claimed {naive}; the safe one says {safe}", "dim"))


def last_line(ending: Ending) -> str:
    """Return the whole ending in one line, for --quiet."""
    scores = ending.scores
    told = scored(scores.selection_metric, scores.get(scores.selection_metric))
    blocks = f"  blocked by {', '.join(ending.decision.blocking)}" if ending.decision.blocking else ""
    return clean(f"{'GO' if ending.decision.go else 'NO-GO'}  {told}{blocks}  {_near(ending.report)}", limit=4000)


def add_reasons(table: Table, decision: Decision) -> None:
    """Add what blocks, what is waived and what has no evidence, each kind after an empty row."""
    kinds = (("blocks", decision.blocking, "red"), ("waived", decision.waived, ""))
    for kind, names, style in kinds:
        for place, name in enumerate(names):
            if place == 0:
                table.add_row()
            reason = decision.reasons.get(name, "")
            table.add_row(kind if place == 0 else "", safe(name, style) + Text("  ") + safe(reason, limit=160))
    if decision.uncovered:
        mistakes = [MISTAKES.get(name, name).lower() for name in decision.uncovered]
        table.add_row()
        table.add_row("no evidence", safe(", ".join(mistakes), "yellow"))


def _next(ending: Ending, fixes: Mapping[str, str]) -> str:
    decision, root = ending.decision, shlex.quote(_near(ending.root))
    if decision.go:
        return f"finetooth predict {root} FILE"
    fix = next((fixes[code] for code in decision.blocking if fixes.get(code)), "")
    return fix or "open the report; it shows the evidence for each of these"


def _near(path: Path) -> str:
    """Return the path relative to here where it lies below, for it is shorter to read and to copy."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_absolute() and path.is_relative_to(here) else str(path)
