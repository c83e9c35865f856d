"""Odd places: archives, bombs, links, pipes, devices and names. Each ends in rows or in one message, and none hangs."""

import bz2
import gzip
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from finetooth.cli import main
from finetooth.core.errors import UserError
from finetooth.recipe.sections import Data
from finetooth.sources import read

PLAIN = "text,label\ntea is hot,a\ntea is cold,b\n"
PAIRS = [("tea is hot", "a"), ("tea is cold", "b")]
CLIMBING, ABSOLUTE = "../../climbed.csv", "/tmp/finetooth-absolute.csv"


def zipped(files, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def encrypted():
    content = bytearray(zipped({"rows.csv": PLAIN}))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def tarred():
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        info = tarfile.TarInfo("rows.csv")
        info.size = len(PLAIN)
        archive.addfile(info, io.BytesIO(PLAIN.encode()))
    return file.getvalue()


def bomb(megabytes=64):
    return gzip.compress(b"text,label\n" + b"a,b\n" * (megabytes * 2**18), 1)


GZ = gzip.compress(PLAIN.encode())
READ = {
    "rows.csv.gz": GZ,
    "ROWS.TSV.GZ": gzip.compress(PLAIN.replace(",", "\t").encode()),
    "rows.gz": GZ,
    "two members.csv.gz": gzip.compress(PLAIN[:30].encode()) + gzip.compress(PLAIN[30:].encode()),
    "rows.jsonl.gz": gzip.compress(b'{"text": "tea is hot", "label": "a"}\n{"text": "tea is cold", "label": "b"}\n'),
    "one member.zip": zipped({"rows.csv": PLAIN}),
    "stored.zip": zipped({"rows.csv": PLAIN}, zipfile.ZIP_STORED),
    "climbing.zip": zipped({CLIMBING: PLAIN}),
    "absolute.zip": zipped({ABSOLUTE: PLAIN}),
    "a\nname with a line end.csv": PLAIN.encode(),
    "name 'with' \"quotes\" and $(touch x).csv": PLAIN.encode(),
    "\u202ename\u200b.csv": PLAIN.encode(),
    "no suffix": PLAIN.encode(),
    ".csv": PLAIN.encode(),
    "rows.csv.bak": PLAIN.encode(),
}
REFUSED = {
    "bomb.csv.gz": (bomb(), "more than 200 times its size"),
    "bomb in a bomb.csv.gz": (gzip.compress(gzip.compress(bytes(2**26))), "binary data|gzip"),
    "gzip bomb.zip": (zipped({"rows.csv": "a,b\n" * 2**20}), "more than 200 times its size"),
    "cut.csv.gz": (GZ[:-9], "gzip file cannot be read"),
    "changed.csv.gz": (GZ[:20] + b"\0\0\0" + GZ[23:], "gzip file cannot be read"),
    "more behind.csv.gz": (GZ + b"more", "gzip file cannot be read"),
    "no gzip.csv.gz": (PLAIN.encode(), "gzip file cannot be read"),
    "nothing.csv.gz": (b"", "the file is empty"),
    "nothing in it.csv.gz": (gzip.compress(b""), "the file is empty"),
    "gzip.csv": (GZ, "name it .gz"),
    "bzip2.csv": (bz2.compress(PLAIN.encode() * 9), "binary data"),
    "rows.tar": (tarred(), "a tar archive"),
    "rows.tar.gz": (gzip.compress(tarred()), "a tar archive"),
    "several.zip": (zipped({"a.csv": PLAIN, "b.csv": PLAIN}), r"2 data files: a\.csv, b\.csv"),
    "nested.zip": (zipped({"inner.zip": zipped({"rows.csv": PLAIN})}), "a zip archive"),
    "gzip inside.zip": (zipped({"rows.csv.gz": GZ}), "a gzip archive"),
    "encrypted.zip": (encrypted(), "encrypted"),
    "nothing.zip": (zipped({}), "no data file"),
    "empty.zip": (b"", "damaged"),
    "cut.zip": (zipped({"rows.csv": PLAIN})[:-30], "damaged"),
    "text.zip": (PLAIN.encode(), "damaged"),
}


@pytest.mark.parametrize(("name", "content"), READ.items(), ids=READ)
def test_read(tmp_path, capsys, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    assert read(str(path), "train", Data(train=str(path))).rows.table.select("text", "label").rows() == PAIRS
    assert main(["audit", str(path), "--json", "--select", "PRE003"]) in (0, 1)
    assert json.loads(capsys.readouterr().out)["rows"] == 2
    assert [entry.name for entry in tmp_path.iterdir()] == [name], "nothing is written"


@pytest.mark.parametrize(("name", "content", "what"), [(name, *rest) for name, rest in REFUSED.items()], ids=REFUSED)
def test_refused(tmp_path, capsys, name, content, what):
    path = tmp_path / name
    path.write_bytes(content)
    assert_refused(str(path), what, capsys)
    assert_refused(str(path), what, capsys, "--set", "data.on_bad_line=quarantine")


def assert_refused(place, what, capsys, *options):
    with pytest.raises(UserError):
        read(place, "train", Data(train=place))
    assert main(["audit", place, "--json", *options]) == 2
    out, err = capsys.readouterr()
    error = json.loads(out)["error"]
    assert re.search(what, error["what"]), error
    assert error["where"].startswith(place[:200])
    assert error["next"]
    assert len(err.splitlines()) == 3


def test_nothing_is_written_outside(tmp_path):
    test = [path.name for path in tmp_path.parent.parent.rglob("climbed.csv")]
    assert test == []
    assert not os.path.exists(ABSOLUTE)  # noqa: PTH110


def loop(folder):
    (folder / "a.csv").symlink_to(folder / "b.csv")
    (folder / "b.csv").symlink_to(folder / "a.csv")
    return folder / "a.csv"


def dangling(folder):
    (folder / "a.csv").symlink_to(folder / "gone.csv")
    return folder / "a.csv"


def pipe(folder):
    os.mkfifo(folder / "pipe.csv")
    return folder / "pipe.csv"


def empty_folder(folder):
    (folder / "rows.csv").mkdir()
    return folder / "rows.csv"


def huge(folder):
    with (folder / "huge.csv").open("wb") as file:
        file.truncate(2**42)  # 4 TiB of zeros that take no room
    return folder / "huge.csv"


PLACES = {
    "a symlink loop": (loop, "symbolic links"),
    "a link to nothing": (dangling, "does not exist"),
    "a pipe": (pipe, "a pipe or a device"),
    "a folder": (empty_folder, "a directory, not a file"),
    "a file larger than the memory": (huge, "GiB"),
    "a device without end": (lambda _: "/dev/zero", "a pipe or a device"),
    "a device without content": (lambda _: "/dev/null", "a pipe or a device"),
    "a missing file": (lambda folder: folder / "rows.csv", "does not exist"),
    "a missing folder": (lambda folder: folder / "none" / "rows.csv", "does not exist"),
    "a path through a file": (lambda _: "/etc/hostname/rows.csv", "cannot be read|does not exist"),
    "a very long name": (lambda folder: folder / ("x" * 5000 + ".csv"), "cannot be read: File name too long"),
    "a NUL in the name": (lambda _: "rows\0.csv", "cannot be read"),
    "an empty name": (lambda _: "", ""),
}


@pytest.mark.parametrize(("make", "what"), PLACES.values(), ids=PLACES)
def test_places(tmp_path, capsys, make, what):
    assert_refused(str(make(tmp_path)), what, capsys)


def test_a_small_file_may_repeat_itself(tmp_path):
    """Only what would fill the memory is refused: a thousand equal rows pack to almost nothing too."""
    path = tmp_path / "rows.csv.gz"
    path.write_bytes(gzip.compress((PLAIN + "tea,a\n" * 50_000).encode()))
    assert len(read(str(path), "train", Data(train=str(path))).rows) == 50_002


BOMBED = """
import re, resource, sys
from pathlib import Path
from finetooth.core.errors import UserError
from finetooth.recipe.sections import Data
from finetooth.sources import read
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))  # a bomb that is unpacked whole is ended by the system
try:
    read(sys.argv[1], "train", Data(train=sys.argv[1]))
except UserError as error:
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
    print("times its size" in error.what, peak)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is told by Linux only")
@pytest.mark.parametrize("ratio", ["highest", "just allowed at first"])
def test_a_bomb_is_refused_in_little_memory(tmp_path, ratio):
    path = tmp_path / "bomb.csv.gz"
    if ratio == "highest":
        path.write_bytes(bomb(1) * 400)  # many members that unpack to 400 MB
    else:
        noise = gzip.compress(os.urandom(7000) + bytes(2**20), 1)  # about 1 to 90
        path.write_bytes(noise * 400)
    command = [sys.executable, "-c", BOMBED, str(path)]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    refused, peak = told.stdout.split()
    assert refused == "True"
    assert float(peak) < 200
