"""Errors say what, where and what next."""

from finetooth.core.errors import UserError, did_you_mean


def test_a_user_error_reads_as_what_where_and_next() -> None:
    error = UserError("the file is empty", "rows.csv", "name another file")
    assert str(error) == "the file is empty\n  where: rows.csv\n  next:  name another file"
    assert (error.what, error.where, error.fix) == ("the file is empty", "rows.csv", "name another file")


def test_did_you_mean_names_the_nearest_word_and_is_silent_where_none_is_near() -> None:
    assert did_you_mean("trials_", ["trials", "method"]) == " (did you mean trials?)"
    assert did_you_mean("zzz", ["trials", "method"]) == ""
    assert did_you_mean("trials", []) == ""
