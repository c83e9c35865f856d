"""FIT002: a training that taught nothing."""

import math

import polars as pl

from finetooth.checks.wording import counted
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.results import Curve, CurvePoint, Settings
from finetooth.guards.no_learning import unlearned
from finetooth.problems import KINDS
from finetooth.problems.problem import MULTI, REGRESSION, SINGLE


def _example(losses: list[float], scores: list[float]) -> dict[str, object]:
    points = tuple(
        CurvePoint(n, 10 * n, loss, loss, score, score)
        for n, (loss, score) in enumerate(zip(losses, scores, strict=True), start=1)
    )
    best = 10 * (1 + scores.index(max(scores)))
    counts = pl.DataFrame({"label": ["bad", "good"], "rows": [100, 90]})
    return {"curve": Curve(points, "macro_f1", best, False, len(points)), "label_counts": counts}


class NotLearning(Check):
    """The model did not learn.

    Why: validation loss stays where guessing would leave it; the score is that of the class mix, not of the model.
    Fix: raise learning_rate if the loss is flat, lower it if it jumps or is not a number; look at labels and texts.
    Blind: a model that learns to tell the largest class alone scores above chance here; its macro-F1 tells.
    """

    code = "FIT002"
    severity = Severity.ERROR
    bad = [
        _example([0.70, 0.69, 0.70], [0.34, 0.34, 0.34]),
        _example([0.70, 0.60, math.nan], [0.34, 0.60, 0.34]),
    ]
    good = [
        _example([0.60, 0.40, 0.35], [0.60, 0.82, 0.85]),
        _example([0.20, 0.21], [0.95, 0.95]),
    ]

    def judge(self, curve: Curve, label_counts: pl.DataFrame, settings: Settings | None = None) -> Finding | Passed:
        """Compare the best validation score with the first, and the least validation loss with that of guessing."""
        points, classes = tuple(point for point in curve.points if point.step), label_counts.height
        if not points or classes < 2:
            raise NotApplicable("there is no evaluation of a fine-tuning, or fewer than two classes")
        odd = [point for point in points if not math.isfinite(point.train_loss + point.validation_loss)]
        if odd:
            message = f"the loss was not a number in {len(odd)} of {counted(len(points), 'evaluation')}"
            return Finding(message, (), {"epochs": [point.epoch for point in odd]})
        kind = KINDS[settings.problem_type if settings else SINGLE]
        guessing, least = kind.knows_nothing(classes), min(point.validation_loss for point in points)
        first, best = points[0].validation_score, max(point.validation_score for point in points)
        evidence = {
            "first_score": round(first, 4),
            "best_score": round(best, 4),
            "least_validation_loss": round(least, 4),
            "loss_of_guessing": round(guessing, 4),
        }
        message = (
            f"{curve.metric} went from {first:.3f} to {best:.3f} in {counted(len(points), 'evaluation')}; the least "
            f"validation loss is {least:.3f}, {_guess(kind.problem_type, classes)} gives {guessing:.3f}"
        )
        return Finding(message, (), evidence) if unlearned(points, classes, guessing) else Passed(message, evidence)


def _guess(problem_type: str, classes: int) -> str:
    """Say what a model does that knows nothing."""
    told = {MULTI: "a half for each label", REGRESSION: "telling the mean"}
    return told.get(problem_type, f"guessing among {classes:,} classes")
