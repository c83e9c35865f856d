"""The one way consoles are made: no markup, no emoji codes, no guessing of colours for user text."""

import io

from rich.console import Console, RenderableType


def console(stderr: bool = False) -> Console:
    """Return a console that prints text as it is given; colours only on a terminal, NO_COLOR respected."""
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False)


def as_text(thing: RenderableType, width: int = 120) -> str:
    """Return what a terminal of this width without colours would show, for a file."""
    out = Console(
        file=io.StringIO(), width=width, markup=False, emoji=False, highlight=False, color_system=None, no_color=True
    )
    out.print(thing)
    return "\n".join(line.rstrip() for line in out.file.getvalue().splitlines()) + "\n"  # type: ignore[attr-defined]
