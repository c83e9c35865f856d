"""Page: one self-contained report.html that runs no script and asks for nothing from outside."""

from collections.abc import Iterable
from typing import Any

from finetooth.core.check import Check
from finetooth.core.plugins import all_checks
from finetooth.recipe.files import to_yaml
from finetooth.report.answers import answer_words
from finetooth.report.behaviour import capabilities
from finetooth.report.beside import beside_score
from finetooth.report.charts.class_scores import class_scores
from finetooth.report.charts.confusion import confusion, most_confused
from finetooth.report.charts.cost_scores import cost_scores
from finetooth.report.charts.coverage import coverage_chart
from finetooth.report.charts.data_curve import data_curve
from finetooth.report.charts.dose_curves import dose_curves
from finetooth.report.charts.field_scores import field_scores_chart
from finetooth.report.charts.field_topics import field_topics
from finetooth.report.charts.folds import folds
from finetooth.report.charts.honest_split import honest_split
from finetooth.report.charts.label_counts import label_counts
from finetooth.report.charts.learning_curve import learning_curve
from finetooth.report.charts.ledger_flow import ledger_flow
from finetooth.report.charts.out_of_scope import out_of_scope
from finetooth.report.charts.overall_scores import overall_scores
from finetooth.report.charts.reliability import reliability_chart
from finetooth.report.charts.roc import roc
from finetooth.report.charts.scatter import scatter
from finetooth.report.charts.scenarios import scenarios
from finetooth.report.charts.slice_scores import slice_scores
from finetooth.report.charts.throughput import throughput
from finetooth.report.charts.time_and_groups import cuts, decay, groups_left_out
from finetooth.report.charts.trials import trials
from finetooth.report.concealed import concealed_evidence
from finetooth.report.conditions import conditions, steady, swaps, untouched
from finetooth.report.evidence import Evidence
from finetooth.report.failing import failing
from finetooth.report.field import field_words
from finetooth.report.flow import flow_of
from finetooth.report.gate_lines import gate_lines
from finetooth.report.headline import headline
from finetooth.report.in_use import in_use
from finetooth.report.language import answer_lines, besides, difference_lines, field_lines, general_lines
from finetooth.report.mistakes import cards, summary
from finetooth.report.rendering import render
from finetooth.report.rows_read import sources_of, split_lines
from finetooth.report.scope import scope_words
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
        "settings": setting_lines(evidence.settings, evidence.space, evidence.language is not None),
        "trials": trial_lines(evidence.trials, evidence.selection),
        "repeats": repeat_lines(evidence.repeats),
        "insight": insight(evidence),
        "sources": sources_of(evidence.sources),
        "splits": split_lines(evidence.splits),
        "tables": _tables(evidence),
        "failing": failing(evidence),
        "beside": beside_score(evidence),
        "answers": answer_words(evidence),
        "conditions": _conditions(evidence),
        "behaviour": capabilities(evidence.behaviour),
        "field": field_words(evidence),
        "in_use": in_use(evidence.cost),
        "scope": scope_words(evidence.out_of_scope),
        "language": _language(evidence),
        "charts": _charts(evidence) | _in_use(evidence) | ({} if evidence.language else _of_answers(evidence)),
    }


def _tables(evidence: Evidence) -> dict[str, Any]:
    field = evidence.field_scores
    return {
        "overall": overall_table(evidence.scores),
        "classes": class_table(evidence.scores),
        "pairs": _pairs(evidence),
        "field": overall_table(field) if field else None,
        "field_classes": class_table(field) if field else None,
    }


def _pairs(evidence: Evidence) -> list[Any]:
    if evidence.language is not None:
        return []
    return list(most_confused(evidence.predictions, evidence.labels, problem_type=evidence.settings.problem_type))


def _language(evidence: Evidence) -> dict[str, Any] | None:
    """Return what the page says of a language model alone."""
    if evidence.language is None:
        return None
    return {
        "differences": difference_lines(evidence.language),
        "answers": answer_lines(evidence.language.answers),
        "besides": besides(evidence.language),
        "general": general_lines(evidence.language.general),
        "field": field_lines(evidence.language.field_answers),
    }


def _conditions(evidence: Evidence) -> dict[str, Any]:
    tried = evidence.scenario_scores
    told = {"steady": steady(tried), "untouched": untouched(tried)}
    return {"lines": conditions(tried), "swaps": swaps(tried), **told}


def _is_calibrated(evidence: Evidence) -> bool:
    return evidence.answering is not None and evidence.answering.scaling.kind != "none"


def _charts(evidence: Evidence) -> dict[str, Any]:
    metric = evidence.scores.selection_metric
    return {
        "ledger": ledger_flow(flow_of(evidence.ledger, evidence.splits, evidence.verdicts)),
        "data": data_curve(evidence.verdicts),
        "curve": learning_curve(evidence.curve),
        "folds": folds(evidence.crossed),
        "field": field_scores_chart(evidence.field_look, evidence.scores, evidence.field_scores),
        "topics": field_topics(evidence.field_look),
        "overall": overall_scores(evidence.scores),
        "cost": cost_scores(evidence.beside, evidence.scores),
        "honest": honest_split(evidence.honesty),
        "classes": class_scores(evidence.scores),
        "slices": slice_scores(evidence.verdicts),
        "trials": trials(evidence.trials, evidence.space, metric, evidence.selection),
        "reliability": reliability_chart(evidence.answering_effect, _is_calibrated(evidence)),
        "coverage": coverage_chart(
            evidence.answering_effect, evidence.answering, evidence.recipe.evaluate.target_precision
        ),
        "scenarios": scenarios(evidence.scenario_scores, evidence.recipe.validation.max_drop, metric),
        "doses": dose_curves(evidence.scenario_scores, evidence.recipe.validation.max_drop, metric),
    }


def _in_use(evidence: Evidence) -> dict[str, Any]:
    """Return the charts of time, groups and the cost in use."""
    moved = evidence.transfer
    told = {"cuts": cuts(moved), "decay": decay(moved), "groups_left_out": groups_left_out(moved)}
    return {**told, "throughput": throughput(evidence.cost), "out_of_scope": out_of_scope(evidence.out_of_scope)}


def _of_answers(evidence: Evidence) -> dict[str, Any]:
    """Return the charts of what was said of each test row."""
    said, labels, kind = evidence.predictions, evidence.labels, evidence.settings.problem_type
    return {
        "confusion": confusion(said, labels, kind),
        "scatter": scatter(said, evidence.scores, kind),
        "label_counts": label_counts(said, labels, kind),
        "roc": roc(said, labels, evidence.scores, kind),
    }
