"""A full disk is known whatever library met it, told once with the next step, and foreseen where it can be."""

import errno
from pathlib import Path

import pytest

from finetooth.core.disk import is_full, must_have_room, told_when_full
from finetooth.core.errors import UserError
from finetooth.core.events import silent
from finetooth.core.run import Run


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        OSError(errno.EFBIG, "File too large"),
        RuntimeError("Error while serializing: I/O error: No space left on device (os error 28)"),
    ],
)
def test_it_is_known_and_told_once(tmp_path: Path, error: Exception):
    assert is_full(error)
    with pytest.raises(UserError) as told, told_when_full(tmp_path), told_when_full(tmp_path / "deeper"):
        raise error
    assert "no room left to write" in told.value.what
    assert told.value.where == str(tmp_path / "deeper")
    assert "run the same command again" in told.value.fix


def test_other_errors_pass():
    for error in (OSError(errno.EACCES, "Permission denied"), ValueError("(os error 2)")):
        with pytest.raises(type(error), match=r"denied|error 2"), told_when_full(Path()):
            raise error


def test_whatever_a_run_does_under_its_lock_is_told(tmp_path: Path):
    run = Run(tmp_path, (), {}, silent)
    with pytest.raises(UserError, match="no room left"), run.lock():
        raise OSError(errno.ENOSPC, "No space left on device")


def test_too_little_room_is_foreseen(tmp_path: Path):
    must_have_room(tmp_path, 1, "a letter")
    with pytest.raises(UserError, match="MB free, and a library needs up to 1,000,000,000 MB"):
        must_have_room(tmp_path, 10**15, "a library")
