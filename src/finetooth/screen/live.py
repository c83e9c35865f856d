"""A run as it happens, on a terminal: its stages, how far each is, the time left, and what was noted."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self, cast

from rich.console import Console, ConsoleOptions, JustifyMethod, RenderableType, RenderResult
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from finetooth.core.events import Event
from finetooth.core.finding import Outcome, Verdict
from finetooth.report.numbers import duration
from finetooth.screen.clean import clean, safe
from finetooth.screen.findings import tally
from finetooth.screen.pace import Pace, fitting
from finetooth.screen.plan import stage_name

STAGES = ("audit", "prepare", "tune", "train", "evaluate", "validate", "report")
_MARK, _NAME, _TOOK = 1, 9, 11  # columns' widths; what is done has the rest
_BARS = ((130, 24), (70, 12), (0, 6))  # the bar's width by the least width of the terminal
_CRAMPED = 32  # with less room the time left has a line of its own


@dataclass
class _Line:
    """One stage's line."""

    pace: Pace
    state: str = "waiting"  # waiting, working, done, resumed
    begun: float = 0.0
    seconds: float = 0.0
    share: float = 0.0
    message: str = ""
    verdicts: list[Verdict] = field(default_factory=list)


class LiveScreen:
    """A listener that keeps one line a stage up to date; notes scroll by above."""

    def __init__(self, console: Console, stages: Iterable[str] = STAGES) -> None:
        self._console = console
        self._lines = {name: _Line(Pace(name)) for name in stages}
        self._spinner = Spinner("dots", style="cyan")
        self._live = Live(self, console=console, refresh_per_second=5)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is not None:
            for line in self._lines.values():
                line.state = "stopped" if line.state == "working" else line.state
        self._live.stop()

    def __call__(self, event: Event) -> None:
        """Take in what happened."""
        name = stage_name(event.stage)
        line = self._lines.setdefault(name, _Line(Pace(name)))
        if event.kind == "started":
            line.state, line.begun = "working", time.monotonic()
        elif event.kind == "progress":
            line.share, line.message = min(1.0, max(line.share, event.done)), event.message or line.message
            line.pace.take(line.share, time.monotonic())
        elif event.kind in ("done", "resumed"):
            line.state, line.seconds = event.kind, float(event.data.get("seconds", 0.0))
            line.verdicts = list(event.data.get("verdicts", []))
        elif event.kind == "changed":
            self._console.print(safe(f"{name} is done again: {event.message}", "yellow"))
        elif event.kind == "note":
            self._console.print(safe(f"{name}: {event.message}", "dim"))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        bar = next(width for least, width in _BARS if options.max_width >= least)
        table = Table.grid(padding=(0, 1))
        for width, side in ((_MARK, "left"), (_NAME, "left"), (bar, "left"), (_TOOK, "right")):
            table.add_column(width=width, no_wrap=True, justify=cast(JustifyMethod, side))
        table.add_column()  # the only one that gives way where the terminal is narrow
        room = options.max_width - (_MARK + _NAME + bar + _TOOK + 4)
        for name, line in self._lines.items():
            table.add_row(*self._cells(name, line, bar, room))
        yield table

    def _cells(self, name: str, line: _Line, bar: int, room: int) -> tuple[RenderableType, ...]:
        if line.state == "waiting":
            return Text("·", "dim"), Text(name, "dim"), "", "", ""
        if line.state == "working":
            return self._spinner, Text(name, "bold"), _bar(line, bar), _share(line), _doing(line, room)
        if line.state == "stopped":
            return Text("✗", "red"), Text(name, "bold"), _bar(line, bar), Text("stopped", "red"), ""
        took = "kept" if line.state == "resumed" else duration(line.seconds)
        return Text("✓", "green"), Text(name), _full(bar), Text(took, "dim"), _one_line(Text(" ") + _found(line))


def _bar(line: _Line, width: int) -> ProgressBar:
    return ProgressBar(total=1.0, completed=line.share, width=width, complete_style="cyan", finished_style="cyan")


def _full(width: int) -> ProgressBar:
    return ProgressBar(total=1.0, completed=1.0, width=width, finished_style="green")


def _share(line: _Line) -> Text:
    return Text(f"{line.share:.0%}" if line.share else "", "cyan")


def _doing(line: _Line, room: int) -> Text:
    """Return what is being done and the time left, and below it what had no room beside it."""
    now = time.monotonic()
    left = line.pace.left(now) or duration(now - line.begun)
    if not line.message:
        return _one_line(Text(f" {left}", "dim"))
    message = clean(line.message, 200)
    if room < _CRAMPED:
        return _one_line(Text(f" {fitting(message, room - 1)[0]}") + Text(f"\n {left}", "dim"))
    doing, more = fitting(message, room - 3 - len(left))
    below = f"\n {fitting(more, room - 1)[0]}" if ", " in more else ""
    return _one_line(Text(f" {doing}") + Text(f"  {left}{below}", "dim"))


def _found(line: _Line) -> Text:
    """Return the findings of a stage; where there are none, how many checks passed."""
    kept = [verdict for verdict in line.verdicts if verdict.outcome in (Outcome.FAILED, Outcome.BROKEN)]
    return tally(kept or line.verdicts)


def _one_line(text: Text) -> Text:
    text.no_wrap, text.overflow = True, "ellipsis"
    return text
