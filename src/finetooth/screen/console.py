"""The one way consoles are made: no markup, no emoji codes, no guessing of colours for user text."""

import sys

from rich.console import Console


def console(stderr: bool = False) -> Console:
    """Return a console that prints text as it is given; colours only on a terminal, NO_COLOR respected."""
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False)


def survive_encoding() -> None:
    """Let a terminal that cannot show a character show `?` in its place; it must not end the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
