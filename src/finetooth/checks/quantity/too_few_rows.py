"""QTY002: too few rows to learn from."""

import polars as pl

from finetooth.checks.wording import counted
from finetooth.core.check import Check
from finetooth.core.finding import Finding, Passed, Severity

FEW_A_CLASS = 50
FEW = 200
TOO_FEW = 20


class TooFewRows(Check):
    """There are few rows to learn from.

    Why: with few rows the outcome hangs on the seed and on which rows were drawn; no setting makes up for that.
    Fix: label more rows, the ones the model is unsure of first; until then trust the interval, not the score.
    """

    code = "QTY002"
    bad = [
        [{"text": f"Order {n} arrived", "label": "fine"} for n in range(40)]
        + [{"text": f"Order {n} is broken", "label": "broken"} for n in range(40)],
        [{"text": "Order 1 arrived", "label": "fine"}, {"text": "Order 2 is broken", "label": "broken"}],
    ]
    good = [
        [{"text": f"Order {n} arrived", "label": "fine"} for n in range(120)]
        + [{"text": f"Order {n} is broken", "label": "broken"} for n in range(90)]
    ]

    def judge(self, label_counts: pl.DataFrame) -> Finding | Passed:
        """Compare the number of rows, and of rows a class, with what is usual."""
        rows, classes = int(label_counts["rows"].sum()), label_counts.height
        average = rows / max(classes, 1)
        evidence = {"rows": rows, "classes": classes, "rows_a_class": round(average, 1)}
        of_classes = counted(classes, "class", "classes")
        message = f"{counted(rows, 'labelled training row')} in {of_classes}, {average:,.0f} a class"
        if rows >= FEW and average >= FEW_A_CLASS:
            return Passed(message, evidence)
        usual = f"; usual are {FEW} rows or more, and {FEW_A_CLASS} or more a class"
        return Finding(message + usual, (), evidence, Severity.ERROR if rows < TOO_FEW else Severity.WARNING)
