"""EVL028."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from finetooth.checks.evaluation.validation_test_gap import WorseThanHeldOut, _example
from finetooth.core.finding import Outcome
from finetooth.core.results import Scores, Splits
from finetooth.core.rows import Rows
from finetooth.metrics.predictions import Predictions

HATE = Path(__file__).parents[4] / "shared" / "data" / "tweet_hate"


def test_what_selection_explains_is_no_finding(judge) -> None:
    assert judge(WorseThanHeldOut, _example(0.8, 0.74, 0.02)).outcome is Outcome.FAILED
    passed = judge(WorseThanHeldOut, _example(0.8, 0.74, 0.02, allowance=0.04))
    assert passed.outcome is Outcome.PASSED
    assert "selection may explain 0.040" in passed.message


def test_the_figures_stand_in_the_evidence(judge) -> None:
    verdict = judge(WorseThanHeldOut, _example(0.72, 0.43, 0.02))
    assert "macro_f1 is 0.720 on 900 held-out rows and 0.430 on 1,000 test rows" in verdict.message
    assert verdict.evidence["gap"] == [0.29, 0.262, 0.318]
    assert verdict.cost.of == "optimism"


@pytest.mark.skipif(not HATE.is_dir(), reason="the public sets are not here")
def test_the_test_of_tweet_hate_is_drawn_otherwise_and_its_validation_is_not(judge) -> None:
    parts = {role: _read(role) for role in ("train", "validation", "test")}
    verdict = judge(WorseThanHeldOut, _facts(parts))
    assert verdict.outcome is Outcome.FAILED
    assert "told apart with AUC" in verdict.message
    assert "#buildthatwall" in verdict.message
    assert "rows of 'not-hate'" in verdict.message
    assert "carry another label in the test" in verdict.message
    assert verdict.evidence["told_apart_by_words"][1] > 0.7
    assert len(verdict.rows) > 20
    halves = np.arange(len(parts["validation"])) % 2 == 0
    alike = {"train": parts["train"], "validation": _only(parts["validation"], halves, "validation"),
             "test": _only(parts["validation"], ~halves, "test")}  # fmt: skip
    assert judge(WorseThanHeldOut, _facts(alike)).outcome is Outcome.PASSED


def _read(role: str) -> Rows:
    table = pl.read_csv(HATE / f"{role}.csv", infer_schema=False).drop_nulls()
    if role == "train":
        table = table.sample(3_000, seed=0)
    return Rows.of({"role": role, **row} for row in table.iter_rows(named=True))


def _only(rows: Rows, kept: np.ndarray, role: str) -> Rows:
    return Rows.of(
        {"role": role, **row} for row in rows.table.filter(kept).select("text", "label").iter_rows(named=True)
    )


def _facts(parts: dict[str, Rows]) -> dict[str, object]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    labels = ("hate", "not-hate")
    made = TfidfVectorizer(min_df=2, sublinear_tf=True)
    model = LogisticRegression(C=3, max_iter=100)
    model.fit(made.fit_transform(parts["train"].texts.to_list()), parts["train"].labels.to_list())
    held, test = (
        Predictions.of(side.ids, side.labels, model.predict_proba(made.transform(side.texts.to_list())), labels)
        for side in (parts["validation"], parts["test"])
    )
    splits = Splits(parts["train"], parts["validation"], parts["test"], Rows.of([]))
    return {
        "rows": Rows.concat(parts.values()),
        "splits": splits,
        "labels": labels,
        "predictions": test.to_frame(parts["test"].labels),
        "held_out": held.to_frame(parts["validation"].labels).insert_column(0, pl.lit(1).alias("repeat")),
        "columns": pl.DataFrame({"id": parts["test"].ids}),
        "scores": Scores((), {}, "macro_f1"),
    }
