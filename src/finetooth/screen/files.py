"""Files that a verb writes because it was asked to: known to be writable before any work, and whole or absent."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from finetooth.core import store
from finetooth.core.errors import UserError


def must_be_writable(out: Path | None, suffixes: Sequence[str], inputs: Iterable[Path]) -> None:
    """Raise UserError for a file that cannot be written, whose suffix says no form, or that is looked at itself."""
    if out is None:
        return
    if out.suffix.lower() not in suffixes:
        told = f"what form {out.suffix or 'no suffix'} is to be is not known"
        raise UserError(told, str(out), f"name a file that ends in {', '.join(suffixes)}")
    if not out.absolute().parent.is_dir() or out.is_dir():
        raise UserError("nothing can be written there", str(out), "name a file in a folder that exists")
    if any(out.exists() and one.exists() and out.samefile(one) for one in inputs):
        raise UserError("it would overwrite what it looks at", str(out), "name another file with --out")


def write(out: Path, text: str) -> None:
    """Write a file whole or not at all. Raises UserError."""
    try:
        store.write_text(out, text)
    except OSError as error:
        told = f"it cannot be written: {os.strerror(error.errno or 0)}"
        raise UserError(told, str(out), "name a file in a folder you may write to") from None
