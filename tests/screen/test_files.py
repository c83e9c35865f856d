import pytest

from finetooth.core.errors import UserError
from finetooth.screen.files import must_be_writable, write


def test_what_cannot_be_written_is_known_before_any_work(tmp_path):
    must_be_writable(None, (".html",), [])
    must_be_writable(tmp_path / "x.HTML", (".html",), [])
    given = tmp_path / "x.csv"
    given.touch()
    for out, told in ((tmp_path / "x", "no suffix"), (tmp_path / "no" / "x.html", "written there")):
        with pytest.raises(UserError, match=told):
            must_be_writable(out, (".html",), [])
    with pytest.raises(UserError, match="overwrite"):
        must_be_writable(given, (".csv",), [given])


def test_a_file_is_written_whole_or_the_reason_is_told(tmp_path):
    write(tmp_path / "x.csv", "a,b\n")
    assert (tmp_path / "x.csv").read_text() == "a,b\n"
    (tmp_path / "y.csv").mkdir()
    with pytest.raises(UserError, match="cannot be written"):
        write(tmp_path / "y.csv", "a")
