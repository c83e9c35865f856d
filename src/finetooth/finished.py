"""What a run ends with, and what its report is made of."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from finetooth.core.finding import Verdict
from finetooth.core.results import Base, Decision, Scores
from finetooth.core.run import Run
from finetooth.machine import versions
from finetooth.recipe.sections import Recipe
from finetooth.report.evidence import Evidence


@dataclass(frozen=True)
class Finished:
    """What a run ends with."""

    decision: Decision
    verdicts: tuple[Verdict, ...]
    scores: Scores
    root: Path
    report: Path


def evidence_of(
    run: Run,
    recipe: Recipe,
    base: Base,
    decision: Decision,
    verdicts: tuple[Verdict, ...],
    results: tuple[Any, ...],
    **given: Any,
) -> Evidence:
    """Gather what the report shows: what was asked, what was decided, and every fact of its fields' names.

    What is ``given`` goes before the facts.
    """
    shown = {field.name for field in fields(Evidence)}
    facts = {name: value for result in results for name, value in vars(result).items() if name in shown}
    about: dict[str, Any] = {
        "recipe": recipe,
        "base": base,
        "decision": decision,
        "verdicts": verdicts,
        "history": tuple(run.history),
    }
    return Evidence(name=run.root.resolve().name, versions=versions(), seconds=run.seconds(), **(facts | about | given))
