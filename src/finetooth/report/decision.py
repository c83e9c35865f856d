"""Decision: go or no-go with all scores, as JSON that scripts rely on."""

from collections.abc import Iterable
from typing import Any

from finetooth.core.results import Decision, Score, Scores
from finetooth.recipe.sections import Gate
from finetooth.report.evidence import Evidence
from finetooth.report.numbers import known


def gate_json(decision: Decision, gate: Gate) -> dict[str, Any]:
    """Return a decision and what it was judged by."""
    return {
        "decision": "go" if decision.go else "no-go",
        "blocking": list(decision.blocking),
        "waived": list(decision.waived),
        "uncovered": list(decision.uncovered),
        "reasons": dict(decision.reasons),
        "conditions": dict(decision.conditions),
        "gate": gate.model_dump(mode="json"),
    }


def decision_json(evidence: Evidence) -> dict[str, Any]:
    """Return ``decision`` ("go" or "no-go"), what blocks, is waived or uncovered, why, and the scores.

    ``field_scores`` is None where no labelled field rows were given; ``clean_scores``, those of the test rows without
    the ones known from training, is None where none is known.
    """
    leak = evidence.leak
    return {
        **gate_json(evidence.decision, evidence.recipe.gate),
        "scores": scores_json(evidence.scores),
        "clean_scores": scores_json(leak.clean) if leak is not None and leak.leaked else None,
        "field_scores": scores_json(evidence.field_scores) if evidence.field_scores else None,
    }


def scores_json(scores: Scores) -> dict[str, Any]:
    """Return ``{metric: {value, low, high, n}, "per_class": {label: {metric: ...}}, "baselines": {name: ...}}``.

    A value that is undefined is null and comes with its ``reason``.
    """
    return {**_scores(scores.model), "baselines": {name: _scores(found) for name, found in scores.baselines.items()}}


def _scores(scores: Iterable[Score]) -> dict[str, Any]:
    overall: dict[str, Any] = {}
    per_class: dict[str, dict[str, Any]] = {}
    for score in scores:
        place = overall if score.label is None else per_class.setdefault(score.label, {})
        place[score.metric] = _score(score)
    return {**overall, "per_class": per_class}


def _score(score: Score) -> dict[str, Any]:
    numbers = {name: known(getattr(score, name)) for name in ("value", "low", "high")}
    reason = {"reason": score.reason} if numbers["value"] is None else {}
    return {**numbers, "n": score.n, **reason}
