"""What each verb prints at its end: for people, in one line with --quiet, or as JSON."""

import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.text import Text

from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.core.plugins import all_checks
from finetooth.core.recipe import Recipe
from finetooth.report.numbers import plural
from finetooth.screen.clean import clean, safe
from finetooth.screen.console import console
from finetooth.screen.decision import Ending, last_line, panel
from finetooth.screen.findings import findings, number_of
from finetooth.screen.json_output import audit_object, emit, run_object
from finetooth.screen.plan import plan_table

_RANK = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2}


def show_start(recipe: Recipe, root: Path, json: bool, quiet: bool) -> None:
    """Print what is about to be done and where it will lie."""
    if json or quiet:
        return
    out = console()
    out.print(safe(f"{recipe.data.train} + {recipe.base_model or '(no base model)'}", "bold"), soft_wrap=True)
    out.print(safe(f"run folder {root}", "dim", 4000), soft_wrap=True)
    out.print()


def show_run(ending: Ending, scores: Mapping[str, Any], json: bool, quiet: bool) -> None:
    """Print the findings and the decision of a run."""
    if json:
        emit(run_object(ending.decision, scores, ending.root, ending.verdicts))
    elif quiet:
        console().print(Text(last_line(ending)), soft_wrap=True)
    else:
        out, fixes = console(), advice()
        out.print()
        out.print(findings(ending.verdicts, fixes, "no evidence on"))
        out.print()
        out.print(panel(ending, fixes))


def show_audit(rows: int, verdicts: Iterable[Verdict], command: str, json: bool, quiet: bool) -> None:
    """Print the findings of an audit, how many rows were checked, and the command to go on with."""
    kept = list(verdicts)
    if json:
        emit(audit_object(rows, kept))
        return
    out, found = console(), number_of(kept)
    if not quiet:
        out.print(findings(kept, advice(), "judged in a run"))
        out.print()
    told = f"{plural(rows, 'row')} checked, {plural(found, 'finding') if found else 'no finding'}"
    out.print(Text(told, "bold") + safe(f"; next: {command}", limit=4000), soft_wrap=True)


def show_plan(plan: Mapping[str, Any], json: bool) -> None:
    """Print what a run will do. ``plan`` has steps (stage, what, seconds), seconds, trials, rows and notes."""
    if json:
        emit(plan)
        return
    steps = [(step["stage"], step["what"], step["seconds"]) for step in plan["steps"]]
    console().print(plan_table(steps, plan["seconds"], plan["rows"], plan["notes"]))


def show_path(name: str, path: Path, json: bool) -> None:
    """Print where something was written."""
    if json:
        emit({name: str(path)})
    else:
        console().print(safe(f"{name} written to {path}", limit=4000), soft_wrap=True)


def run_command(given: str, recipe: Recipe, is_recipe: bool) -> str:
    """Return the command that runs what was audited."""
    if is_recipe:
        return f"finetooth run {shlex.quote(clean(given, 4000))}"
    words = ["finetooth", "run", "--data", given, "--model", recipe.base_model or "NAME"]
    words += ["--test", recipe.data.test] if recipe.data.test else []
    return " ".join(shlex.quote(clean(word, 4000)) for word in words)


def reaches(verdicts: Iterable[Verdict], threshold: str) -> bool:
    """Whether a failed verdict is at or above the threshold."""
    least = _RANK[Severity(threshold)]
    return any(verdict.outcome is Outcome.FAILED and _RANK[verdict.severity] >= least for verdict in verdicts)


def advice() -> dict[str, str]:
    """Return the first sentence of each check's fix, by code."""
    return {check.code: _first_sentence(check.part("Fix")) for check in all_checks()}


def _first_sentence(text: str) -> str:
    end = text.find(". ")
    return text if end < 0 else text[: end + 1]
