"""Scoping: a threshold from held-out rows, judged on rows that belong to no class, and kept for later rows."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from finetooth.core.errors import UserError
from finetooth.core.results import Base, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.core.run import Work
from finetooth.metrics.predictions import Predictions
from finetooth.recipe.sections import Data, Validate
from finetooth.stages.predicting import Predictor
from finetooth.stages.scoping import read_unknown, scoped, strangeness_of
from finetooth.stages.train import Trained

model = pytest.mark.model
WORDS = ["the kettle in a box", "two screws", "monday near our door", "a chair was left", "by them on the lamp"]


@pytest.fixture(scope="module")
def unknown() -> Rows:
    texts = [f"{first} {second}" for first in WORDS for second in WORDS]
    return Rows.of({"text": text, "role": "field"} for text in texts)


@pytest.fixture(scope="module")
def predictor(trained: Trained) -> Predictor:
    return Predictor(trained.model, trained.labels)


@model
def test_rows_of_no_class_are_told_and_later_rows_by_the_same_threshold(
    work: Work, trained: Trained, base: Base, splits: Splits, settings: Settings, predictor: Predictor, unknown: Rows
):
    given = replace(splits, field=unknown)
    options = Validate(false_alarms=0.1)
    look = scoped(work, options, base, settings, given, trained.held_out, predictor, unknown)
    assert look is not None
    assert look.by_distance
    assert look.auroc is not None
    assert look.recall is not None
    assert look.flagged_field is not None
    assert look.flagged_test.low < 0.1 < look.flagged_test.high
    assert look.flagged_field.value == look.recall.value
    flagged = round(look.recall.value * 25)
    assert len(look.strangers) == min(5, flagged)
    assert len(look.missed) == min(5, 25 - flagged)
    assert all(row.strangeness > 1 for row in look.strangers)
    assert look.held_rows == 40

    said = predictor.predict(unknown)
    assert isinstance(said, Predictions)
    later = strangeness_of(work.folder, base, unknown, said, settings.max_length)
    assert later is not None
    assert (later > 1).mean() == pytest.approx(look.recall.value)
    alone = strangeness_of(work.folder, None, unknown, said, settings.max_length)
    assert alone is not None
    assert not np.allclose(later, alone)


@model
def test_nothing_of_the_unknown_or_test_rows_moves_the_threshold(
    work: Work, trained: Trained, base: Base, splits: Splits, settings: Settings, predictor: Predictor, unknown: Rows
):
    def threshold(test: Rows, strange: Rows | None) -> str:
        scoped(work, Validate(), base, settings, replace(splits, test=test), trained.held_out, predictor, strange)
        return (work.folder / "scope.json").read_text()

    assert threshold(splits.test, None) == threshold(splits.train, unknown)


@model
def test_without_rows_of_no_class_only_false_alarms_are_told(
    work: Work, trained: Trained, base: Base, splits: Splits, settings: Settings, predictor: Predictor
):
    look = scoped(work, Validate(), base, settings, splits, trained.held_out, predictor, None)
    assert look is not None
    assert (look.auroc, look.recall, look.alarms_at_95, look.flagged_field) == (None,) * 4
    for options, held in ((Validate(out_of_scope="none"), trained.held_out), (Validate(), trained.held_out.head(5))):
        assert scoped(work, options, base, settings, splits, held, predictor, None) is None


def test_the_file_of_unknown_rows_needs_no_label(tmp_path: Path):
    path = tmp_path / "strange.csv"
    path.write_text("said,intent\nwho won the match,oos\nis it raining,oos\n")
    data = Data(train="train.csv", label_column="intent", out_of_scope=str(path))
    found = read_unknown(data, "said")
    assert found is not None
    assert found.texts.to_list() == ["who won the match", "is it raining"]
    assert found.labels.to_list() == [None, None]
    assert read_unknown(Data(train="train.csv"), "said") is None
    with pytest.raises(UserError):
        read_unknown(data, "text")
    assert found.table["role"].cast(pl.String).unique().to_list() == ["field"]
