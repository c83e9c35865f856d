"""The one way consoles are made: no markup, no emoji codes, no guessing of colours for user text."""

from rich.console import Console


def console(stderr: bool = False) -> Console:
    """Return a console that prints text as it is given; colours only on a terminal, NO_COLOR respected."""
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False)
