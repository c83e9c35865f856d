"""A disk that is full: known whatever library met it, and told once, with the next step."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from finetooth.core.errors import UserError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NEXT = "free some space, then run the same command again: it goes on from what was kept"


def is_full(error: BaseException) -> bool:
    """Whether an error says that there is no room: native writers (safetensors, polars) give the number as text."""
    return getattr(error, "errno", None) in _FULL or any(f"(os error {number})" in str(error) for number in _FULL)


@contextmanager
def told_when_full(folder: Path) -> Iterator[None]:
    """Raise UserError where the work within met a full disk, a quota or a limit on the size of files."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        if not is_full(error):
            raise
        raise UserError(f"there is no room left to write: {_first_line(error)}", str(folder), _NEXT) from None


def must_have_room(folder: Path, needed: int, what: str) -> None:
    """Raise UserError where the disk has less free than will be needed."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        told = f"the disk has {free / 1e6:,.0f} MB free, and {what} needs up to {needed / 1e6:,.0f} MB"
        raise UserError(told, str(folder), _NEXT)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
