"""A run as it happens where there is no terminal: one plain line for each thing worth a line in a log."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console

from finetooth.core.events import Event, Listener, silent
from finetooth.report.numbers import duration
from finetooth.screen.clean import safe
from finetooth.screen.console import console
from finetooth.screen.findings import tally
from finetooth.screen.live import STAGES, LiveScreen
from finetooth.screen.plan import stage_name


class PlainLines:
    """A listener that prints a line where a stage starts, ends or notes something, and now and then how far it is."""

    def __init__(self, out: Console, every: float = 15.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._out, self._every, self._clock = out, every, clock
        self._due = 0.0

    def __call__(self, event: Event) -> None:
        """Print what happened."""
        if event.kind == "progress":
            if self._clock() < self._due:
                return
            self._due = self._clock() + self._every
        elif event.kind == "started":
            self._due = self._clock() + self._every
        self._out.print(safe(f"{stage_name(event.stage):<9} {told(event)}".rstrip()), soft_wrap=True)


def told(event: Event) -> str:
    """Return what a log says of an event."""
    if event.kind == "progress":
        return f"{event.done:.0%} {event.message}"
    if event.kind == "changed":
        return f"is done again: {event.message}"
    if event.kind in ("done", "resumed"):
        found = tally(event.data.get("verdicts", [])).plain
        took = f"done in {duration(event.data.get('seconds', 0.0))}" if event.kind == "done" else "kept from before"
        return f"{took}, {found}" if found else took
    return event.message or event.kind


@contextmanager
def listening(json_mode: bool, quiet: bool, stages: Iterable[str] = STAGES) -> Iterator[Listener]:
    """Give the listener that fits for these stages: live on a terminal, lines in a log, nothing when quiet.

    With --json standard output belongs to the one object, so that progress goes to a terminal on standard error.
    """
    out = console(stderr=json_mode)
    if quiet or (json_mode and not out.is_terminal):
        yield silent
    elif out.is_terminal:
        with LiveScreen(out, stages) as screen:
            yield screen
    else:
        yield PlainLines(out)
