import pytest

from finetooth.comparing.answers import read_answers
from finetooth.comparing.regression import regression_of, rival_of
from finetooth.core.errors import UserError


def test_a_run_that_is_named_is_compared_in_the_new_ones_metric(made, tmp_path):
    made("old", [1], metric="accuracy", go=False)
    found = regression_of(str(tmp_path / "old"), read_answers(made("new", range(20))))
    assert (found.rival, found.difference.metric, found.difference.standing) == ("old", "macro_f1", "worse")


def test_of_a_folder_the_last_accepted_run_is_taken(made, tmp_path):
    mine = read_answers(made("new", range(20), at="2026-02-01"))
    made("runs/first", [1], at="2026-01-01")
    made("runs/second", [2], at="2026-01-02")
    made("runs/third", [3], at="2026-01-03", go=False)
    assert rival_of(str(tmp_path / "runs"), mine).name == "second"
    assert regression_of(str(tmp_path / "runs"), mine).difference.standing == "worse"


def test_a_folder_without_an_accepted_run_asks_for_nothing(made, tmp_path):
    made("runs/first", go=False)
    assert regression_of(str(tmp_path / "runs"), read_answers(made("new", [1]))) is None


def test_a_run_with_other_test_rows_or_none_is_refused(made, tmp_path):
    mine = read_answers(made("new"))
    made("old", rows=[{"text": "other", "label": "good"}] * 4)
    with pytest.raises(UserError, match="different test rows"):
        rival_of(str(tmp_path / "old"), mine)
    with pytest.raises(UserError, match="no such run folder"):
        rival_of(str(tmp_path / "nothing"), mine)
