"""kill -9 at any moment, then the same call again: finished stages stay, and the result is the same."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = '''
import os, signal, sys
from dataclasses import dataclass
from pathlib import Path

from finetooth.core import store
from finetooth.core.check import Check
from finetooth.core.events import silent
from finetooth.core.finding import Passed
from finetooth.core.rows import Rows
from finetooth.core.run import Run, Work, stage

root, moment = Path(sys.argv[1]), sys.argv[2]

def die_at(name):
    if moment == name and not (root / name).exists():
        (root / name).touch()
        os.kill(os.getpid(), signal.SIGKILL)

@dataclass(frozen=True)
class Read:
    rows: Rows

@dataclass(frozen=True)
class Counted:
    count: int
    steps: tuple[int, ...]

@stage("1-read")
def read(work: Work) -> Read:
    with (root / "calls").open("a") as calls:
        calls.write("read\\n")
    die_at("in-read")
    return Read(Rows.of({"text": text} for text in "abc"))

@stage("2-count")
def count(work: Work, rows: Rows) -> Counted:
    done = store.read_lines(work.folder / "steps.jsonl")
    for step in range(len(done), 5):
        if step == 3:
            die_at("in-count")
        store.append_json(work.folder / "steps.jsonl", step)
        with (root / "calls").open("a") as calls:
            calls.write(f"step {step}\\n")
    return Counted(len(rows), tuple(store.read_lines(work.folder / "steps.jsonl")))

class Rowed(Check):
    """No rows."""
    code = "QTY099"
    def judge(self, rows):
        die_at("in-judge")
        return Passed("rows")

write_json, replace = store.write_json, Path.rename
def dying_write(path, value):
    if path.name == "done.json":
        die_at("before-done")
    write_json(path, value)
    if path.name == "done.json":
        die_at("before-rename")
store.write_json = dying_write

run = Run(root, (Rowed(),), {}, silent)
with run.lock():
    result = run.stage(count, run.stage(read).rows)
    die_at("at-the-end")
    print(result.count, result.steps, len(run.history))
'''


def attempt(root: Path, moment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PROGRAM, str(root), moment]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("moment", ["in-read", "in-judge", "before-done", "before-rename", "in-count", "at-the-end"])
def test_a_killed_run_goes_on_where_it_was(tmp_path: Path, moment: str) -> None:
    killed = attempt(tmp_path, moment)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    for name in ("1-read", "2-count"):
        folder = tmp_path / name
        assert not folder.exists() or json.loads((folder / "done.json").read_text())["stage"] == name
    resumed = attempt(tmp_path, moment)
    assert (resumed.returncode, resumed.stdout) == (0, "3 (0, 1, 2, 3, 4) 1\n"), resumed.stderr
    calls = (tmp_path / "calls").read_text().split("\n")[:-1]
    assert calls.count("read") == (1 if moment in ("in-judge", "in-count", "at-the-end") else 2)
    assert [line for line in calls if line != "read"] == [f"step {step}" for step in range(5)]
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["1-read", "2-count"]
