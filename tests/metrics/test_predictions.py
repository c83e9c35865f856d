"""Predictions keep their meaning through text and Parquet."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from finetooth.metrics.predictions import UNKNOWN, UNKNOWN_TEXT, UNLABELLED, Predictions

LABELS = ("good", "bad")


def four() -> Predictions:
    table = np.array([[0.9, 0.1], [0.2, 0.8], [0.5, 0.5], [0.4, 0.6]])
    return Predictions.of([7, 8, 9, 10], pl.Series(["good", "bad", "strange", None]), table, LABELS)


def test_label_text_becomes_an_index_unknown_or_unlabelled():
    assert four().truth.tolist() == [0, 1, UNKNOWN, UNLABELLED]


def test_the_most_probable_label_is_predicted_and_ties_go_to_the_first():
    assert four().predicted.tolist() == [0, 1, 0, 1]
    assert four().texts.to_list() == ["good", "bad", "good", "bad"]


def test_the_frame_names_labels_and_holds_null_where_there_is_none():
    frame = four().to_frame()
    assert frame.columns == ["id", "truth", "prediction", "p_0", "p_1"]
    assert frame["truth"].to_list() == ["good", "bad", UNKNOWN_TEXT, None]
    assert frame["prediction"].to_list() == ["good", "bad", "good", "bad"]


def test_the_frame_keeps_unknown_label_text_that_is_handed_in():
    frame = four().to_frame(pl.Series(["good", "bad", "strange", None]))
    assert frame["truth"].to_list() == ["good", "bad", "strange", None]
    assert Predictions.from_frame(frame, LABELS).truth.tolist() == four().truth.tolist()


def test_parquet_there_and_back(tmp_path: Path):
    four().to_frame().write_parquet(tmp_path / "predictions.parquet")
    back = Predictions.from_frame(pl.read_parquet(tmp_path / "predictions.parquet"), LABELS)
    assert back.ids.tolist() == [7, 8, 9, 10]
    assert back.truth.tolist() == four().truth.tolist()
    assert (back.probabilities == four().probabilities).all()


def test_no_rows_go_there_and_back():
    nothing = four().where(np.zeros(4, bool))
    back = Predictions.from_frame(nothing.to_frame(), LABELS)
    assert len(back) == 0
    assert back.probabilities.shape == (0, 2)
    assert back.predicted.tolist() == []


def test_labels_that_look_like_numbers_or_missing_values_stay_text():
    one = Predictions.of([1, 2], pl.Series(["00042", "NA"]), [[0.1, 0.9], [0.2, 0.8]], ("NA", "00042"))
    assert one.to_frame()["truth"].to_list() == ["00042", "NA"]


def test_unlabelled_rows_can_be_left_out():
    assert four().labelled().ids.tolist() == [7, 8, 9]


@pytest.mark.parametrize(
    ("truth", "table"),
    [([0, 1], np.ones((3, 2))), ([0], np.ones((2, 2))), ([0, 2], np.ones((2, 2))), ([0, -3], np.ones((2, 2)))],
)
def test_what_does_not_fit_together_is_refused(truth: list[int], table: np.ndarray):
    with pytest.raises(ValueError, match="truth"):
        Predictions(np.array([1, 2]), np.array(truth), table, LABELS)


def test_no_labels_at_all_are_refused():
    with pytest.raises(ValueError, match="at least one label"):
        Predictions(np.array([1]), np.array([UNKNOWN]), np.ones((1, 0)), ())


@pytest.mark.parametrize(("given", "told"), [(np.nan, "not numbers"), (np.inf, "not between"), (1.7, "not between")])
def test_probabilities_that_are_none_are_refused_and_the_row_is_named(given: float, told: str):
    one = four().labelled()
    table = one.probabilities.copy()
    assert one.problem == ""
    table[1, 0] = given
    broken = Predictions(one.ids, one.truth, table, one.labels)
    assert "row 8 " in broken.problem
    assert told in broken.problem


def test_rows_are_sorted_by_each_label():
    assert four().ascending(1).tolist() == [0, 2, 3, 1]
    assert four().ascending(0).tolist() == [1, 3, 2, 0]


def test_what_was_decided_is_the_answer_and_is_kept():
    truth, table = np.array([0, 1, 1]), np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7]])
    plain = Predictions(np.arange(3), truth, table, ("no", "yes"))
    decided = Predictions(np.arange(3), truth, table, ("no", "yes"), np.array([0, 1, 1]))
    assert plain.predicted.tolist() == [0, 0, 1]
    assert decided.predicted.tolist() == [0, 1, 1]
    assert decided.texts.to_list() == ["no", "yes", "yes"]
    assert decided.where(np.array([False, True, True])).predicted.tolist() == [1, 1]
    back = Predictions.from_frame(decided.to_frame(), ("no", "yes"))
    assert back.predicted.tolist() == [0, 1, 1]
    assert back.probabilities.tolist() == table.tolist()
    assert Predictions.from_frame(plain.to_frame(), ("no", "yes")).decided is None


@pytest.mark.parametrize("decided", [[0, 1], [0, 1, 2], [0, -1, 1]])
def test_what_was_decided_must_fit(decided: list[int]):
    with pytest.raises(ValueError, match="decided"):
        Predictions(np.arange(3), np.zeros(3, np.int64), np.full((3, 2), 0.5), ("no", "yes"), np.array(decided))
