"""Grounds: what conditions are measured on, and the measuring: scores, the answers to test rows, the best baseline."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from finetooth.behaviour.results import Behaviour
from finetooth.comparing.answers import Answers
from finetooth.comparing.slices import column_named, kinds_of
from finetooth.core.errors import UserError, did_you_mean
from finetooth.core.results import Score, Scores
from finetooth.gate.behaviour import pass_rate
from finetooth.gate.conditions import BEHAVIOUR, GAIN, OF_SCOPE, OF_TRANSFER, OF_USE, Condition
from finetooth.gate.measured import of_scope, of_transfer, of_use
from finetooth.metrics import all_metrics, metric_named, metrics_for
from finetooth.metrics.paired import paired
from finetooth.metrics.score import score
from finetooth.scope.results import ScopeLook
from finetooth.serving.results import CostInUse
from finetooth.transfer.results import Transfer


@dataclass(frozen=True, eq=False)
class Grounds:
    """The scores of a run and, for slices and for gains, what was said of each test row."""

    scores: Scores
    answers: Answers | None = None
    resamples: int = 2000
    seed: int = 0
    behaviour: Behaviour | None = None
    cost: CostInUse | None = None
    transfer: Transfer | None = None
    scope: ScopeLook | None = None

    def measure(self, condition: Condition) -> Score:
        """Return what a condition asks for; where it has no value, the reason says why."""
        if condition.metric == GAIN:
            return self._gain()
        if condition.metric == BEHAVIOUR:
            return pass_rate(self.behaviour, condition)
        if condition.metric in OF_USE:
            return of_use(condition.metric, self.cost)
        if condition.metric in OF_TRANSFER:
            return of_transfer(condition.metric, self.transfer)
        if condition.metric in OF_SCOPE:
            return of_scope(condition.metric, self.scope)
        if condition.column is None:
            found = self.scores.get(condition.metric, condition.label)
            return found or _nothing(condition, _known(self.scores, condition))
        return self._of_slice(condition)

    def _gain(self) -> Score:
        """Return the gain over the best baseline in the selection metric, on the same rows and resamples."""
        metric, best = self.scores.selection_metric, _best(self.scores)
        if best is None or self.answers is None or best not in self.answers.baselines:
            why = (
                "no baseline was scored" if best is None else "this run kept no answers of its baselines: run it again"
            )
            return Score(GAIN, None, None, None, 0, reason=why)
        told = self.answers.labelled()
        chosen, rival = [metric_named(metric)], told.baselines[best]
        found = paired(rival, told.predictions, chosen, told.groups, self.resamples, self.seed)[0]
        if found.gain is None:
            return Score(GAIN, None, None, None, found.n, reason=found.reason)
        return Score(GAIN, *found.gain, found.n)

    def _of_slice(self, condition: Condition) -> Score:
        values = column_named(self.answers, str(condition.column)) if self.answers else None
        if self.answers is None or values is None:
            return _nothing(condition, f"the test rows have no column {condition.column!r}")
        mask = (values == condition.value).fill_null(False).to_numpy()
        if not mask.any():
            return _nothing(condition, f"no test row has {condition.column} = {condition.value}")
        groups = self.answers.rows["group"].filter(values == condition.value)
        inside = None if groups.null_count() == len(groups) else groups
        found = score(self.answers.predictions.where(np.asarray(mask)), self.resamples, self.seed, inside)
        wanted = (condition.metric, condition.label)
        return next(
            (one for one in found if (one.metric, one.label) == wanted), _nothing(condition, "it was not scored")
        )


def must_be_known(conditions: Iterable[Condition], answers_of: Answers, where: str) -> None:
    """Raise UserError where a condition names a label, a column or a value that the rows do not have."""
    labels, kinds = answers_of.predictions.labels, kinds_of(answers_of)
    for condition in conditions:
        about = f"the condition {condition.text!r} names"
        _must_be_scored(condition, answers_of.predictions.problem_type, where)
        if condition.metric != BEHAVIOUR and condition.label is not None and condition.label not in labels:
            told = f"{about} a label that is not learned: {condition.label}{did_you_mean(condition.label, labels)}"
            raise UserError(told, where, f"labels: {', '.join(labels[:20])}")
        if condition.column is None:
            continue
        if condition.column not in kinds:
            told = f"{about} no column of the files: {condition.column}{did_you_mean(condition.column, kinds)}"
            raise UserError(told, where, f"columns: {', '.join(kinds[:20])}")
        values = column_named(answers_of, condition.column)
        known = [] if values is None else values.drop_nulls().unique().sort().to_list()
        if condition.value not in known:
            hint = did_you_mean(str(condition.value), known)
            told = f"{about} {condition.column} = {condition.value}, but no test row has it{hint}"
            raise UserError(told, where, f"values: {', '.join(known[:20])}")


def _must_be_scored(condition: Condition, problem_type: str, where: str) -> None:
    """Raise UserError where a condition names a metric of another kind of problem."""
    own = {metric.name for metric in metrics_for(problem_type)}
    if condition.metric in {metric.name for metric in all_metrics()} - own:
        told = f"the condition {condition.text!r} names a metric that problem_type {problem_type} is not scored by"
        raise UserError(told, where, f"known: {', '.join(sorted(own))}")


def _best(scores: Scores) -> str | None:
    """Return the baseline that is best in the selection metric."""
    better = 1 if metric_named(scores.selection_metric).higher_is_better else -1
    found = {
        name: better * one.value
        for name, all_scores in scores.baselines.items()
        for one in all_scores
        if one.metric == scores.selection_metric and one.label is None and one.value is not None
    }
    return max(found, key=lambda name: found[name], default=None)


def _known(scores: Scores, condition: Condition) -> str:
    if condition.label is not None:
        labels = sorted({str(one.label) for one in scores.model if one.metric == condition.metric and one.label})
        return f"there is no label {condition.label!r}; known: {', '.join(labels[:20])}"
    known = sorted({one.metric for one in scores.model if one.label is None})
    return f"there is no such score; known: {', '.join(known)}"


def _nothing(condition: Condition, reason: str) -> Score:
    return Score(condition.metric, None, None, None, 0, condition.label, reason)
