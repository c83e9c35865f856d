"""DAT002: classes of very different size."""

import polars as pl

from finetooth.checks.wording import SHOWN, counted, listed, percent
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows
from finetooth.core.statistics import Statistics
from finetooth.facts.text import is_blank
from finetooth.problems.problem import CLASSES

MOST_RATIO = 10.0
MOST_SHARE = 0.8


class ClassImbalance(Check):
    """One class outweighs the others.

    Why: a model that always answers the largest class looks good by accuracy and is of no use for the small ones.
    Fix: judge by macro-F1 and by class, collect more rows of the small classes, and let the test keep the real mix.
    Blind: whether the mix is the real one; an imbalance within a class (Japkowicz and Stephen 2002).
    """

    code = "DAT002"
    problem_types = CLASSES
    bad = [
        [{"text": f"Order {n} arrived", "label": "fine"} for n in range(9)] + [{"text": "Broken", "label": "broken"}],
        [{"text": f"Order {n} arrived", "label": "fine"} for n in range(8)]
        + [{"text": f"Order {n} is broken", "label": "broken"} for n in range(2)],
    ]
    good = [
        [{"text": f"Order {n} arrived", "label": "fine"} for n in range(7)]
        + [{"text": f"Order {n} is broken", "label": "broken"} for n in range(3)]
    ]

    def judge(self, label_counts: pl.DataFrame, train_rows: Rows) -> Finding | Passed:
        """Compare the largest class with the smallest and with all rows."""
        if label_counts.is_empty():
            raise NotApplicable("there are no labelled training rows")
        largest, most = label_counts.row(0)
        smallest, least = label_counts.row(-1)
        labelled = int((~is_blank(train_rows.labels)).sum())
        ratio, share = most / least, most / labelled
        message = (
            f"the largest of {counted(label_counts.height, 'class', 'classes')}, {listed([largest])}, has {most:,} "
            f"training rows ({percent(share)}), {ratio:.1f} times the smallest, {listed([smallest])} with {least:,}"
        )
        evidence = {
            "ratio": round(ratio, 2),
            "majority_share": round(share, 4),
            "largest": dict(label_counts.head(SHOWN).iter_rows()),
            "smallest": dict(label_counts.tail(SHOWN).reverse().iter_rows()),
        }
        fault = ratio > MOST_RATIO or share >= MOST_SHARE
        if not fault:
            return Passed(message, evidence)
        statistics = Statistics.of(
            labelled,
            0,
            threshold=MOST_RATIO,
            calibration=f"the usual bounds: a ratio above {MOST_RATIO:.0f}, or {percent(MOST_SHARE)} of the rows",
            null=1.0,
            effect=round(ratio, 2),
        )
        return Finding.on(message, (), statistics=statistics, **evidence)
