import json
from pathlib import Path

import pytest

from finetooth.core.errors import UserError
from finetooth.screen.failure import Failed, tell_failure, tell_user_error, working_in, write_traceback


def raised(error):
    try:
        raise error
    except Exception as caught:
        return caught


def test_a_user_error_is_three_lines_on_standard_error(capsys):
    tell_user_error(UserError("no such\nfile \x1b[31mx", "/tmp/x", "check the path"), json_mode=False)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == ["no such file x", "  where: /tmp/x", "  next:  check the path"]


def test_with_json_the_error_is_an_object_as_well(capsys):
    tell_user_error(UserError("a", "b", "c"), json_mode=True)
    assert json.loads(capsys.readouterr().out)["error"]["what"] == "a"


def test_a_failure_is_one_line_that_names_the_traceback_in_the_run_folder(capsys, tmp_path):
    with pytest.raises(Failed) as caught, working_in(tmp_path):
        raise RuntimeError("the [tensor] broke")
    tell_failure(caught.value, json_mode=False)
    err = capsys.readouterr().err
    assert err == (f"finetooth failed: RuntimeError: the [tensor] broke (traceback in {tmp_path / 'traceback.txt'})\n")
    assert "RuntimeError: the [tensor] broke" in (tmp_path / "traceback.txt").read_text()


def test_a_user_error_passes_through_a_run_folder_as_it_is(tmp_path):
    with pytest.raises(UserError), working_in(tmp_path):
        raise UserError("a", "b", "c")


def test_without_a_folder_the_traceback_lies_in_a_temporary_file(capsys):
    tell_failure(raised(ValueError("odd")), json_mode=True)
    out, err = capsys.readouterr()
    place = Path(err.partition("traceback in ")[2].rstrip(")\n"))
    assert "ValueError: odd" in place.read_text()
    assert json.loads(out)["error"]["where"] == str(place)
    place.unlink()


def test_a_folder_that_cannot_be_written_is_no_second_failure(tmp_path):
    path = write_traceback(raised(ValueError("odd")), tmp_path / "missing")
    assert path.is_file()
    path.unlink()
