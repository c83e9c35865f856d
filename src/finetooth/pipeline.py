"""The main path: seven stages, top to bottom."""

from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from finetooth import gate
from finetooth.answering.selection import able, chosen_metric
from finetooth.comparing.answers import Answers, baselines_of
from finetooth.core.errors import UserError
from finetooth.core.events import Listener, Steps, silent
from finetooth.core.facts import Facts
from finetooth.core.finding import Verdict
from finetooth.core.plugins import all_checks
from finetooth.core.results import Base, Decision, Scores, Splits
from finetooth.core.rows import LABEL_JOINT, Rows
from finetooth.core.run import Run, Work
from finetooth.machine import versions, write_about
from finetooth.metrics.files import offer
from finetooth.recipe.sections import Recipe
from finetooth.report.evidence import Evidence
from finetooth.selection import chosen_checks, wanted_mending
from finetooth.stages import audit as reading
from finetooth.stages import prepare as mending
from finetooth.stages.audit import contents
from finetooth.stages.augmenting import must_be_scenarios
from finetooth.stages.evaluate import Evaluated, evaluate
from finetooth.stages.fixing import chosen_fixes
from finetooth.stages.known import Known
from finetooth.stages.prepare import Prepared
from finetooth.stages.report import report
from finetooth.stages.settling import costs_of
from finetooth.stages.tracking import must_be_trackers, tracked, trackers
from finetooth.stages.train import train
from finetooth.stages.tune import tune
from finetooth.stages.validate import chosen_scenarios, validate
from finetooth.stages.warm import must_be_runs
from finetooth.training.base_model import locate


@dataclass(frozen=True)
class Finished:
    """What a run ends with."""

    decision: Decision
    verdicts: tuple[Verdict, ...]
    scores: Scores
    root: Path
    report: Path


def run(recipe: Recipe, root: Path, listener: Listener = silent, fresh: bool = False) -> Finished:
    """Take raw rows and a base model to a fine-tuned model, evidence, and a decision.

    Call it again on the same folder and finished stages are loaded, not repeated; an unfinished training goes on, and
    with ``fresh`` begins anew. Raises UserError, also where an unfinished training had other inputs.
    """
    must_make_sense(recipe)
    told = trackers(recipe.training.report_to)
    base = locate(recipe.base_model, recipe.trust_remote_code)
    files = contents(recipe.data)
    checks, left_out = chosen_checks(recipe.audit)
    run = Run(root, checks, {"recipe": recipe, "base": base}, listener, fresh)
    with run.lock(), tracked(run, told):
        write_about(root, recipe, base, files)
        read = run.stage(reading.audit, recipe.data, files, recipe.seed)
        must_be_trainable(read.rows)
        prepared = _prepared(run, recipe, base, read)
        splits = prepared.splits
        _must_be_judgeable(recipe, read, splits)
        metric, split = chosen_metric(recipe.evaluate, splits.train.labels).metric, recipe.prepare.split
        tuned = run.stage(
            tune, recipe.tune, recipe.training.deciding(), metric, recipe.seed, base, splits, prepared.weights, split
        )
        trained = run.stage(train, tuned.settings, base, splits, prepared.mends, prepared.weights)
        model, labels = trained.model, trained.labels
        scored = run.stage(evaluate, recipe.evaluate, tuned.settings, base, model, labels, splits, trained.held_out)
        tried = run.stage(validate, recipe.validation, tuned.settings, base, model, labels, splits, scored.answering)
        verdicts = gate.waived((*run.verdicts(), *left_out), recipe.gate)
        decision = gate.decide(verdicts, recipe.gate, _grounds(recipe, read, splits, labels, scored))
        page = run.stage(
            report, _evidence(run, recipe, base, decision, verdicts, (read, prepared, tuned, trained, scored, tried))
        )
    return Finished(decision, verdicts, scored.scores, root, page.page)


def _must_be_judgeable(recipe: Recipe, read: reading.Audited, splits: Splits) -> None:
    labels, metric = tuple(splits.train.labels.unique().sort()), recipe.evaluate.selection_metric
    costs_of(recipe.evaluate, labels)
    gate.must_be_judgeable(recipe.gate, Answers.foreseen(labels, splits.test, read.rows, read.columns, metric))


def _grounds(
    recipe: Recipe, read: reading.Audited, splits: Splits, labels: tuple[str, ...], scored: Evaluated
) -> gate.Grounds:
    """Return what the gate's conditions are measured on."""
    beside = baselines_of(scored.baseline_predictions, splits.test, labels)
    given = (scored.predictions, labels, splits.test, read.rows, read.columns, scored.scores.selection_metric)
    answers = Answers.of("this model", *given, baselines=beside)
    return gate.Grounds(scored.scores, answers, recipe.evaluate.resamples, recipe.seed)


def _evidence(
    run: Run, recipe: Recipe, base: Base, decision: Decision, verdicts: tuple[Verdict, ...], results: tuple[Any, ...]
) -> Evidence:
    """Gather what the report shows: what was asked, what was decided, and every fact of its fields' names."""
    shown = {field.name for field in fields(Evidence)}
    facts = {name: value for result in results for name, value in vars(result).items() if name in shown}
    about: dict[str, Any] = {
        "recipe": recipe,
        "base": base,
        "decision": decision,
        "verdicts": verdicts,
        "history": tuple(run.history),
    }
    return Evidence(name=run.root.resolve().name, versions=versions(), seconds=run.seconds(), **about, **facts)


def prepare(recipe: Recipe, root: Path, listener: Listener = silent) -> tuple[Prepared, tuple[Verdict, ...]]:
    """Take raw rows to mended splits and a ledger: the first two stages of a run, which may go on from there.

    Returns what was prepared and the last verdict of every check on it. Raises UserError.
    """
    must_make_sense(recipe)
    base = locate(recipe.base_model, recipe.trust_remote_code) if recipe.base_model else None
    files = contents(recipe.data)
    checks, left_out = chosen_checks(recipe.audit)
    run = Run(root, checks, {"recipe": recipe} | ({"base": base} if base else {}), listener)
    with run.lock():
        write_about(root, recipe, base, files)
        read = run.stage(reading.audit, recipe.data, files, recipe.seed)
        prepared = _prepared(run, recipe, base, read)
        return prepared, gate.waived((*run.verdicts(), *left_out), recipe.gate)


def _prepared(run: Run, recipe: Recipe, base: Base | None, read: reading.Audited) -> Prepared:
    known, tuning = Known.of(recipe, base), recipe.tune.method != "none"
    options = wanted_mending(recipe)
    return run.stage(mending.prepare, options, read.rows, read.columns, read.ledger, known, tuning)


@dataclass(frozen=True)
class Audit:
    """What an audit ends with: nothing is written."""

    rows: int
    verdicts: tuple[Verdict, ...]
    sources: tuple[dict[str, Any], ...]
    table: Rows
    columns: pl.DataFrame


def audit(recipe: Recipe, listener: Listener = silent) -> Audit:
    """Read the recipe's files and judge the rows as they are: no run folder, no training. Raises UserError."""
    must_make_sense(recipe)
    given: dict[str, Any] = {"recipe": recipe}
    if recipe.base_model:
        given["base"] = locate(recipe.base_model, recipe.trust_remote_code)
    with TemporaryDirectory() as scratch:
        read = reading.audit(Work(Path(scratch), "audit", listener), recipe.data, contents(recipe.data), recipe.seed)
    checks, left_out = chosen_checks(recipe.audit)
    steps = Steps("audit", listener)
    facts = Facts(
        {**given, "rows": read.rows, "columns": read.columns, "ledger": read.ledger, "progress": steps.within}
    )
    able = [check.code for check in all_checks() if check.ready(facts) and "rows" in check.roots(facts)]
    ready = [check for check in checks if check.code in able]
    judged = [check.run(facts, "audit") for check in steps.through(ready, lambda check: check.title)]
    silent_ones = [verdict for verdict in left_out if verdict.code in able or verdict.message.startswith("ignored: ")]
    verdicts = gate.waived(sorted((*judged, *silent_ones), key=lambda verdict: verdict.code), recipe.gate)
    return Audit(len(read.rows), verdicts, read.sources, read.rows, read.columns)


def must_make_sense(recipe: Recipe) -> None:
    """Raise UserError for what can be known to be wrong before any work is done."""
    offer(recipe.evaluate.metric_files)
    if recipe.evaluate.selection_metric != "auto":
        able(recipe.evaluate.selection_metric)
    gate.check_conditions(recipe.gate)
    gate.check_waivers(recipe.gate, [check.code for check in all_checks()])
    chosen_checks(recipe.audit)
    chosen_fixes(wanted_mending(recipe))
    chosen_scenarios(recipe.validation)
    must_be_scenarios(recipe.training.augment, "training.augment")
    must_be_trackers(recipe.training.report_to)
    must_be_runs(recipe.tune.warm_start)


def must_be_trainable(rows: Rows) -> None:
    """Raise UserError for rows that can be audited and prepared, but not learned from yet."""
    fix = "`finetooth audit` and `finetooth prepare` take them; to train, give each row one text and one label"
    if rows.labels.str.contains(LABEL_JOINT, literal=True).any():
        raise UserError("rows with several labels cannot be trained on in this version", "data.label_separator", fix)
