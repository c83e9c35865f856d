"""RWV005: a score that is predicted to be too low in the field."""

import re

from finetooth.checks.wording import counted
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.results import Score, Scores
from finetooth.field.results import Coverage, FieldEstimate, FieldLook, Predicted
from finetooth.recipe.sections import Recipe

_CONDITION = re.compile(r"\s*(\w+)(?:\.(?:value|low|high))?\s*>=?\s*([0-9.]+)\s*")


def _scores(value: float) -> Scores:
    return Scores((Score("macro_f1", value, value - 0.03, value + 0.03, 400),))


def _look(value: float, half: float) -> FieldLook:
    told = [Predicted(name, value, value - half, value + half, 0.86) for name in ("accuracy", "macro_f1")]
    estimate = FieldEstimate(500, 800, told[0], told[1], (), 40, 2.1, 1.6, 0.0, ())
    return FieldLook(800, 500, 0.9, 0.88, 0.92, 0.002, True, (), Coverage(500, 30, 0.05, (), ()), estimate)


_RECIPE = {"data": {"train": "rows.csv"}, "gate": {"require": ["macro_f1.low >= 0.8"]}}


class FieldPrediction(Check):
    """The model is predicted to do worse in the field.

    Why: what comes in differs from what the model was tested on, and where its confidence fades with that, the
    promised score will not be kept. Predicted without labels from what happens to confidence on shifts that are
    simulated from held-out rows (confidence, thresholds and weights after Garg et al. 2022, Guillory et al. 2021,
    Saerens et al. 2002, the best mean of them by its errors there).
    Fix: label the rows of 6-validate/label_next.csv, put the labels into the field file and run again: that tells it
    surely. Then train on such rows too.
    Blind: another rule for the labels, and texts that were made to mislead: neither shows without labels.
    """

    code = "RWV005"
    bad = [
        {"scores": _scores(0.86), "field_look": _look(0.72, 0.05), "recipe": _RECIPE},
        {"scores": _scores(0.86), "field_look": _look(0.74, 0.07), "recipe": {"data": {"train": "rows.csv"}}},
    ]
    good = [
        {"scores": _scores(0.86), "field_look": _look(0.85, 0.04), "recipe": _RECIPE},
        {"scores": _scores(0.86), "field_look": _look(0.81, 0.12), "recipe": {"data": {"train": "rows.csv"}}},
    ]

    def judge(self, scores: Scores, field_look: FieldLook | None, recipe: Recipe) -> Finding | Passed:
        """Compare the predicted interval with the test's, and with what the gate requires."""
        if field_look is None:
            raise NotApplicable("there are no field rows to predict a score of")
        if field_look.estimate is None:
            raise NotApplicable(f"no score could be predicted: {field_look.why}")
        told = field_look.estimate.get(scores.selection_metric) or field_look.estimate.accuracy
        test, needed = scores.get(told.metric), _needed(recipe, told.metric)
        message = _message(told, field_look.estimate, test, needed)
        evidence = {
            "metric": told.metric,
            "predicted": [round(one, 4) for one in (told.value, told.low, told.high)],
            "test": test.value if test else None,
            "needed": needed,
            "simulated_shifts": field_look.estimate.shifts,
            "labelled": field_look.estimate.labelled,
        }
        if needed is not None and told.high < needed:
            return Finding(message, (), evidence, Severity.ERROR)
        if test is not None and test.low is not None and told.high < test.low:
            return Finding(message, (), evidence, Severity.WARNING)
        if needed is not None and told.value < needed:
            return Finding(message, (), evidence, Severity.INFO)
        return Passed(message, evidence)


def _needed(recipe: Recipe, metric: str) -> float | None:
    """Return the most that the gate requires of a metric; None where it requires nothing of it."""
    found = (_CONDITION.fullmatch(condition) for condition in recipe.gate.require)
    values = [float(one[2]) for one in found if one and one[1] == metric]
    return max(values, default=None)


def _message(told: Predicted, estimate: FieldEstimate, test: Score | None, needed: float | None) -> str:
    by = f", {counted(estimate.labelled)} of them with labels" if estimate.labelled else ", none with its label"
    said = f"{told.metric} predicted {told.value:.3f} [{told.low:.3f}, {told.high:.3f}] on "
    said += f"{counted(estimate.rows, 'field row')}{by}"
    if test is not None and test.value is not None:
        said += f"; {test.value:.3f} on {counted(test.n, 'test row')}"
    return f"{said}; the gate requires {needed:g}" if needed is not None else said
