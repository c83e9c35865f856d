"""QTY001: classes with a handful of rows."""

import polars as pl

from finetooth.checks.wording import SHOWN, counted, listed
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows
from finetooth.facts.labels import label_sets, one_spelling
from finetooth.facts.learning_curve import FEWEST_PER_CLASS, LearningCurve
from finetooth.problems.problem import CLASSES

FLOOR = 10
LEAST = 2


class RareClasses(Check):
    """Some classes have hardly any training rows.

    Why: from a handful of rows a model learns their words, not the class; with one row there is none left to test with.
    Where there is a learning curve, rare is what is too rare for it; the others' own curves tell how much they lack
    (QTY008).
    Fix: correct what is another class misspelt (PRE027); else collect more rows of these classes, merge them into a
    wider class, or take them out and say so.
    Blind: how hard a class is: one of a single set phrase is learned from few rows.
    """

    code = "QTY001"
    problem_types = CLASSES
    bad = [
        [{"text": f"Order {n} arrived", "label": "fine"} for n in range(12)]
        + [{"text": f"Order {n} is broken", "label": "broken"} for n in range(3)],
        [{"text": f"Order {n} arrived", "label": "fine"} for n in range(12)] + [{"text": "Broken", "label": "broken"}],
    ]
    good = [
        [{"text": f"Order {n} arrived", "label": "fine"} for n in range(12)]
        + [{"text": f"Order {n} is broken", "label": "broken"} for n in range(10)]
    ]

    def judge(
        self, train_rows: Rows, label_counts: pl.DataFrame, learning_curve: LearningCurve | None = None
    ) -> Finding | Passed:
        """Look for classes under the floor: too few rows for the curve, where there is one, else ten."""
        if label_counts.is_empty():
            raise NotApplicable("there are no labelled training rows")
        classes = counted(label_counts.height, "class", "classes")
        least = int(label_counts.row(-1)[1])
        floor = FLOOR if learning_curve is None else FEWEST_PER_CLASS
        rare = label_counts.filter(pl.col("rows") < floor).reverse()
        if rare.is_empty():
            return Passed(f"{classes}, each with at least {least:,} training rows", {"floor": floor, "least": least})
        message = (
            f"{rare.height:,} of {classes} with fewer than {floor} training rows, the least {least:,} "
            f"({listed(rare['label'].to_list())})"
        )
        if learning_curve is not None:
            others = counted(learning_curve.classes, "class", "classes")
            message += f": too rare for the learning curve, which is about {others}"
        single = train_rows.table.select("id", label_sets(train_rows.labels).alias("label")).explode("label")
        spelled = single.with_columns(one_spelling(single["label"]))
        ids = spelled.filter(pl.col("label").is_in(rare["label"].to_list()))["id"].unique(maintain_order=True)
        evidence = {"floor": floor, "rare_classes": rare.height, "counts": dict(rare.head(2 * SHOWN).iter_rows())}
        return Finding(message, tuple(ids), evidence, Severity.ERROR if least < LEAST else Severity.WARNING)
