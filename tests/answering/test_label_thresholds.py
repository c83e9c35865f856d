"""Thresholds of several labels are fitted on held-out rows, kept where they help, and used by what answers."""

import numpy as np
import polars as pl
import pytest

from finetooth.answering.answering import Answering
from finetooth.answering.columns import columns_of
from finetooth.answering.label_thresholds import fit_label_thresholds, thresholds_of
from finetooth.metrics.label_sets import LabelSets
from finetooth.metrics.numbers import Numbers

LABELS = ("hot", "tea")


def held(rows: int = 300, seed: int = 0, shift: float = -0.3) -> LabelSets:
    """Draw a model that ranks well and is too shy: most rows with a label are told less than a half."""
    random = np.random.default_rng(seed)
    truth = random.random((rows, 2)) < (0.3, 0.15)
    chances = np.clip(0.2 + 0.6 * truth + shift * truth + random.normal(0, 0.06, (rows, 2)), 0, 1)
    known = np.ones(rows, bool)
    return LabelSets(np.arange(rows), truth, chances, LABELS, known, ~known)


def test_a_shy_model_gets_lower_thresholds_and_gains():
    kept, (tried,), problems = fit_label_thresholds(held().to_frame(), LABELS, "auto")
    assert tried.kept
    assert tried.after > tried.before + 0.2
    assert all(0.25 < least < 0.45 for least in kept)
    assert not problems
    new = held(seed=1)
    told = Answering(LABELS, label_thresholds=kept).told(new)
    assert isinstance(told, LabelSets)
    assert (told.predicted == new.truth).mean() > (new.predicted == new.truth).mean() + 0.1


def test_what_gains_nothing_is_left_unless_asked_for():
    frame = held(shift=0.0).to_frame()
    kept, (tried,), _ = fit_label_thresholds(frame, LABELS, "auto")
    assert (kept, tried.kept, tried.why) == ((), False, "no gain beyond noise")
    kept, (tried,), _ = fit_label_thresholds(frame, LABELS, "always")
    assert len(kept) == 2
    assert tried.why == "asked for"
    assert fit_label_thresholds(frame, LABELS, "none") == ((), (), ())


def test_too_few_rows_are_told_where_thresholds_were_asked_for():
    few = held(20).to_frame()
    assert fit_label_thresholds(few, LABELS, "auto") == ((), (), ())
    assert "30 are the least" in fit_label_thresholds(few, LABELS, "always")[2][0]


def test_a_rare_label_keeps_a_half_and_few_rows_pull_toward_it():
    truth = np.zeros((100, 2), bool)
    truth[:4, 0] = truth[:10, 1] = True
    chances = np.where(truth, 0.2, 0.1)
    found = thresholds_of(truth, chances)
    assert found[0] == 0.5
    assert 0.15 < found[1] < 0.3


def test_groups_are_not_parted_by_the_folds():
    one = held(60)
    groups = pl.DataFrame({"id": one.ids, "group": [str(row // 30) for row in range(60)]})
    first, second = (fit_label_thresholds(one.to_frame(), LABELS, "always", tied)[1][0] for tied in (None, groups))
    assert first.after != second.after


def test_columns_for_people():
    sets = held(2)
    table = columns_of(sets.above((0.0, 2.0)), Answering(LABELS), "; ")
    assert list(table) == ["prediction", "p(hot)", "p(tea)"]
    assert table["prediction"] == ["hot", "hot"]
    assert columns_of(sets.above((0.0, 0.0)), Answering(LABELS))["prediction"] == ["hot|tea"] * 2
    numbers = Numbers(np.arange(2), np.full(2, np.nan), np.array([1.5, -2.0]))
    assert columns_of(numbers, Answering(("value",))) == {"prediction": [1.5, -2.0]}


def test_numbers_are_told_as_they_are():
    numbers = Numbers(np.arange(2), np.ones(2), np.array([1.5, -2.0]))
    assert Answering(("value",)).told(numbers) is numbers
    assert Answering(("value",)).told(numbers).values.tolist() == pytest.approx([1.5, -2.0])
