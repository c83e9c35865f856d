"""Keeps third parties from talking over the run."""

import contextlib
import logging
import os
import sys
from collections.abc import Iterator

QUIET = {  # what the user has set already stays as it is
    "TRANSFORMERS_VERBOSITY": "error",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TQDM_DISABLE": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
LOGGERS = ("bitsandbytes",)  # that warn of what only makes them faster, as soon as they are imported


@contextlib.contextmanager
def calm(json_mode: bool) -> Iterator[None]:
    """Silence what can be silenced; with --json whatever is still printed goes to standard error."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.ERROR)
    with contextlib.redirect_stdout(sys.stderr) if json_mode else contextlib.nullcontext():
        yield
