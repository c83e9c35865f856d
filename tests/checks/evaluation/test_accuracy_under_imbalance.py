"""EVL001."""

import polars as pl
import pytest

from finetooth.checks.evaluation.accuracy_under_imbalance import AccuracyUnderImbalance
from finetooth.core.finding import Outcome
from finetooth.core.results import Settings


@pytest.mark.parametrize(
    ("metric", "counts", "outcome"),
    [
        ("accuracy", (60, 40), Outcome.FAILED),
        ("accuracy", (59, 41), Outcome.PASSED),
        ("accuracy", (30, 30, 10), Outcome.PASSED),
        ("accuracy", (31, 30, 10), Outcome.FAILED),
        ("macro_f1", (90, 10), Outcome.PASSED),
        ("roc_auc", (90, 10), Outcome.PASSED),
    ],
)
def test_bounds(judge, metric: str, counts: tuple[int, ...], outcome: Outcome) -> None:
    settings = Settings(1e-4, 5, 16, 0.01, 0.1, 0.0, 1.0, 128, 3, 0.0, metric, 42)
    table = pl.DataFrame({"label": [str(n) for n in range(len(counts))], "rows": list(counts)})
    verdict = judge(AccuracyUnderImbalance, {"settings": settings, "label_counts": table})
    assert verdict.outcome is outcome
    assert verdict.evidence["majority_share"] == round(counts[0] / sum(counts), 4)
