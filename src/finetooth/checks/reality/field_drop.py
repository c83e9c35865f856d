"""RWV003: a model that does worse in the field than in the test."""

from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.results import Score, Scores
from finetooth.field.results import FieldLook


def _scores(value: float | None, half: float = 0.03, n: int = 400) -> Scores:
    if value is None:
        return Scores((Score("macro_f1", None, None, None, 0, reason="no row has a label"),))
    return Scores((Score("macro_f1", value, value - half, value + half, n),))


class FieldDrop(Check):
    """The model does worse in the field than in the test.

    Why: the test no longer stands for what comes in; the promised score will not be kept.
    Fix: train and test on rows from the field; look at which classes and which words are new there.
    Blind: how the rows with labels were chosen. Those of label_next.csv are hard on purpose: where only some of the
    rows looked at have labels, and no other row has one, it is a warning, and RWV005 judges the score they refine.
    """

    code = "RWV003"
    severity = Severity.ERROR
    bad = [
        {"scores": _scores(0.85), "field_scores": _scores(0.70)},
        {"scores": _scores(0.85), "field_scores": _scores(0.81)},
    ]
    good = [
        {"scores": _scores(0.85), "field_scores": _scores(0.84)},
        {"scores": _scores(0.85), "field_scores": _scores(0.75, half=0.12, n=40)},
    ]

    def judge(
        self, scores: Scores, field_scores: Scores | None, field_look: FieldLook | None = None
    ) -> Finding | Passed:
        """Compare the field's interval of the selection metric with the test's."""
        test = scores.get(scores.selection_metric)
        field = field_scores.get(scores.selection_metric) if field_scores else None
        if test is None or test.value is None or test.low is None:
            raise NotApplicable(f"there is no {scores.selection_metric} on the test rows")
        if field is None or field.value is None or field.high is None:
            raise NotApplicable("there are no labelled field rows")
        message = f"{test.metric} {_told(field)} field rows, {_told(test)} test rows"
        evidence = {
            "metric": test.metric,
            "drop": round(test.value - field.value, 4),
            "field": field.value,
            "test": test.value,
        }
        chosen = _perhaps_chosen(field, field_look)
        message += "; only some rows have labels, perhaps the hard ones of label_next.csv" if chosen else ""
        if field.high < test.low and not chosen:
            return Finding(message, (), evidence)
        if field.high < test.value:
            return Finding(message, (), evidence, Severity.WARNING)
        return Passed(message, evidence)


def _perhaps_chosen(field: Score, look: FieldLook | None) -> bool:
    """Return whether all labels lie among the rows looked at, and some of these have none."""
    estimate = look.estimate if look else None
    return estimate is not None and field.n <= estimate.labelled < estimate.rows


def _told(score: Score) -> str:
    return f"{score.value:.3f} [{score.low:.3f}, {score.high:.3f}] on {score.n:,}"
