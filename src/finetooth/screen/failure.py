"""The end when something is wrong: three lines for the user's input, one line for a defect of finetooth."""

import os
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.text import Text

from finetooth.core.errors import UserError
from finetooth.screen.clean import clean, safe
from finetooth.screen.console import console
from finetooth.screen.json_output import emit, error_object

WRONG_INPUT, FAILED = 2, 3


class Failed(Exception):
    """finetooth failed while it worked in a run folder; the cause says how."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.folder = folder


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """Note the run folder on any error that is not the user's, so that the traceback is written there."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        raise Failed(folder) from error


def explain(error: Exception, json_mode: bool) -> int:
    """Print what went wrong and return the exit code; for who debugs, a defect is raised as it is."""
    if isinstance(error, UserError):
        tell_user_error(error, json_mode)
        return WRONG_INPUT
    if os.environ.get("FINETOOTH_DEBUG") == "1":
        raise error
    tell_failure(error, json_mode)
    return FAILED


def tell_user_error(error: UserError, json_mode: bool) -> None:
    """Print what is wrong, where, and the next step; with --json the same as an object on standard output."""
    out = console(stderr=True)
    lines = (("", error.what, "bold red"), ("  where: ", error.where, ""), ("  next:  ", error.fix, ""))
    for head, text, style in lines:
        out.print(Text(head) + safe(text, style, limit=2000), soft_wrap=True)
    if json_mode:
        emit(error_object(error))


def tell_failure(error: Exception, json_mode: bool) -> None:
    """Print one line with what failed and where the traceback lies."""
    folder = error.folder if isinstance(error, Failed) else None
    cause = error.__cause__ if isinstance(error, Failed) and isinstance(error.__cause__, Exception) else error
    what = clean(f"{type(cause).__name__}: {cause}".rstrip(": "))
    place = write_traceback(cause, folder)
    console(stderr=True).print(safe(f"finetooth failed: {what} (traceback in {place})", "red", 4000), soft_wrap=True)
    if json_mode:
        fix = "this is a defect of finetooth: report it with that file"
        emit(error_object(UserError(f"finetooth failed: {what}", str(place), fix)))


def write_traceback(error: Exception, folder: Path | None) -> Path:
    """Write the traceback into the run folder, or a temporary file where there is none, and return its path."""
    text = "".join(traceback.format_exception(error))
    if folder is not None:
        try:
            (folder / "traceback.txt").write_text(text, "utf-8", "backslashreplace")
            return folder / "traceback.txt"
        except OSError:
            pass
    name = tempfile.NamedTemporaryFile("w", prefix="finetooth-", suffix=".txt", delete=False, errors="replace")  # noqa: SIM115
    with name as stream:
        stream.write(text)
    return Path(name.name)
