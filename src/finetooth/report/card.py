"""Model card: README.md with the hub's metadata, what the model is for, how good it is and where it fails."""

from collections.abc import Iterator
from dataclasses import replace

from finetooth import __version__
from finetooth.core.finding import MISTAKES, Outcome, Verdict
from finetooth.report.baselines import best_baseline, comparison, paired_change
from finetooth.report.beside import honesty_told, leak_told
from finetooth.report.card_kinds import about, gives, has_labels
from finetooth.report.card_language import use_of_language
from finetooth.report.card_metadata import front_matter
from finetooth.report.card_use import how_it_answers, how_to_use
from finetooth.report.concealed import concealed_evidence
from finetooth.report.evidence import Evidence
from finetooth.report.gate_lines import gate_lines
from finetooth.report.in_use import in_use_told
from finetooth.report.language import judged_words
from finetooth.report.markdown import bullets, plain, table
from finetooth.report.numbers import count, metric_name, span, three, with_interval
from finetooth.report.rows_read import sources_of, split_lines
from finetooth.report.score_tables import Cell, ScoreTable, class_table, overall_table
from finetooth.report.settings import setting_lines
from finetooth.report.text import visible

_MOST_LABELS = 100


def card(evidence: Evidence) -> str:
    """Return the model card."""
    evidence = concealed_evidence(evidence)
    parts = (_head, _use, _labels, _data, _scores, _conditions, _gate, _limits, _settings)
    body = "\n\n".join(text for part in parts for text in part(evidence))
    return visible(front_matter(evidence)) + "\n" + body + "\n"


def _head(evidence: Evidence) -> Iterator[str]:
    base = f", fine-tuned from {plain(evidence.base.name)}" if evidence.base else ""
    yield f"# {plain(evidence.name, 100)}"
    what = "A language model" if evidence.language else about(evidence.settings.problem_type, len(evidence.labels))
    yield f"{what}{base} by finetooth {__version__}."
    score, best = evidence.scores.get(evidence.scores.selection_metric), best_baseline(evidence.scores)
    paired = paired_change(evidence.verdicts, evidence.scores.selection_metric)
    beside = f": {plain(comparison(score, best, paired))}" if best else ""
    metric = metric_name(evidence.scores.selection_metric)
    word = "go" if evidence.decision.go else "no-go"
    yield f"**Decision: {word}.** {metric} on the test rows: {plain(with_interval(score))}{beside}."


def _use(evidence: Evidence) -> Iterator[str]:
    if evidence.language:
        yield from use_of_language(evidence.settings)
        return
    yield "## What it is for"
    what = f"{gives(evidence.settings.problem_type)} for a short text like those it was trained on"
    yield f"It gives {what}. Other sources, languages or lengths were not tried unless a table below says so."
    yield "## How to use it"
    yield from how_to_use(evidence.settings)
    yield from how_it_answers(evidence.answering)


def _labels(evidence: Evidence) -> Iterator[str]:
    if evidence.language or not has_labels(evidence.settings.problem_type):
        return
    yield "## Labels"
    yield bullets(plain(label, 100) for label in evidence.labels[:_MOST_LABELS])
    if len(evidence.labels) > _MOST_LABELS:
        yield f"and {count(len(evidence.labels) - _MOST_LABELS)} more, in the model's `config.json`."


def _data(evidence: Evidence) -> Iterator[str]:
    yield "## Training data"
    lines = [(plain(one.role), plain(one.file), one.records or "–") for one in sources_of(evidence.sources)]
    if lines:
        yield table(("role", "file", "records"), lines)
    splits = split_lines(evidence.splits)
    yield table(
        ("split", "rows", "classes"), [(split.name, split.rows, split.classes) for split in splits if split.rows != "0"]
    )


def _scores(evidence: Evidence) -> Iterator[str]:
    yield "## Scores"
    yield "On the test rows, with 95 % bootstrap intervals, beside simpler models on the same rows."
    yield _table(replace(overall_table(evidence.scores), folded=()), "metric")
    judged = evidence.language.preference if evidence.language else None
    said = (leak_told(evidence.leak), honesty_told(evidence.honesty), judged and judged_words(judged))
    told = [plain(one, 400) for one in said if one]
    if told:
        yield bullets(told)
    classes = class_table(evidence.scores)
    if classes.lines:
        yield _table(classes, "class")
    if evidence.field_scores:
        yield "On the field rows, which come from production:"
        yield _table(replace(overall_table(evidence.field_scores), folded=()), "metric")


def _table(scores: ScoreTable, first: str) -> str:
    lines = [(plain(one.name, 100), one.rows, *map(_cell, one.cells)) for one in (*scores.lines, *scores.folded)]
    return table((first, "rows", *(plain(head) for head in scores.heads)), lines)


def _cell(cell: Cell) -> str:
    return f"{cell.value} {cell.interval}".strip() + (f" ({plain(cell.reason, 80)})" if cell.reason else "")


def _conditions(evidence: Evidence) -> Iterator[str]:
    yield "## Under real-world conditions"
    lines = [
        (plain(score.title or score.name), three(score.before), three(score.after),
         f"{three(score.drop)} {span(score.low, score.high)}".strip())
        for score in evidence.scenario_scores
    ]  # fmt: skip
    yield table(("condition", "before", "after", "drop"), lines) if lines else "None was tried."
    if cost := in_use_told(evidence.cost):
        yield f"In use: {plain(cost, 900)}"


def _gate(evidence: Evidence) -> Iterator[str]:
    yield "## The gate it was judged by"
    words = {True: " – met", False: " – not met", None: ""}
    yield bullets(
        plain(f"{one.asked}{words[one.met]}{f': {one.found}' if one.found else ''}", 400)
        for one in gate_lines(evidence.recipe.gate, evidence.decision)
    )


def _limits(evidence: Evidence) -> Iterator[str]:
    yield "## Known limits"
    said = [_limit(verdict) for verdict in evidence.failures()]
    said += [f"No evidence on: {MISTAKES.get(code, plain(code)).lower()}." for code in evidence.decision.uncovered]
    yield bullets(said) if said else "No check found a fault that still stands."


def _limit(verdict: Verdict) -> str:
    waived = " (waived)" if verdict.outcome is Outcome.WAIVED else ""
    return f"{plain(verdict.title)} ({plain(verdict.code)}, {verdict.severity}{waived}): {plain(verdict.message, 400)}"


def _settings(evidence: Evidence) -> Iterator[str]:
    yield "## Settings"
    lines = setting_lines(evidence.settings, evidence.space, evidence.language is not None)
    yield table(("setting", "value", "searched"), [(f"`{one.name}`", plain(one.value), plain(one.searched or "fixed"))
                                                   for one in lines])  # fmt: skip
    yield bullets(f"{plain(name)} {plain(str(version))}" for name, version in evidence.versions.items())
