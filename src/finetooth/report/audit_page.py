"""Audit page: the findings on rows as they are, as one self-contained page like the report's."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from finetooth.core.check import Check
from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.report.charts.data_curve import data_curve
from finetooth.report.mistakes import MistakeCard, cards_of, summary
from finetooth.report.numbers import plural
from finetooth.report.rendering import render
from finetooth.report.rows_read import sources_of
from finetooth.report.verdicts import raw_view

_ORDER = ("bad", "warn", "note")


def audit_page(
    name: str,
    verdicts: Sequence[Verdict],
    table: pl.DataFrame,
    sources: Iterable[Mapping[str, Any]],
    checks: Mapping[str, Check],
    command: str,
) -> str:
    """Return the whole page. ``table`` has the rows (id, text, pair, label), ``command`` runs what was audited."""
    seven = cards_of(verdicts, lambda verdict: raw_view(verdict, table, checks.get(verdict.code)))
    seen = tuple(card for card in seven if card.open or card.passed or card.silent)
    return render(
        "audit.html.j2",
        name=name,
        rows=plural(table.height, "row"),
        tone=_tone(verdicts),
        word=_word(verdicts),
        cards=seen,
        summary=summary(seen) if seen else "No check could look at anything.",
        costly=_costly(seen),
        unseen=", ".join(card.name.lower() for card in seven if card not in seen),
        sources=sources_of(tuple(dict(source) for source in sources)),
        command=command,
        charts={"data": data_curve(verdicts)},
    )


def _tone(verdicts: Sequence[Verdict]) -> str:
    failed = {verdict.severity for verdict in verdicts if verdict.outcome is Outcome.FAILED}
    if Severity.ERROR in failed:
        return "bad"
    broken = any(verdict.outcome is Outcome.BROKEN for verdict in verdicts)
    return "warn" if failed or broken else "good"


def _word(verdicts: Sequence[Verdict]) -> str:
    found = sum(verdict.outcome is Outcome.FAILED for verdict in verdicts)
    return plural(found, "finding") if found else "Nothing found"


def _costly(cards: Sequence[MistakeCard]) -> list[Any]:
    """Return the five findings to look at first: what costs most, then the gravest."""
    found = [shown for card in cards for shown in card.open if shown.tone in _ORDER]
    return sorted(found, key=lambda shown: (-shown.points, _ORDER.index(shown.tone), -len(shown.rows)))[:5]
