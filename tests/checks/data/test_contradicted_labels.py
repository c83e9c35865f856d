"""DAT021."""

import polars as pl

from finetooth.checks.data.contradicted_labels import ContradictedLabels, _example
from finetooth.core.finding import Outcome


def test_the_worst_come_first_with_what_is_suggested(judge) -> None:
    found = judge(ContradictedLabels, _example(0.015, 0.01, 0.45))
    assert found.outcome is Outcome.FAILED
    assert set(found.rows) == {1, 2}
    assert [row["suggested"] for row in found.evidence["worst"]] == ["late", "paid"]
    assert found.evidence["worst"][0]["given"] < found.evidence["worst"][1]["given"] <= 0.05
    assert found.message.startswith("2 of 40 rows (5.0 %) with a label that the folds' models contradict")


def test_repeats_are_averaged(judge) -> None:
    facts = _example(0.01)
    again = _example(0.5)["out_of_fold"].with_columns(repeat=pl.lit(2))
    both = {**facts, "out_of_fold": pl.concat([facts["out_of_fold"], again], how="vertical_relaxed")}
    assert judge(ContradictedLabels, facts).outcome is Outcome.FAILED
    assert judge(ContradictedLabels, both).outcome is Outcome.PASSED


def test_rows_that_the_audit_flags_too_are_counted(judge) -> None:
    suspects = pl.DataFrame({"id": [1, 5], "flagged": [True, False]})
    found = judge(ContradictedLabels, {**_example(0.01, 0.02), "label_suspects": suspects})
    assert "DAT005 flags 1 of them too" in found.message


def test_without_folds_it_does_not_apply(judge) -> None:
    assert (
        judge(ContradictedLabels, {"out_of_fold": pl.DataFrame(), "labels": ("a", "b")}).outcome
        is Outcome.NOT_APPLICABLE
    )


def test_models_that_are_sure_of_everything_and_often_wrong_are_not_believed(judge) -> None:
    facts = _example(*([0.001] * 12))  # as sure of the twelve that they get wrong as of the others
    loud = facts["out_of_fold"].with_columns(
        pl.when(pl.col(name) > 0.5).then(0.999).otherwise(0.001).alias(name) for name in ("p_0", "p_1")
    )
    assert judge(ContradictedLabels, {**facts, "out_of_fold": loud}).outcome is Outcome.PASSED
