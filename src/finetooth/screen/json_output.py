"""The JSON that scripts rely on: one object on one line; keys are only ever added, never renamed."""

import json
import math
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from finetooth.core.check import Check
from finetooth.core.errors import UserError
from finetooth.core.finding import Verdict
from finetooth.core.results import Decision
from finetooth.core.rows import name_of
from finetooth.report.measured import fix_class
from finetooth.screen.formats.objects import measured_object, partner_objects


def emit(value: Mapping[str, Any], indent: int | None = None) -> None:
    """Print one JSON object on a line of standard output, in ASCII, so that no terminal can be steered by it."""
    sys.stdout.write(as_json(value, indent))
    sys.stdout.flush()


def as_json(value: Mapping[str, Any], indent: int | None = None) -> str:
    """Return an object as a line of JSON; what JSON does not know becomes what it does."""
    return json.dumps(_plain(value), ensure_ascii=True, allow_nan=False, indent=indent) + "\n"


def verdict_object(verdict: Verdict, check: Check | None) -> dict[str, Any]:
    """Return a verdict; ``rows`` are 1-based record numbers of the file given, `test:17` in another file.

    ``fix`` is the class of the fix on these rows: safe, review or never.
    """
    return {
        "code": verdict.code,
        "outcome": str(verdict.outcome),
        "severity": str(verdict.severity),
        "message": verdict.message,
        "rows": [name_of(row) for row in verdict.rows],
        "evidence": verdict.evidence,
        "title": verdict.title,
        **measured_object(verdict),
        "partners": partner_objects(verdict),
        "fix": fix_class(check, verdict) if check else None,
        "blind": check.part("Blind") if check else "",
    }


def audit_object(
    rows: int, verdicts: Iterable[Verdict], checks: Mapping[str, Check], sources: Iterable[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Return what `finetooth audit --json` prints."""
    told = [{name: source.get(name) for name in ("role", "file", "records", "rows", "notes")} for source in sources]
    return {
        "rows": rows,
        "files": told,
        "verdicts": [verdict_object(verdict, checks.get(verdict.code)) for verdict in verdicts],
    }


def run_object(
    decision: Decision,
    scores: Mapping[str, Any],
    run: Path,
    verdicts: Iterable[Verdict],
    checks: Mapping[str, Check],
) -> dict[str, Any]:
    """Return what `finetooth run --json` ends with."""
    return {
        "decision": "go" if decision.go else "no-go",
        "scores": dict(scores),
        "run": str(run),
        "verdicts": [verdict_object(verdict, checks.get(verdict.code)) for verdict in verdicts],
    }


def error_object(error: UserError) -> dict[str, Any]:
    """Return what every verb prints with --json where it cannot go on."""
    return {"error": {"what": error.what, "where": error.where, "next": error.fix}}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in value]
    if isinstance(value, bool | int | str) or value is None:
        return value
    if hasattr(value, "item"):  # a numpy scalar
        return _plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return str(value)
