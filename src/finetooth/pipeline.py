"""The main path: seven stages, top to bottom."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from finetooth import gate
from finetooth.answering.selection import able, chosen_metric
from finetooth.behaviour.suite import Suite
from finetooth.comparing.answers import Answers, baselines_of
from finetooth.core.errors import UserError
from finetooth.core.events import Listener, Steps, silent
from finetooth.core.facts import Facts
from finetooth.core.finding import Verdict
from finetooth.core.plugins import all_checks
from finetooth.core.results import Base, Splits
from finetooth.core.rows import Rows
from finetooth.core.run import Run, Work
from finetooth.finished import Finished, evidence_of
from finetooth.machine import write_about
from finetooth.metrics.files import digests, offer
from finetooth.prediction import mended
from finetooth.problems import taught_by
from finetooth.recipe.belonging import must_belong
from finetooth.recipe.sections import Recipe
from finetooth.selection import chosen_checks, wanted_mending
from finetooth.slicing.of_a_run import must_be_columns
from finetooth.stages import audit as reading
from finetooth.stages import prepare as mending
from finetooth.stages.audit import contents
from finetooth.stages.augmenting import must_be_guises
from finetooth.stages.behaving import must_have_behaviour, suite_for
from finetooth.stages.evaluate import Evaluated, evaluate
from finetooth.stages.fixing import chosen_fixes
from finetooth.stages.known import Known
from finetooth.stages.posing import posed
from finetooth.stages.prepare import Prepared
from finetooth.stages.report import report
from finetooth.stages.scoping import read_unknown
from finetooth.stages.settling import costs_of
from finetooth.stages.tracking import must_be_trackers, tracked, trackers
from finetooth.stages.train import train
from finetooth.stages.tune import tune
from finetooth.stages.validate import Validated, chosen_scenarios, validate
from finetooth.stages.warm import must_be_runs
from finetooth.training.base_model import locate


def run(recipe: Recipe, root: Path, listener: Listener = silent, fresh: bool = False) -> Finished:
    """Take raw rows and a base model to a fine-tuned model, evidence, and a decision.

    Call it again on the same folder and finished stages are loaded, not repeated; an unfinished training goes on, and
    with ``fresh`` begins anew. Raises UserError, also where an unfinished training had other inputs.
    """
    if recipe.task == "sft":
        from finetooth.pipeline_sft import run as run_sft

        return run_sft(recipe, root, listener, fresh)
    must_make_sense(recipe)
    told = trackers(recipe.training.report_to)
    base = locate(recipe.base_model, recipe.trust_remote_code)
    files = contents(recipe.data)
    checks, left_out = chosen_checks(recipe.audit, recipe.task)
    run = Run(root, checks, {"recipe": recipe, "base": base}, listener, fresh)
    with run.lock(), tracked(run, told):
        write_about(root, recipe, base, files)
        read = run.stage(reading.audit, recipe.data, files, recipe.seed, recipe.task, recipe.problem_type)
        recipe = posed(recipe, read.rows)
        prepared = _prepared(run, recipe, base, read)
        splits = prepared.splits
        suite, unknown = _must_be_judgeable(recipe, read, splits), _unknown(recipe, read, prepared)
        metric, split = _metric(recipe, splits), recipe.prepare.split
        tuned = run.stage(
            tune, recipe.tune, recipe.training.deciding(), metric, recipe.seed, base, splits, prepared.weights, split,
            recipe.problem_type,
        )  # fmt: skip
        trained = run.stage(train, tuned.settings, base, splits, prepared.mends, prepared.weights)
        model, labels = trained.model, trained.labels
        held_out, own = trained.held_out, digests(recipe.evaluate.metric_files)
        scored = run.stage(evaluate, recipe.evaluate, tuned.settings, base, model, labels, splits, held_out, own)
        tried_with = (scored.answering, suite, held_out, unknown, own)
        tried = run.stage(validate, recipe.validation, tuned.settings, base, model, labels, splits, *tried_with)
        verdicts = gate.waived((*run.verdicts(), *left_out), recipe.gate)
        decision = gate.decide(verdicts, recipe.gate, _grounds(recipe, read, splits, labels, scored, tried))
        page = run.stage(
            report, evidence_of(run, recipe, base, decision, verdicts, (read, prepared, tuned, trained, scored, tried))
        )
    return Finished(decision, verdicts, scored.scores, root, page.page)


def _must_be_judgeable(recipe: Recipe, read: reading.Audited, splits: Splits) -> Suite | None:
    """Return the behavioural tests. Raises UserError where these or the gate ask for what the rows do not have."""
    kind, metric = recipe.problem_type, recipe.evaluate.selection_metric
    labels = taught_by(kind, splits.train.labels.to_list()).labels
    costs_of(recipe.evaluate, labels)
    foreseen = Answers.foreseen(labels, splits.test, read.rows, read.columns, metric, kind)
    gate.must_be_judgeable(recipe.gate, foreseen)
    must_be_columns(recipe.evaluate, foreseen)
    return suite_for(recipe, labels)


def _unknown(recipe: Recipe, read: reading.Audited, prepared: Prepared) -> Rows | None:
    """Return the rows that belong to no class, treated as the training rows were, where the recipe names any."""
    found = read_unknown(recipe.data, read.sources[0]["text_column"])
    if found is None:
        return None
    texts = (mended(found.table[name], prepared.mends).alias(name) for name in ("text", "pair"))
    return Rows(found.table.with_columns(*texts))


def _metric(recipe: Recipe, splits: Splits) -> str:
    """Return the metric that models are picked by."""
    return chosen_metric(recipe.evaluate, splits.train.labels, recipe.problem_type).metric


def _grounds(
    recipe: Recipe,
    read: reading.Audited,
    splits: Splits,
    labels: tuple[str, ...],
    scored: Evaluated,
    tried: Validated,
) -> gate.Grounds:
    """Return what the gate's conditions are measured on."""
    kind, metric = recipe.problem_type, scored.scores.selection_metric
    beside = baselines_of(scored.baseline_predictions, splits.test, labels, kind)
    given = (scored.predictions, labels, splits.test, read.rows, read.columns, metric, kind)
    answers = Answers.of("this model", *given, baselines=beside)
    measured = (tried.behaviour, tried.cost, tried.transfer, tried.out_of_scope)
    return gate.Grounds(scored.scores, answers, recipe.evaluate.resamples, recipe.seed, *measured)


def prepare(recipe: Recipe, root: Path, listener: Listener = silent) -> tuple[Prepared, tuple[Verdict, ...]]:
    """Take raw rows to mended splits and a ledger: the first two stages of a run, which may go on from there.

    Returns what was prepared and the last verdict of every check on it. Raises UserError.
    """
    if recipe.task == "sft":
        fix = "`finetooth audit --diff` shows what prepare would change; `finetooth run` prepares, and goes on"
        raise UserError("conversations are prepared as a part of a run only", "recipe: task", fix)
    must_make_sense(recipe)
    base = locate(recipe.base_model, recipe.trust_remote_code) if recipe.base_model else None
    files = contents(recipe.data)
    checks, left_out = chosen_checks(recipe.audit, recipe.task)
    run = Run(root, checks, {"recipe": recipe} | ({"base": base} if base else {}), listener)
    with run.lock():
        write_about(root, recipe, base, files)
        read = run.stage(reading.audit, recipe.data, files, recipe.seed, recipe.task, recipe.problem_type)
        prepared = _prepared(run, posed(recipe, read.rows), base, read)
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
        work, files = Work(Path(scratch), "audit", listener), contents(recipe.data)
        read = reading.audit(work, recipe.data, files, recipe.seed, recipe.task)
    checks, left_out = chosen_checks(recipe.audit, recipe.task)
    steps = Steps("audit", listener)
    facts = Facts({**given, **reading.judged(read), "progress": steps.within})
    able = [check.code for check in all_checks() if check.ready(facts) and "rows" in check.roots(facts)]
    ready = [check for check in checks if check.code in able]
    judged = [check.run(facts, "audit") for check in steps.through(ready, lambda check: check.title)]
    silent_ones = [verdict for verdict in left_out if verdict.code in able or verdict.message.startswith("ignored: ")]
    verdicts = gate.waived(sorted((*judged, *silent_ones), key=lambda verdict: verdict.code), recipe.gate)
    return Audit(len(read.rows), verdicts, read.sources, read.rows, read.columns)


def must_make_sense(recipe: Recipe) -> None:
    """Raise UserError for what can be known to be wrong before any work is done."""
    must_belong(recipe)
    offer(recipe.evaluate.metric_files)
    if recipe.evaluate.selection_metric != "auto":
        able(recipe.evaluate.selection_metric, recipe.problem_type)
    gate.check_conditions(recipe.gate)
    gate.must_be_measured(gate.parse_all(recipe.gate.require), recipe, "recipe: gate.require")
    gate.check_waivers(recipe.gate, [check.code for check in all_checks()])
    chosen_checks(recipe.audit, recipe.task)
    chosen_fixes(wanted_mending(recipe), recipe.task)
    if recipe.task != "sft":
        chosen_scenarios(recipe.validation)
    must_have_behaviour(recipe)
    must_be_guises(recipe.training.augment)
    must_be_trackers(recipe.training.report_to)
    must_be_runs(recipe.tune.warm_start)
