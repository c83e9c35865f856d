"""Zip files: one member is read in memory; bombs and damage are refused."""

import io
import os
import zipfile

import pytest

PLAIN = "text,label\nit works,good\nit broke,bad\n"


def zipped(files, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_the_only_data_file_needs_no_name(reads):
    files = {
        "README.txt": "read me",
        "deep/": "",
        "deep/rows.tsv": PLAIN,
        "__MACOSX/._rows.tsv": "x",
        "deep/.hid.csv": "x",
    }
    source = reads(zipped(files), name="rows.zip")
    assert len(source.rows) == 2
    assert source.facts["file"] == "rows.tsv"


def test_the_only_file_may_have_any_suffix(reads):
    assert len(reads(zipped({"rows.data": PLAIN}), name="rows.ZIP").rows) == 2


def test_stored_members_and_other_formats(reads):
    content = '{"text": "a", "label": 1}\n{"text": "b", "label": 2}\n'
    assert reads(zipped({"rows.jsonl": content}, zipfile.ZIP_STORED), name="rows.zip").facts["format"] == "jsonl"


def test_several_are_listed(refuses):
    error = refuses(zipped({"a.csv": PLAIN, "b.csv": PLAIN}), name="rows.zip")
    assert "a.csv, b.csv" in error.what
    assert "::" in error.fix


@pytest.fixture
def member(reads, tmp_path):
    """Read a member of a zip by name."""
    from finetooth.recipe.sections import Data
    from finetooth.sources import read

    def run(name, files):
        (tmp_path / "rows.zip").write_bytes(zipped(files))
        place = f"{tmp_path / 'rows.zip'}::{name}"
        return read(place, "train", Data(train=place))

    return run


def test_a_named_member(member):
    source = member("in/b.csv", {"in/a.csv": "x", "in/b.csv": PLAIN})
    assert len(source.rows) == 2
    assert source.facts["file"] == "b.csv"


def test_errors_name_member_and_line(member):
    from finetooth.core.errors import UserError

    with pytest.raises(UserError) as caught:
        member("b.csv", {"a.csv": PLAIN, "b.csv": PLAIN + "x\n"})
    assert caught.value.where.endswith("rows.zip::b.csv:4")
    with pytest.raises(UserError, match=r"did you mean b\.csv"):
        member("bb.csv", {"a.csv": PLAIN, "b.csv": PLAIN})


def test_a_member_whose_path_climbs_writes_nothing(member, tmp_path):
    assert len(member("../../climbed.csv", {"../../climbed.csv": PLAIN}).rows) == 2
    assert sorted(path.name for path in tmp_path.parent.parent.rglob("climbed.csv")) == []


def test_a_bomb_is_refused(refuses):
    error = refuses(zipped({"rows.csv": PLAIN + "a,b\n" * 1_000_000}), name="rows.zip")
    assert "more than 200 times" in error.what


def test_a_member_above_the_limit_is_refused(refuses):
    content = bytearray(zipped({"rows.csv": os.urandom(1000)}, zipfile.ZIP_STORED))
    place = content.rindex(b"PK\x01\x02")
    content[place + 20 : place + 28] = (0xFFFFFFF0).to_bytes(4, "little") * 2  # packed and unpacked size
    assert "above the limit" not in refuses(bytes(content), name="rows.zip").what  # just below 4 GiB: damaged
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        info = zipfile.ZipInfo("rows.csv")
        archive.writestr(info, PLAIN)
        info.file_size = info.compress_size = 2**32 + 1  # written to the directory as a zip64 size
    assert "above the limit" in refuses(file.getvalue(), name="rows.zip").what


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_packing_is_refused(refuses, method):
    assert "unusual" in refuses(zipped({"rows.csv": PLAIN}, method), name="rows.zip").what


def test_an_encrypted_member_is_refused(refuses):
    content = bytearray(zipped({"rows.csv": PLAIN}))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    assert "encrypted" in refuses(bytes(content), name="rows.zip").what


@pytest.mark.parametrize("content", [b"", b"no zip at all", zipped({"rows.csv": PLAIN})[:-30]])
def test_a_damaged_zip_is_refused(refuses, content):
    assert "damaged" in refuses(content, name="rows.zip").what


def test_a_member_with_changed_bytes_is_refused(refuses):
    content = zipped({"rows.csv": PLAIN}, zipfile.ZIP_STORED).replace(b"it works", b"it w0rks", 1)
    assert "damaged" in refuses(content, name="rows.zip").what


def test_a_zip_without_files_is_refused(refuses):
    assert "no data file" in refuses(zipped({"folder/": ""}), name="rows.zip").what
