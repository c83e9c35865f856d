"""Verdicts as a reader sees them: outcome in words, what was found before mending, the rows, the way out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from finetooth.core.check import Check
from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.report.evidence import Evidence
from finetooth.report.examples import Example, example, examples_of, mended_examples, row_name
from finetooth.report.measured import BRIEF, by_cost, charge, measures, mending
from finetooth.report.numbers import plural
from finetooth.report.rows_told import told_rows
from finetooth.report.text import line, sentence, slug
from finetooth.report.told import told_as

Checks = Mapping[str, Check]
_MOST_ROWS = 10
_MOST_FACTS = 12
_AUDIT_EXAMPLES = 5
_FACT = 400  # characters of one piece of evidence
_SAID = 600  # characters of a message above its evidence
_TABLE = "_table"  # evidence that is drawn in a part of the page of its own
_TONES = {Severity.ERROR: "bad", Severity.WARNING: "warn", Severity.INFO: "note"}
_WORDS = {Severity.ERROR: "Error", Severity.WARNING: "Warning", Severity.INFO: "Remark"}


@dataclass(frozen=True)
class VerdictView:
    """One verdict, ready to be shown."""

    code: str
    title: str
    anchor: str
    tone: str  # bad | warn | note | good | quiet
    word: str  # the outcome in words
    message: str
    why: str
    fix: str
    blocks: bool
    reason: str  # why it is waived
    before: str  # what was found before mending
    mended: str  # what the fix did; empty where nothing was
    rows: tuple[str, ...]
    more_rows: int
    examples: tuple[Example, ...]
    facts: tuple[tuple[str, str], ...]
    traceback: str
    sure: tuple[tuple[str, str], ...] = ()  # how sure it is and what it costs, in words
    looked: tuple[tuple[str, str], ...] = ()  # what was looked at and how it was judged, in words
    remedy: str = ""  # of which class its fix is, in words
    blind: str = ""  # what the check cannot see
    points: float = 0.0  # what it costs to leave it, whole points, where that was measured; 0 for a remark
    price: str = ""  # that cost in words
    unfolded: bool = False  # whether its evidence is shown at once


def view(verdict: Verdict, evidence: Evidence, checks: Checks) -> VerdictView:
    """Make the view of a verdict."""
    check, earlier = checks.get(verdict.code), evidence.earlier(verdict)
    mended = _mended(evidence, verdict, earlier) if earlier else ""
    rows = verdict.rows or (earlier.rows if earlier else ())
    alike = earlier is None or (not mended and _shape(earlier.message) == _shape(verdict.message))
    return VerdictView(
        code=verdict.code,
        title=verdict.title,
        anchor=anchor(verdict.code),
        tone=tone(verdict),
        word=_word(verdict, mended),
        message=verdict.message,
        why=sentence(check.part("Why")) if check else "",
        fix=sentence(check.part("Fix")) if check else "",
        blocks=verdict.code in evidence.decision.blocking,
        reason=_waiver(verdict, evidence),
        before="" if alike else earlier.message if earlier else "",
        mended=mended,
        rows=tuple(row_name(row) for row in rows[:_MOST_ROWS]),
        more_rows=max(0, len(rows) - _MOST_ROWS),
        examples=_examples(evidence, verdict, mended),
        facts=_facts(verdict.evidence),
        traceback=str(verdict.evidence.get("traceback", "")),
        **_measured(verdict, check, earlier if alike else None),
    )


def raw_view(verdict: Verdict, table: pl.DataFrame, check: Check | None) -> VerdictView:
    """Make the view of a verdict on rows as they are: nothing was mended, nothing is decided."""
    shown = verdict.outcome in (Outcome.FAILED, Outcome.WAIVED)
    return VerdictView(
        code=verdict.code,
        title=verdict.title,
        anchor=anchor(verdict.code),
        tone=tone(verdict),
        word=_word(verdict, ""),
        message=verdict.message,
        why=sentence(check.part("Why")) if check else "",
        fix=sentence(check.part("Fix")) if check else "",
        blocks=False,
        reason="",
        before="",
        mended="",
        rows=tuple(row_name(row) for row in verdict.rows[:_MOST_ROWS]),
        more_rows=max(0, len(verdict.rows) - _MOST_ROWS),
        examples=tuple(example(row) for row in told_rows(table, verdict, _AUDIT_EXAMPLES)) if shown else (),
        facts=_facts(verdict.evidence),
        traceback=str(verdict.evidence.get("traceback", "")),
        unfolded=verdict.outcome is Outcome.FAILED and verdict.severity is not Severity.INFO and bool(verdict.rows),
        **_measured(verdict, check),
    )


def _measured(verdict: Verdict, check: Check | None, earlier: Verdict | None = None) -> dict[str, Any]:
    failed, measured = verdict.outcome in (Outcome.FAILED, Outcome.WAIVED), measures(verdict)
    if len(verdict.message) > _SAID:
        measured = (*measured, ("in full", line(verdict.message, 2000)))
    if earlier and earlier.message != verdict.message:
        measured = (*measured, ("before preparation", line(earlier.message, 400)))
    return {
        "sure": tuple(pair for pair in measured if pair[0] in BRIEF),
        "looked": tuple(pair for pair in measured if pair[0] not in BRIEF),
        "remedy": mending(check, verdict) if check and failed else "",
        "blind": sentence(check.part("Blind")) if check else "",
        "price": charge(verdict.cost) if failed else "",
        "points": 0 if verdict.severity is Severity.INFO else -by_cost(verdict)[1],
    }


def _shape(message: str) -> str:
    """Return a message without its numbers: two of one shape say the same of other rows."""
    return re.sub(r"[0-9.,]+", "0", message)


def anchor(code: str) -> str:
    """Return the anchor of a check's verdict."""
    return f"check-{slug(code)}"


def tone(verdict: Verdict) -> str:
    """Return the tone in which a verdict is shown: it is always said in words too."""
    if verdict.outcome is Outcome.FAILED:
        return _TONES[verdict.severity]
    return {Outcome.PASSED: "good", Outcome.BROKEN: "warn"}.get(verdict.outcome, "quiet")


def _word(verdict: Verdict, mended: str) -> str:
    if verdict.outcome is Outcome.FAILED:
        return _WORDS[verdict.severity]
    if verdict.outcome is Outcome.PASSED and mended:
        return "Found and mended"
    words = {
        Outcome.PASSED: "Passed",
        Outcome.WAIVED: f"Waived {_WORDS[verdict.severity].lower()}",
        Outcome.BROKEN: "Broken: the check itself failed",
    }
    return words.get(verdict.outcome, "Not applicable: no evidence")


def _examples(evidence: Evidence, verdict: Verdict, mended: str) -> tuple[Example, ...]:
    if verdict.outcome in (Outcome.FAILED, Outcome.WAIVED):
        return examples_of(evidence, verdict)
    return mended_examples(evidence, verdict.code) if mended else ()


def _waiver(verdict: Verdict, evidence: Evidence) -> str:
    """Return why a finding was accepted, unless its message says so."""
    given = evidence.recipe.gate.waive
    reason = given.get(verdict.code) or given.get(verdict.mistake) or evidence.decision.reasons.get(verdict.code, "")
    return reason if verdict.outcome is Outcome.WAIVED and reason not in verdict.message else ""


def _mended(evidence: Evidence, verdict: Verdict, earlier: Verdict) -> str:
    """Return what was done to the rows that were named before; empty where most of them are as they were."""
    table = evidence.ledger.table
    entries = table.filter(pl.col("check") == verdict.code)
    counts = {action: entries.filter(pl.col("action") == action)["row"].n_unique() for action in ("edit", "drop")}
    said = [plural(counts["edit"], "row") + " edited"] if counts["edit"] else []
    said += [plural(counts["drop"], "row") + " dropped"] if counts["drop"] else []
    changed = {*table.filter(pl.col("action").is_in(["edit", "drop"]))["row"].to_list()}
    gone = verdict.outcome is Outcome.PASSED and 2 * len(changed.intersection(earlier.rows)) >= len(earlier.rows)
    return ", ".join(said) or ("by the fixes of other checks" if gone else "")


def _facts(evidence: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    shown = [(str(key), value) for key, value in evidence.items() if key != "traceback" and not key.endswith(_TABLE)]
    named = [(key.replace("_", " "), told_as(key, value)) for key, value in shown[:_MOST_FACTS]]
    return tuple((line(name, 60), line(value, _FACT)) for name, value in named)
