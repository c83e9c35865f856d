"""A finished run, read back from its folder."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from finetooth.core import store
from finetooth.core.errors import UserError
from finetooth.core.finding import Outcome, Verdict
from finetooth.core.results import Decision, Scores
from finetooth.screen.decision import Ending

_VERDICT = TypeAdapter(Verdict)


def read(root: Path) -> tuple[Ending, dict[str, Any]]:
    """Return how a run ended, and its scores as JSON. Raises UserError where it has not ended."""
    place = root / "7-report"
    if not (place / "done.json").is_file():
        again = (root / "recipe.yaml").is_file()
        fix = f"finish it: finetooth run {root / 'recipe.yaml'} --out {root}" if again else "name a run folder"
        raise UserError("no finished run lies here", str(root), fix)
    told = json.loads((place / "decision.json").read_text("utf-8"))
    scores = TypeAdapter(Scores).validate_python(json.loads((root / "5-evaluate" / "scores.json").read_text("utf-8")))
    blocking, waived, uncovered = (tuple(told[name]) for name in ("blocking", "waived", "uncovered"))
    decision = Decision(told["decision"] == "go", blocking, waived, uncovered, told["reasons"])
    verdicts = tuple(_as_decided(verdict, decision) for verdict in _last(root).values())
    return Ending(decision, verdicts, scores, root, place / "report.html"), told["scores"]


def _last(root: Path) -> Mapping[str, Verdict]:
    """Return the last verdict of each check, in the order of their codes."""
    lines = [line for path in sorted(root.glob("[1-7]-*/verdicts.jsonl")) for line in store.read_lines(path)]
    last = {line["code"]: _VERDICT.validate_python(line) for line in lines}
    return dict(sorted(last.items()))


def _as_decided(verdict: Verdict, decision: Decision) -> Verdict:
    """Return the verdict as waived where the gate waived it."""
    if verdict.code not in decision.waived:
        return verdict
    return replace(verdict, outcome=Outcome.WAIVED, message=decision.reasons.get(verdict.code, verdict.message))
