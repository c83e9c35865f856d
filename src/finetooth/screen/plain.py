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
from finetooth.screen.pace import Pace
from finetooth.screen.plan import stage_name


class PlainLines:
    """A listener that prints a line where a stage starts, ends or notes something, at each evaluation of the final
    fit, and now and then how far it is (also among the evaluations of many folds)."""

    def __init__(self, out: Console, every: float = 15.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._out, self._every, self._clock = out, every, clock
        self._due, self._share = 0.0, 0.0
        self._pace = Pace("")

    def __call__(self, event: Event) -> None:
        """Print what happened."""
        name, now = stage_name(event.stage), self._clock()
        if event.kind == "started":
            self._pace, self._share = Pace(name), 0.0
        elif event.kind == "progress":
            self._share = event.done
            self._pace.take(event.done, now)
        if not self._is_worth_a_line(event, now):
            return
        line = told(event)
        if event.kind in ("progress", "evaluated"):
            line = ", ".join(filter(None, [f"{self._share:.0%} {line}", self._pace.left(now)]))
        if event.kind in ("started", "progress", "evaluated"):
            self._due = now + self._every
        self._out.print(safe(f"{name:<9} {line}".rstrip()), soft_wrap=True)

    def _is_worth_a_line(self, event: Event, now: float) -> bool:
        if event.kind == "progress" or (event.kind == "evaluated" and event.data.get("of")):
            return now >= self._due
        return event.kind != "fitting"


def told(event: Event) -> str:
    """Return what a log says of an event."""
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
