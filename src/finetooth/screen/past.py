"""A finished run, read back from its folder."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from finetooth.comparing.absent import again, no_run
from finetooth.core import store
from finetooth.core.errors import UserError
from finetooth.core.finding import Outcome, Verdict
from finetooth.core.fingerprint import fingerprint
from finetooth.core.results import Decision, Scores
from finetooth.rejudge import last_verdicts
from finetooth.report.concealed import concealed_verdicts, concealer_of
from finetooth.screen.decision import Ending
from finetooth.screen.live import STAGES
from finetooth.stages.prepare import Prepared

_FOLDERS = tuple(f"{number}-{name}" for number, name in enumerate(STAGES, 1))
_PREPARED = _FOLDERS[:2]  # what `finetooth prepare` goes through
_OF_A_STAGE = ("changed", "started", "resumed", "done")


def read(root: Path) -> tuple[Ending, dict[str, Any]]:
    """Return how a run ended, and its scores as JSON. Raises UserError where it has not ended."""
    must_be_finished(root)
    place = root / "7-report"
    told = json.loads((place / "decision.json").read_text("utf-8"))
    scores = TypeAdapter(Scores).validate_python(json.loads((root / "5-evaluate" / "scores.json").read_text("utf-8")))
    blocking, waived, uncovered = (tuple(told[name]) for name in ("blocking", "waived", "uncovered"))
    decision = Decision(told["decision"] == "go", blocking, waived, uncovered, told["reasons"])
    verdicts = concealed_verdicts(last_verdicts(root), concealer_of(root))
    verdicts = tuple(_as_decided(verdict, decision) for verdict in verdicts)
    return Ending(decision, verdicts, scores, root, place / "report.html"), told["scores"]


def must_be_finished(root: Path) -> None:
    """Raise UserError where no run lies there, or where the last run there has not ended."""
    place = root / "7-report"
    if not (place / "done.json").is_file():
        raise no_run(root, "no finished run lies here")
    if not _is_current(root):
        told = "the last run on this folder did not finish; the decision of an earlier one is kept in 7-report"
        raise UserError(told, str(root), f"finish it: {again(root)}")


def _is_current(root: Path) -> bool:
    """Whether the last run on a folder reached its end: its log says so, or, without a log, the folder's times."""
    done = [root / name / "done.json" for name in _FOLDERS]
    if not all(path.is_file() for path in done):
        return False
    events = [line for line in store.read_lines(root / "log.jsonl") if line["kind"] in _OF_A_STAGE]
    if events:
        return _has_ended(events, _FOLDERS[-1]) or _was_prepared_again(root, events)
    newest = max(path.stat().st_mtime_ns for path in done)
    return newest == done[-1].stat().st_mtime_ns and not any(root.glob("*.partial"))


def _has_ended(events: Sequence[Mapping[str, Any]], stage: str) -> bool:
    return bool(events) and events[-1]["stage"] == stage and events[-1]["kind"] in ("done", "resumed")


def _was_prepared_again(root: Path, events: Sequence[Mapping[str, Any]]) -> bool:
    """Whether only `finetooth prepare` ran since the run ended, and its rows are those that the model learned from."""
    later = list(takewhile(lambda event: event["stage"] in _PREPARED, reversed(events)))
    if not _has_ended(events, _PREPARED[-1]) or not _has_ended(events[: -len(later)], _FOLDERS[-1]):
        return False
    learned = json.loads((root / _FOLDERS[2] / "done.json").read_text("utf-8"))["inputs"]["splits"]
    return bool(fingerprint(store.load(Prepared, root / _PREPARED[-1]).splits) == learned)


def _as_decided(verdict: Verdict, decision: Decision) -> Verdict:
    """Return the verdict as waived where the gate waived it."""
    if verdict.code not in decision.waived:
        return verdict
    return replace(verdict, outcome=Outcome.WAIVED, message=decision.reasons.get(verdict.code, verdict.message))
