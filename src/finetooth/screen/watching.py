"""An audit as it happens: one line on standard error, where that is a terminal, with what is done and the time left."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from finetooth.core.events import Event, Listener, silent
from finetooth.report.numbers import duration
from finetooth.screen.clean import clean
from finetooth.screen.console import console
from finetooth.screen.wording import rough

_ENOUGH = 0.03  # below this share of a step a guess of the time left would jump about


class Watch:
    """A listener that knows which step an audit is at, and guesses how long this step still takes.

    The steps (files, then checks) have equal shares of the bar but few of them take the time: the pace of the others
    tells nothing of it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun = self._since = clock()
        self._share, self._start, self._width = 0.0, 0.0, 0.0
        self._title, self._message = "", "reading"
        self._spinner = Spinner("dots", style="cyan")

    def __call__(self, event: Event) -> None:
        """Take in how far it is; a message is the step's title, or the title and what is done within it."""
        if event.kind != "progress":
            return
        title = event.message.partition(": ")[0]
        if title != self._title:
            gap = event.done - self._start
            self._width = gap if gap > 0 else self._width
            self._title, self._start, self._since = title, event.done, self._clock()
        self._share, self._message = event.done, event.message or self._message

    def left(self) -> float:
        """Guess the seconds that this step still takes; 0 where that cannot be told."""
        done = (self._share - self._start) / self._width if self._width else 0.0
        return (self._clock() - self._since) * (1 - done) / done if _ENOUGH <= done < 1 else 0.0

    def line(self) -> Text:
        """Return what is being done and how long it may still take."""
        left = self.left()
        told = f"about {rough(left)} left for this" if left else duration(self._clock() - self._begun)
        line = Text(clean(self._message, 70)) + Text(f"  {told}", "dim")
        line.no_wrap, line.overflow = True, "ellipsis"
        return line

    def __rich_console__(self, screen: Console, options: ConsoleOptions) -> RenderResult:
        table = Table.grid(padding=(0, 1))
        table.add_column(width=1)
        table.add_column(width=20)
        table.add_column()
        bar = ProgressBar(total=1.0, completed=min(1.0, self._share), width=20, complete_style="cyan")
        table.add_row(self._spinner, bar, self.line())
        yield table


@contextmanager
def watching(quiet: bool) -> Iterator[Listener]:
    """Give the listener that fits: a line on standard error that goes away, nothing where that is no terminal."""
    out = console(stderr=True)
    if quiet or not out.is_terminal:
        yield silent
        return
    watch = Watch()
    with Live(watch, console=out, refresh_per_second=5, transient=True, redirect_stdout=False, redirect_stderr=False):
        yield watch
