"""The main path of a language model: the same seven stages, top to bottom."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import polars as pl

from finetooth import gate
from finetooth.comparing.regression import rival_of
from finetooth.comparing.spoken import Spoken
from finetooth.core.events import Listener, silent
from finetooth.core.results import Base
from finetooth.core.run import Run
from finetooth.finished import Finished, evidence_of
from finetooth.machine import write_about
from finetooth.metrics.text import text_metrics
from finetooth.pipeline import must_make_sense
from finetooth.recipe.sections import Recipe
from finetooth.report.language import Language
from finetooth.selection import chosen_checks, wanted_mending
from finetooth.stages.audit import Audited, audit, contents
from finetooth.stages.known import Known
from finetooth.stages.report import report
from finetooth.stages.sft.conditions import must_be_conditions
from finetooth.stages.sft.endpoint import key_of
from finetooth.stages.sft.evaluate import evaluate
from finetooth.stages.sft.prepare import Prepared, prepare
from finetooth.stages.sft.train import train
from finetooth.stages.sft.tune import tune
from finetooth.stages.sft.validate import validate
from finetooth.stages.tracking import tracked, trackers
from finetooth.tasks.sft.four_bits import must_be_able
from finetooth.training.base_model import locate


def run(recipe: Recipe, root: Path, listener: Listener = silent, fresh: bool = False) -> Finished:
    """Take conversations and a base model to a fine-tuned language model, evidence, and a decision.

    As `pipeline.run`: call it again on the same folder and it goes on. Raises UserError.
    """
    must_make_sense(recipe)
    must_be_able(recipe.training)
    must_be_conditions(recipe.validation)
    text_metrics(recipe.evaluate.metrics, [], "recipe: evaluate.metrics")
    if recipe.evaluate.judge is not None:
        key_of(recipe.evaluate.judge)
    told = trackers(recipe.training.report_to)
    base = locate(recipe.base_model, recipe.trust_remote_code)
    files = contents(recipe.data)
    checks, left_out = chosen_checks(recipe.audit, recipe.task)
    run = Run(root, checks, {"recipe": recipe, "base": base}, listener, fresh)
    with run.lock(), tracked(run, told):
        write_about(root, recipe, base, files)
        read = run.stage(audit, recipe.data, files, recipe.seed, recipe.task)
        prepared = prepared_talks(run, recipe, base, read)
        splits, talks = prepared.splits, prepared.conversations
        if recipe.gate.regression_vs is not None:  # hours later it would be too late
            rival_of(recipe.gate.regression_vs, Spoken.foreseen(splits.test.table))
        tuned = run.stage(tune, recipe.tune, recipe.training.deciding(), recipe.seed, base, splits, talks)
        settings = tuned.settings
        trained = run.stage(train, settings, base, splits, talks)
        scored = run.stage(evaluate, recipe.evaluate, settings, base, trained.model, splits, talks)
        tried = run.stage(validate, recipe.validation, recipe.evaluate, settings, base, trained.model, splits, talks)
        verdicts = gate.waived((*run.verdicts(), *left_out), recipe.gate)
        decision = gate.decide(verdicts, recipe.gate, gate.Grounds(scored.scores))
        shown = (read, prepared, tuned, trained, scored, tried)
        page = run.stage(report, evidence_of(run, recipe, base, decision, verdicts, shown, **_only_here(shown)))
    return Finished(decision, verdicts, scored.scores, root, page.page)


def prepared_talks(run: Run, recipe: Recipe, base: Base | None, read: Audited) -> Prepared:
    """Mend and split the conversations that were read."""
    known, tuning = Known.of(recipe, base), recipe.tune.method != "none"
    options = wanted_mending(recipe)
    return run.stage(prepare, options, read.rows, read.columns, read.conversations, read.ledger, known, tuning)


def _only_here(results: tuple[Any, ...]) -> dict[str, Any]:
    """Return what the report shows of a language model alone, and nothing for what only classifiers have."""
    names = {field.name for field in fields(Language)}
    facts = {name: value for result in results for name, value in vars(result).items() if name in names}
    nothing = pl.DataFrame(schema={"id": pl.Int64, "truth": pl.String, "prediction": pl.String})
    return {"language": Language(**facts), "labels": (), "predictions": nothing, "crossed": None}
