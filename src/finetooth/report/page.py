"""Page: one self-contained report.html that runs no script and asks for nothing from outside."""

from collections.abc import Iterable
from typing import Any

from finetooth.core.check import Check
from finetooth.core.plugins import all_checks
from finetooth.recipe.files import to_yaml
from finetooth.report.charts.class_scores import class_scores
from finetooth.report.charts.confusion import confusion, most_confused
from finetooth.report.charts.data_curve import data_curve
from finetooth.report.charts.folds import folds
from finetooth.report.charts.learning_curve import learning_curve
from finetooth.report.charts.ledger_flow import ledger_flow
from finetooth.report.charts.overall_scores import overall_scores
from finetooth.report.charts.roc import roc
from finetooth.report.charts.scenarios import scenarios
from finetooth.report.charts.trials import trials
from finetooth.report.concealed import concealed_evidence
from finetooth.report.evidence import Evidence
from finetooth.report.flow import flow_of
from finetooth.report.gate_lines import gate_lines
from finetooth.report.headline import headline
from finetooth.report.mistakes import cards, summary
from finetooth.report.rendering import render
from finetooth.report.rows_read import sources_of, split_lines
from finetooth.report.score_tables import class_table, overall_table
from finetooth.report.settings import setting_lines
from finetooth.report.tuning import insight, repeat_lines, trial_lines


def page(evidence: Evidence, checks: Iterable[Check] | None = None) -> str:
    """Return the whole page. ``checks`` explain the verdicts (why, fix); all known ones unless given."""
    known = {check.code: check for check in (all_checks() if checks is None else checks)}
    evidence = concealed_evidence(evidence)
    seven = cards(evidence, known)
    return render(
        "page.html.j2",
        evidence=evidence,
        headline=headline(evidence, known),
        cards=seven,
        summary=summary(seven),
        **_parts(evidence),
    )


def _parts(evidence: Evidence) -> dict[str, Any]:
    return {
        "recipe": to_yaml(evidence.recipe),
        "gate": gate_lines(evidence.recipe.gate, evidence.decision),
        "settings": setting_lines(evidence.settings, evidence.space),
        "trials": trial_lines(evidence.trials, evidence.selection),
        "repeats": repeat_lines(evidence.repeats),
        "insight": insight(evidence),
        "sources": sources_of(evidence.sources),
        "splits": split_lines(evidence.splits),
        "tables": _tables(evidence),
        "charts": _charts(evidence),
    }


def _tables(evidence: Evidence) -> dict[str, Any]:
    field = evidence.field_scores
    return {
        "overall": overall_table(evidence.scores),
        "classes": class_table(evidence.scores),
        "pairs": most_confused(evidence.predictions, evidence.labels),
        "field": overall_table(field) if field else None,
        "field_classes": class_table(field) if field else None,
    }


def _charts(evidence: Evidence) -> dict[str, Any]:
    metric = evidence.scores.selection_metric
    return {
        "ledger": ledger_flow(flow_of(evidence.ledger, evidence.splits, evidence.verdicts)),
        "data": data_curve(evidence.verdicts),
        "curve": learning_curve(evidence.curve),
        "folds": folds(evidence.crossed),
        "overall": overall_scores(evidence.scores),
        "classes": class_scores(evidence.scores),
        "confusion": confusion(evidence.predictions, evidence.labels),
        "roc": roc(evidence.predictions, evidence.labels, evidence.scores),
        "trials": trials(evidence.trials, evidence.space, metric, evidence.selection),
        "scenarios": scenarios(evidence.scenario_scores, evidence.recipe.validation.max_drop),
    }
