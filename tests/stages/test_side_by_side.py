"""Processes of trials: what they print, how they die, and which GPU is theirs."""

import io
import os
from dataclasses import replace
from types import SimpleNamespace

import pytest

from finetooth.core.tuning import Trial
from finetooth.stages import side_by_side
from finetooth.stages.side_by_side import device


def test_what_a_library_prints_is_passed_over():
    child, heard = object.__new__(side_by_side._Child), []
    lines = b'3\nnull\n[1]\n"ab"\n\xff\n["x", 1]\n{"a": 1, "b": 2}\nnoise\n[0.5, "half"]\n'
    child.process = SimpleNamespace(stdout=io.BytesIO(lines))
    child._read(lambda done, message: heard.append((done, message)))
    assert heard == [(0.5, "half")]


def test_a_pipe_is_emptied_also_where_nobody_can_be_told():
    def gone(_done, _message):
        raise OSError("the screen is gone")

    child = object.__new__(side_by_side._Child)
    child.process = SimpleNamespace(stdout=io.BytesIO(b'[0.5, "half"]\n' * 3))
    with pytest.raises(OSError, match="the screen is gone"):
        child._read(gone)
    assert child.process.stdout.read() == b""


def test_a_trial_of_another_process_keeps_who_suggested_it():
    asked = Trial(3, {"learning_rate": 1e-4}, None, None, 0.0, suggested_by="yesterday")
    kept = Trial(1, {"learning_rate": 1e-4, "weight_decay": 0.1}, 0.8, 2.0, 9.0)
    job = SimpleNamespace(asked=asked, settings=None, court=SimpleNamespace(known=lambda *_: ("key", kept)))
    assert side_by_side._found(job, ()) == replace(asked, score=0.8, best_epoch=2.0, seconds=9.0)


def test_a_process_that_dies_before_it_read_its_work_is_told_as_any_other(monkeypatch, tmp_path):
    """The work is larger than a pipe holds, so that writing it fails."""
    quits = tmp_path / "quits"
    quits.write_text("#!/bin/sh\nexec 0<&-\nexit 3\n")
    quits.chmod(0o755)
    monkeypatch.setattr(side_by_side.sys, "executable", str(quits))
    monkeypatch.setattr(side_by_side.pickle, "dumps", lambda _job: b"x" * 10_000_000)
    bench = side_by_side.SideBySide(2, 1, 0)
    jobs = [SimpleNamespace(gpu=None, threads=1) for _ in range(2)]
    failures = bench._run(jobs, [lambda _done, _message: None] * 2)
    assert failures == ["its process ended with 3"] * 2


@pytest.mark.parametrize(
    ("given", "names"), [(None, ["0", "1"]), ("2,5", ["2", "5"]), ("GPU-a, GPU-b", ["GPU-a", "GPU-b"])]
)
def test_a_gpu_is_one_of_those_that_were_given(monkeypatch, given: str | None, names: list[str]):
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if given:
        monkeypatch.setitem(os.environ, "CUDA_VISIBLE_DEVICES", given)
    assert [device(place) for place in range(2)] == names
