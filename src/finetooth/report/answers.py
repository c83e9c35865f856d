"""From probabilities to an answer, in words and tables: what was tried on held-out rows, what is kept, what it did."""

from dataclasses import dataclass

from finetooth.answering.answering import Answering, Tried
from finetooth.answering.effect import Effect
from finetooth.problems.problem import MULTI, ORDINAL, REGRESSION, SINGLE
from finetooth.report.evidence import Evidence
from finetooth.report.numbers import count, metric_name, percent, plural, three, with_interval
from finetooth.report.score_tables import Cell, Line, ScoreTable

_MOST = 12  # lines of weights
_KINDS = {
    "label_thresholds": "a threshold for each label",
    "temperature": "temperature scaling",
    "vector": "vector scaling",
    "isotonic": "isotonic calibration",
    "threshold": "a threshold",
    "by share": "weights by the classes’ shares",
    "one by one": "a weight for each class",
}


@dataclass(frozen=True)
class TriedLine:
    """One thing that was tried."""

    name: str
    measure: str
    before: str
    after: str
    gain: str
    outcome: str


@dataclass(frozen=True)
class AnswerWords:
    """What is told of the way from probabilities to answers."""

    told: tuple[str, ...]
    rule: tuple[str, ...]
    tried: tuple[TriedLine, ...]
    problems: tuple[str, ...]
    table: ScoreTable | None


def answer_words(evidence: Evidence) -> AnswerWords | None:
    """Return what there is to tell; None of a run that kept nothing of it."""
    answering, effect = evidence.answering, evidence.answering_effect
    if answering is None or effect is None:
        return None
    rule = rule_of(answering, evidence.settings.problem_type)
    more = (f"and {len(rule) - _MOST:,} more",) if len(rule) > _MOST else ()
    tried = tuple(_tried(one) for one in answering.tried)
    return AnswerWords(_told(evidence), (*rule[:_MOST], *more), tried, answering.problems, _table(effect, answering))


def _told(evidence: Evidence) -> tuple[str, ...]:
    answering, choice = evidence.answering, evidence.metric_choice
    told = [f"Models were picked by {metric_name(choice.metric)}: {choice.why}."] if choice else []
    if answering is None:
        return tuple(told)
    rows = f"Fitted on {plural(answering.rows, 'held-out row')} that the model had not seen; no test row was looked at."
    kind = evidence.settings.problem_type
    if kind != REGRESSION:
        told.append(rows if answering.rows else "There were no held-out rows to fit anything on.")
    if kind in (SINGLE, ORDINAL):
        told.append(f"Probabilities: {answering.scaling.told}.")
    return (*told, *_abstention(answering, evidence.answering_effect))


def rule_of(answering: Answering, problem_type: str) -> tuple[str, ...]:
    """Say how answers are made, a line a label where these differ."""
    if problem_type == REGRESSION:
        return ("The answer is the number that the model tells, in the unit of the labels.",)
    if problem_type == MULTI and not answering.label_thresholds:
        return ("Each label is answered from a probability of one half.",)
    if problem_type == MULTI:
        known = zip(answering.labels, answering.label_thresholds, strict=True)
        lines = (f"“{label}” from {three(least)}" for label, least in sorted(known, key=lambda one: one[1]))
        return ("Each label is answered from a probability of its own:", *lines)
    return answering.rule.told(answering.labels)


def _abstention(answering: Answering, effect: Effect | None) -> tuple[str, ...]:
    if answering.abstain_below is None or effect is None:
        return ()
    line = f"Answers that are less than {percent(answering.abstain_below)} sure are held back."
    if effect.coverage is None or effect.precision is None:
        return (line,)
    held_back = effect.coverage.n - effect.precision.n
    told = f"{line} Of {plural(effect.coverage.n, 'test row')} {count(held_back)} are: coverage "
    return (f"{told}{with_interval(effect.coverage)}, precision of the answers {with_interval(effect.precision)}.",)


def _tried(one: Tried) -> TriedLine:
    gain = f"{three(one.gain)} ± {three(one.error)}"
    outcome = "kept" if one.kept else f"left: {one.why}"
    if one.kept and one.why:
        outcome = f"kept: {one.why}"
    name = _KINDS.get(one.name, one.name)
    return TriedLine(name, metric_name(one.measure), three(one.before), three(one.after), gain, outcome)


def _table(effect: Effect, answering: Answering) -> ScoreTable | None:
    """Return the scores of the probabilities, as told beside as calibrated."""
    if answering.scaling.kind == "none" or not effect.before:
        return None
    after = {score.metric: score for score in effect.after}
    lines = tuple(
        Line(
            f"{metric_name(score.metric)}, less is better",
            count(score.n),
            (Cell.of(score), Cell.of(after.get(score.metric))),
        )
        for score in effect.before
    )
    return ScoreTable(("as the model tells them", "calibrated"), lines)
