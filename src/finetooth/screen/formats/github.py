"""Workflow commands of GitHub Actions: each finding's first rows as annotations on their lines."""

from collections.abc import Iterable, Iterator

import polars as pl

from finetooth.core.finding import MISTAKES, Outcome, Severity, Verdict
from finetooth.core.results import Decision
from finetooth.report.measured import price, sureness
from finetooth.report.numbers import count
from finetooth.report.rows_told import ToldRow, told_rows
from finetooth.screen.clean import clean
from finetooth.screen.findings import worst_first
from finetooth.screen.formats.places import Places

MOST_ROWS = 3  # GitHub shows ten annotations of a kind in a step: one finding must not take them all
_KINDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_TEXT = 160


def github(verdicts: Iterable[Verdict], table: pl.DataFrame, places: Places, last: str) -> str:
    """Return the commands, one a line: ``::error file=tea.csv,line=7,title=PRE003::message``, and a last notice."""
    lines = [line for verdict in worst_first(verdicts) for line in _verdict(verdict, table, places)]
    return "\n".join([*lines, _command("notice", {"title": "finetooth"}, last)]) + "\n"


def decision_commands(decision: Decision, last: str) -> str:
    """Return what a gate decided as commands, one a line: an error for each thing that blocks, and a last notice."""
    kinds = [("error", name, name) for name in decision.blocking]
    kinds += [("error", name, f"{MISTAKES.get(name, name)}: no evidence") for name in decision.uncovered]
    kinds += [("notice", name, f"{name} waived") for name in decision.waived]
    lines = [_command(kind, {"title": title}, decision.reasons.get(name, "")) for kind, name, title in kinds]
    return "\n".join([*lines, _command("notice", {"title": "finetooth"}, last)]) + "\n"


def _verdict(verdict: Verdict, table: pl.DataFrame, places: Places) -> Iterator[str]:
    if verdict.outcome is Outcome.BROKEN:
        yield _command("warning", {"title": f"{verdict.code} broke"}, f"the check itself broke: {verdict.message}")
    if verdict.outcome is not Outcome.FAILED:
        return
    kind = _KINDS[verdict.severity]
    sure, cost = sureness(verdict.precision, brief=True), price(verdict.cost, brief=True)
    told = "; ".join(part for part in (verdict.message, sure, cost and f"cost: {cost}") if part)
    rows = told_rows(table, verdict, MOST_ROWS)
    if not rows:
        yield _command(kind, {"file": places.files.get("train"), "title": verdict.code}, told)
    for place, row in enumerate(rows):
        more = len(set(verdict.rows)) - len(rows)
        end = f" – and {count(more)} more rows" if more and place == len(rows) - 1 else ""
        yield _command(kind, _where(row, places, verdict.code), f"{told}: {_row(row)}{end}")


def _where(row: ToldRow, places: Places, code: str) -> dict[str, object]:
    return {"file": places.path(row), "line": places.line(row), "title": code}


def _row(row: ToldRow) -> str:
    beside = f"; matched with row {row.partner.name}" if row.partner else ""
    return f"row {row.name}{beside}: {clean(row.text or '(no text)', _TEXT)}"


def _command(kind: str, properties: dict[str, object], message: str) -> str:
    """Escape as the runner unescapes: ``%``, line ends, and in properties also ``:`` and ``,``."""
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value is not None)
    return f"::{kind} {told}::{_data(clean(message, 2000))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(clean(value, 2000)).replace(":", "%3A").replace(",", "%2C")
