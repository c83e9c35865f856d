"""Keeps third parties from talking over the run."""

import contextlib
import os
import sys
from collections.abc import Iterator

QUIET = {  # what the user has set already stays as it is
    "TRANSFORMERS_VERBOSITY": "error",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TQDM_DISABLE": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


@contextlib.contextmanager
def calm(json_mode: bool) -> Iterator[None]:
    """Silence what can be silenced; with --json whatever is still printed goes to standard error."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    with contextlib.redirect_stdout(sys.stderr) if json_mode else contextlib.nullcontext():
        yield
