"""QTY002: too few rows to learn from."""

import polars as pl

from finetooth.checks.quantity.curve_wording import told_gain
from finetooth.checks.wording import counted
from finetooth.core.check import Check
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.facts.learning_curve import LearningCurve
from finetooth.problems.problem import CLASSES

FEW_A_CLASS = 50
FEW = 200
TOO_FEW = 20
MUCH = 0.05  # of macro-F1 by doubling: more than any setting brings


class TooFewRows(Check):
    """There are few rows to learn from.

    Why: with few rows the outcome hangs on the seed and on which rows were drawn; no setting makes up for that. Judged
    by the learning curve (what twice the rows would add, 5 points or more being much), and where that tells nothing, by
    what is usual.
    Fix: label more rows, the ones the model is unsure of first; until then trust the interval, not the score.
    Blind: the curve is a quick probe's: a fine-tuned model may need fewer rows, or more.
    """

    code = "QTY002"
    problem_types = CLASSES
    bad = [
        [{"text": f"Order {n} arrived", "label": "fine"} for n in range(30)]
        + [{"text": f"Order {n} is broken", "label": "broken"} for n in range(30)],
        [{"text": "Order 1 arrived", "label": "fine"}, {"text": "Order 2 is broken", "label": "broken"}],
    ]
    good = [
        [{"text": f"Order {n} arrived", "label": "fine"} for n in range(120)]
        + [{"text": f"Order {n} is broken", "label": "broken"} for n in range(90)]
    ]

    def judge(self, label_counts: pl.DataFrame, learning_curve: LearningCurve | None = None) -> Finding | Passed:
        """Ask the learning curve; where it tells nothing, compare the number of rows with what is usual."""
        rows, classes = int(label_counts["rows"].sum()), label_counts.height
        average = rows / max(classes, 1)
        evidence = {"rows": rows, "classes": classes, "rows_a_class": round(average, 1)}
        of_classes = counted(classes, "class", "classes")
        message = f"{counted(rows, 'labelled training row')} in {of_classes}, {average:,.0f} a class"
        if learning_curve is not None:
            evidence["gain_by_doubling"] = round(learning_curve.gain, 4)
            message += f"; twice as many would add {told_gain(learning_curve)}"
            if hungry(learning_curve):
                return Finding(message, (), evidence)
            if enough(learning_curve):
                return Passed(message, evidence)
        if rows >= FEW and average >= FEW_A_CLASS:
            return Passed(message, evidence)
        usual = f"; usual are {FEW} rows or more, and {FEW_A_CLASS} or more a class"
        return Finding(message + usual, (), evidence, Severity.ERROR if rows < TOO_FEW else Severity.WARNING)


def hungry(curve: LearningCurve) -> bool:
    """Whether twice the rows would change the outcome for sure."""
    return curve.gain >= MUCH and curve.low >= MUCH / 2


def enough(curve: LearningCurve) -> bool:
    """Whether twice the rows would change little for sure, and the probe is nearer to 1 than to guessing."""
    return curve.high < MUCH and curve.scores[-1] >= (1 + 1 / max(2, curve.classes)) / 2
