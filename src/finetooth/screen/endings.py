"""What each verb prints at its end: for people, in one line with --quiet, or as JSON."""

import shlex
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.core.plugins import all_checks
from finetooth.recipe.sections import Recipe
from finetooth.report.numbers import plural
from finetooth.screen.clean import clean, safe
from finetooth.screen.console import console
from finetooth.screen.decision import Ending, last_line, panel
from finetooth.screen.findings import findings, number_of, worst_first
from finetooth.screen.json_output import emit, run_object
from finetooth.screen.plan import plan_table
from finetooth.screen.wording import first_sentence


def show_start(recipe: Recipe, root: Path, json: bool, quiet: bool) -> None:
    """Print what is about to be done and where it will lie."""
    if json or quiet:
        return
    out = console()
    out.print(safe(f"{recipe.data.train} + {recipe.base_model or '(no base model)'}", "bold"), soft_wrap=True)
    if recipe.task == "sft":
        out.print(safe("task sft: its conversations teach a language model", "dim"), soft_wrap=True)
    out.print(safe(f"run folder {root}", "dim", 4000), soft_wrap=True)
    out.print()


def show_run(ending: Ending, scores: Mapping[str, Any], json: bool, quiet: bool) -> None:
    """Print the findings and the decision of a run."""
    if json:
        checks = {check.code: check for check in all_checks()}
        emit(run_object(ending.decision, scores, ending.root, ending.verdicts, checks))
    elif quiet:
        console().print(Text(last_line(ending)), soft_wrap=True)
    else:
        out, fixes = console(), advice()
        out.print()
        out.print(findings(ending.verdicts, fixes, "no evidence on"))
        out.print()
        out.print(panel(ending, fixes))


def sources(about: Iterable[Mapping[str, Any]]) -> list[RenderableType]:
    """Return what was read: a line a file, its notes, and a blank line."""
    parts: list[RenderableType] = []
    for source in about:
        parts.append(_source(source))
        parts += [Text("  ! ", "yellow") + safe(note) for note in source.get("notes", ())]
    return [*parts, Text()]


def shown_first(verdicts: Sequence[Verdict]) -> list[str]:
    """Return the codes of what was found, the costliest first."""
    return [verdict.code for verdict in worst_first(verdicts) if verdict.outcome is Outcome.FAILED]


def audit_line(rows: int, verdicts: Sequence[Verdict], command: str) -> str:
    """Return `1,200 rows checked, 3 findings; next: finetooth run ...`."""
    found, broken = number_of(verdicts), sum(verdict.outcome is Outcome.BROKEN for verdict in verdicts)
    looked = any(verdict.is_evidence for verdict in verdicts)
    told = plural(found, "finding") if found else "no finding" if looked else "but no check could look"
    told += f", {plural(broken, 'check')} broke" if broken else ""
    return f"{plural(rows, 'row')} checked, {told}; next: {command}"


def _source(source: Mapping[str, Any]) -> Text:
    """Return `reviews.csv  1,200 rows · text: review · label: rating`."""
    if written := source.get("conversation_format"):
        told = f"{plural(source['rows'], 'conversation')} · {written}, by {source['recognised_by']}"
        return safe(source["file"], "bold") + Text("  ") + safe(told, "dim")
    parts = [plural(source["rows"], "row"), f"text: {source.get('text_column')}"]
    parts += [f"pair: {source['pair_column']}"] if source.get("pair_column") else []
    parts += [f"label: {source['label_column']}"] if source.get("label_column") else []
    return safe(source["file"], "bold") + Text("  ") + safe(" · ".join(parts), "dim")


def show_plan(plan: Mapping[str, Any], json: bool) -> None:
    """Print what a run will do. ``plan`` has steps (stage, what, seconds), seconds, most, trials, rows, notes, busy."""
    if json:
        emit(plan)
        return
    steps = [(step["stage"], step["what"], step["seconds"]) for step in plan["steps"]]
    console().print(plan_table(steps, plan["seconds"], plan["rows"], plan["notes"], plan["most"], plan["busy"]))


def write(text: str) -> None:
    """Write to standard output as it is: what is written must be harmless already."""
    sys.stdout.write(text)
    sys.stdout.flush()


def show_path(name: str, path: Path, json: bool) -> None:
    """Print where something was written."""
    if json:
        emit({name: str(path)})
    else:
        console().print(safe(f"{name} written to {path}", limit=4000), soft_wrap=True)


def run_command(
    given: str, recipe: Recipe, is_recipe: bool, options: Mapping[str, str | None], sets: Iterable[str]
) -> str:
    """Return the command that runs what was audited, with these options (by flag, where given) and --set."""
    words = ["finetooth", "run", *([] if is_recipe else ["--data"]), given]
    model = [] if is_recipe and recipe.base_model else ["--model", recipe.base_model or "NAME"]
    return _command([*words, *model, *_test(recipe, is_recipe)], options, sets)


def audit_command(
    given: str, recipe: Recipe, is_recipe: bool, options: Mapping[str, str | None], sets: Iterable[str]
) -> str:
    """Return the command that audits this again."""
    model = ["--model", recipe.base_model] if recipe.base_model and not is_recipe else []
    return _command(["finetooth", "audit", given, *model, *_test(recipe, is_recipe)], options, sets)


def next_command(verb: str, given: str, is_recipe: bool, options: Mapping[str, str | None], sets: Iterable[str]) -> str:
    """Return the command that goes on with this verb from the very same words: options by flag, where given."""
    words = ["finetooth", verb, *([] if is_recipe or verb != "run" else ["--data"]), given]
    return _command(words, options, sets)


def _test(recipe: Recipe, is_recipe: bool) -> list[str]:
    return ["--test", recipe.data.test] if recipe.data.test and not is_recipe else []


def _command(words: Sequence[str], options: Mapping[str, str | None], sets: Iterable[str]) -> str:
    given = [word for flag, value in options.items() if value is not None for word in (flag, value)]
    given += [word for text in sets for word in ("--set", text)]
    return " ".join(shlex.quote(clean(word, 4000)) for word in (*words, *given))


def reaches(verdicts: Iterable[Verdict], threshold: str) -> bool:
    """Whether a failed verdict is at or above the threshold."""
    least = Severity(threshold).rank
    return any(verdict.outcome is Outcome.FAILED and verdict.severity.rank >= least for verdict in verdicts)


def advice() -> dict[str, str]:
    """Return the first sentence of each check's fix, by code."""
    return {check.code: first_sentence(check.part("Fix")) for check in all_checks()}
