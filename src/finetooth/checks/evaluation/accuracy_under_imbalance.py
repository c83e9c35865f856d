"""EVL001: accuracy as the measure where one class outweighs the others."""

import polars as pl

from finetooth.checks.wording import percent
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.results import Settings
from finetooth.problems.problem import CLASSES

MOST_SHARE = 0.6
MOST_RATIO = 3.0


def _example(metric: str, *counts: int) -> dict[str, object]:
    settings = Settings(1e-4, 5, 16, 0.01, 0.1, 0.0, 1.0, 128, 3, 0.0, metric, 42)
    labels = [f"class {n}" for n in range(len(counts))]
    return {"settings": settings, "label_counts": pl.DataFrame({"label": labels, "rows": list(counts)})}


class AccuracyUnderImbalance(Check):
    """Accuracy picks the model although the classes are unequal.

    Why: always answering the largest class scores high, so the search and early stopping prefer models that do so.
    Fix: set evaluate.selection_metric to macro_f1 (or auto), which weighs every class alike.
    """

    code = "EVL001"
    problem_types = CLASSES
    severity = Severity.ERROR
    bad = [_example("accuracy", 80, 20), _example("accuracy", 40, 35, 10)]
    good = [_example("macro_f1", 80, 20), _example("accuracy", 55, 45)]

    def judge(self, settings: Settings, label_counts: pl.DataFrame) -> Finding | Passed:
        """Compare the metric with the class mix of the training rows."""
        if label_counts.is_empty():
            raise NotApplicable("there are no labelled training rows")
        rows, most, least = (
            int(n) for n in (label_counts["rows"].sum(), label_counts["rows"][0], label_counts["rows"][-1])
        )
        evidence = {
            "selection_metric": settings.selection_metric,
            "majority_share": round(most / rows, 4),
            "ratio": round(most / least, 2),
        }
        message = (
            f"models are picked by {settings.selection_metric}; the largest class holds {percent(most / rows)} of the "
            f"training rows, {most / least:.1f} times the smallest"
        )
        unequal = most >= MOST_SHARE * rows or most > MOST_RATIO * least
        fault = settings.selection_metric == "accuracy" and unequal
        return Finding(message, (), evidence) if fault else Passed(message, evidence)
