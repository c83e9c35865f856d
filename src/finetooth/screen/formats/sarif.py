"""SARIF 2.1.0 (OASIS 2020): the checks as rules, each finding's rows as results on their lines."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from finetooth import __version__
from finetooth.core.check import Check
from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.report.markdown import plain
from finetooth.report.measured import BRIEF, fix_class, measures
from finetooth.report.rows_told import ToldRow, told_rows
from finetooth.report.text import line, sentence
from finetooth.screen.findings import worst_first
from finetooth.screen.formats.objects import measured_object
from finetooth.screen.formats.places import Places, uri

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_ROWS = 100  # results of one rule; a reader of thousands helps nobody, and upload limits are near
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_TEXT = 200


def sarif(
    verdicts: Sequence[Verdict], table: pl.DataFrame, checks: Mapping[str, Check], places: Places
) -> dict[str, Any]:
    """Return the log of one audit. Only failed and waived verdicts are results; what broke is a notification."""
    codes = list(dict.fromkeys(verdict.code for verdict in verdicts if verdict.code in checks))
    rules = [_rule(checks[code]) for code in codes]
    results: list[dict[str, Any]] = []
    for verdict in worst_first(verdicts):
        if verdict.outcome is not Outcome.BROKEN:
            index = {"ruleIndex": codes.index(verdict.code)} if verdict.code in checks else {}
            results += [{"ruleId": verdict.code, **index, **rest} for rest in _results(verdict, table, places)]
    driver = {"name": "finetooth", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "invocations": [_invocation(verdicts)], "columnKind": "unicodeCodePoints"}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [{**run, "results": results}]}


def _rule(check: Check) -> dict[str, Any]:
    parts = [(name, sentence(check.part(name))) for name in ("Why", "Fix", "Blind") if check.part(name)]
    text = "\n\n".join(f"{name}: {told}" for name, told in parts) or check.title
    marked = "\n\n".join(f"**{name}:** {plain(told, 4000)}" for name, told in parts) or plain(check.title)
    return {
        "id": check.code,
        "name": type(check).__name__,
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": f"{check.title}."},
        "help": {"text": text, "markdown": marked},
        "defaultConfiguration": {"level": _LEVELS[check.severity]},
        "properties": {"tags": [check.mistake], "fix": fix_class(check)},
    }


def _results(verdict: Verdict, table: pl.DataFrame, places: Places) -> Iterable[dict[str, Any]]:
    about: dict[str, Any] = {"level": _LEVELS[verdict.severity], "kind": "fail"}
    if verdict.outcome is Outcome.WAIVED:
        about["suppressions"] = [{"kind": "external", "justification": line(verdict.message, 1000)}]
    rows = told_rows(table, verdict, MOST_ROWS)
    if not rows:
        yield {**about, "message": {"text": _message(verdict)}, **_anywhere(places), **_properties(verdict)}
    seen: Counter[str] = Counter()
    for row in rows:
        key = _fingerprint(verdict, row)
        seen[key] += 1
        result = {**about, "message": {"text": f"{_message(verdict)} {_row(row)}"}}
        result["locations"] = [_location(row, places)]
        if row.partner:
            told = {"text": line(f"matched with: {row.partner.text or ''}", _TEXT)}
            result["relatedLocations"] = [{"id": 1, "message": told, **_location(row.partner, places)}]
        result["partialFingerprints"] = {"finetoothRow/v1": f"{key}:{seen[key]}"}
        yield {**result, **_properties(verdict, row)}


def _message(verdict: Verdict) -> str:
    told = "; ".join(f"{name}: {words}" for name, words in measures(verdict) if name in BRIEF)
    return line(f"{sentence(verdict.message)}{f' ({told})' if told else ''}.", 1500)


def _row(row: ToldRow) -> str:
    label = f", label {line(row.label, 60)}" if row.label else ""
    return f"Row {row.name}{label}: {line(row.text or '(no text)', _TEXT)}"


def _location(row: ToldRow, places: Places) -> dict[str, Any]:
    logical = {"logicalLocations": [{"name": f"row {row.name}", "kind": "element"}]}
    path, number = places.path(row), places.line(row)
    if path is None:
        return logical
    region = {"region": {"startLine": number}} if number else {}
    return {"physicalLocation": {"artifactLocation": {"uri": uri(path)}, **region}, **logical}


def _anywhere(places: Places) -> dict[str, Any]:
    path = places.files.get("train")
    return {"locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(path)}}}]} if path else {}


def _properties(verdict: Verdict, row: ToldRow | None = None) -> dict[str, Any]:
    score = {"score": row.score} if row and row.score is not None else {}
    return {"properties": {"rows": len(set(verdict.rows)), **measured_object(verdict), **score}}


def _fingerprint(verdict: Verdict, row: ToldRow) -> str:
    """Return what stays the same when lines move: the code, the file's role, and the row's text and label."""
    parts = (verdict.code, row.role, row.text or "", row.label or "")
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _invocation(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    def told(outcome: Outcome, level: str) -> list[dict[str, Any]]:
        return [
            {
                "level": level,
                "message": {"text": line(f"{v.code} {outcome}: {v.message}", 1000)},
                "associatedRule": {"id": v.code},
            }
            for v in verdicts
            if v.outcome is outcome
        ]

    broken, silent = told(Outcome.BROKEN, "error"), told(Outcome.NOT_APPLICABLE, "note")
    return {"executionSuccessful": not broken, "toolExecutionNotifications": broken + silent}
