"""Locations: paths, packages, and what is no file."""

import hashlib
import os
import sys

import pytest

from finetooth.core.errors import UserError
from finetooth.recipe.sections import Data
from finetooth.sources import content_hash, read

PLAIN = "text,label\nit works,good\nit broke,bad\n"


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package that must not be imported, on the path."""
    folder = tmp_path / "site" / "made_up_rows"
    (folder / "inner").mkdir(parents=True)
    (folder / "__init__.py").write_text("raise RuntimeError('imported')")
    (folder / "inner" / "rows.csv").write_text(PLAIN)
    (tmp_path / "site" / "outside.csv").write_text(PLAIN)
    (tmp_path / "site" / "one_module.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    return "made_up_rows"


@pytest.mark.parametrize("spelling", ["made_up_rows", "made-up-rows"])
def test_a_file_inside_a_package_is_read_without_importing_it(package, spelling):
    place = f"package:{spelling}/inner/rows.csv"
    assert len(read(place, "train", Data(train=place)).rows) == 2
    assert content_hash(place) == hashlib.sha256(PLAIN.encode()).hexdigest()
    assert package not in sys.modules


@pytest.mark.parametrize(
    ("place", "what"),
    [
        ("package:made_up_rows/inner/row.csv", "does not exist (did you mean rows.csv?)"),
        ("package:made_up_rows/../outside.csv", "does not name a file"),
        ("package:made_up_rows", "does not name a file"),
        ("package:made_up_rows/", "does not name a file"),
        ("package:made.up/rows.csv", "does not name a file"),
        ("package:", "does not name a file"),
        ("package:not_there_at_all/rows.csv", "not installed"),
        ("package:one_module/rows.csv", "not installed"),
        ("package:made_up_rows/inner", "a directory"),
    ],
)
@pytest.mark.usefixtures("package")
def test_packages_that_do_not_work(place, what):
    for ask in (lambda: read(place, "train", Data(train=place)), lambda: content_hash(place)):
        with pytest.raises(UserError) as caught:
            ask()
        assert what in caught.value.what
        assert caught.value.where == place


def refused(place):
    """The error that both reading and hashing give."""
    with pytest.raises(UserError) as read_error:
        read(str(place), "train", Data(train=str(place)))
    with pytest.raises(UserError) as hash_error:
        content_hash(str(place))
    assert str(read_error.value) == str(hash_error.value)
    return read_error.value


def test_a_missing_file(tmp_path):
    (tmp_path / "reviews.csv").write_text(PLAIN)
    error = refused(tmp_path / "review.csv")
    assert error.what == "the file does not exist (did you mean reviews.csv?)"
    assert error.where == str(tmp_path / "review.csv")


def test_a_directory_tells_what_it_holds(tmp_path):
    (tmp_path / "reviews.csv").write_text(PLAIN)
    assert "reviews.csv" in refused(tmp_path).fix


def test_a_fifo_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "rows.csv")
    assert "pipe or a device" in refused(tmp_path / "rows.csv").what


@pytest.mark.parametrize("place", ["/dev/zero", "", "a\0b.csv", "x" * 5000, "~nobody/rows.csv"])
def test_strange_paths(place):
    assert refused(place).where == place


def test_a_path_through_a_file(tmp_path):
    (tmp_path / "rows.csv").write_text(PLAIN)
    assert "cannot be read" in refused(tmp_path / "rows.csv" / "more.csv").what


@pytest.fixture
def nobody():
    """Be nobody for a while where the tests run as root, who may read everything."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield
    os.seteuid(user)


def test_a_file_without_permission(tmp_path, reads, request):
    reads(PLAIN)
    (tmp_path / "rows.csv").chmod(0)
    request.getfixturevalue("nobody")
    error = refused(tmp_path / "rows.csv")
    assert error.what == "the file cannot be read: Permission denied"


def test_home_and_links_are_followed(tmp_path, monkeypatch):
    (tmp_path / "rows.csv").write_text(PLAIN)
    (tmp_path / "link.csv").symlink_to(tmp_path / "rows.csv")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert len(read("~/link.csv", "train", Data(train="~/link.csv")).rows) == 2


def test_a_name_with_two_colons_is_a_name_first(reads):
    assert len(reads(PLAIN, name="a::b.csv").rows) == 2


def test_the_hash_follows_the_bytes(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text(PLAIN)
    before = content_hash(str(path))
    path.write_text(PLAIN + "more,good\n")
    assert before == hashlib.sha256(PLAIN.encode()).hexdigest() != content_hash(str(path))
