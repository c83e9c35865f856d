"""Validation rows join the training rows in folds only where chance drew them from these, and folds can be dealt."""

import polars as pl
import pytest

from finetooth.core.results import Base, Splits
from finetooth.core.rows import Rows
from finetooth.recipe.sections import Training
from finetooth.stages.tune import default_settings, drawn_by_chance


def splits(role: str = "train", rare: int = 20) -> Splits:
    """Return 40 rows to train on and 8 to validate with; ``rare`` of the former have the second label."""
    words = ["kettle", "lamp", "chair", "spoon", "carpet", "mirror", "window", "garden"]
    texts = [f"{words[n % 8]} {words[n // 8]} {number}" for n, number in enumerate(range(100, 148))]
    labels = ["b" if n < rare or n == 47 else "a" for n in range(48)]
    rows = Rows.of([{"text": text, "label": label} for text, label in zip(texts, labels, strict=True)])
    played = pl.lit(role, rows.table["role"].dtype).alias("role")
    validation = Rows(rows.table[40:].with_columns(played))
    return Splits(Rows(rows.table[:40]), validation, Rows(rows.table[:0]), Rows(rows.table[:0]))


def test_rows_that_chance_drew_are_counted():
    assert drawn_by_chance(splits()) == 8
    assert drawn_by_chance(splits(), "stratified") == 8


def test_rows_of_a_file_of_their_own_or_of_a_later_time_are_not_mixed_in():
    assert drawn_by_chance(splits(role="validation")) is None
    assert drawn_by_chance(splits(), "time") is None  # near copies may take old rows with them: times do not tell


@pytest.mark.model
def test_auto_crosses_few_rows_but_none_that_were_split_by_time(base: Base):
    assert default_settings(Training(), "auto", 3, base, splits()).folds == 5
    assert default_settings(Training(), "auto", 3, base, splits(), "time").folds == 0


@pytest.mark.model
def test_auto_does_without_folds_that_no_score_could_tell(base: Base):
    rare = splits(rare=1)  # two rows of the label in all: five folds cannot each hold one
    assert default_settings(Training(), "auto", 3, base, rare).folds == 0
    always = Training(cross_validation="always")  # training then says why they cannot be
    assert default_settings(always, "auto", 3, base, rare).folds == 5
