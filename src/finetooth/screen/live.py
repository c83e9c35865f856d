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
from finetooth.screen.plan import stage_name
from finetooth.screen.wording import rough

STAGES = ("audit", "prepare", "tune", "train", "evaluate", "validate", "report")
_ENOUGH = 0.04  # below this share of a stage a guess of the time left would jump about


@dataclass
class _Line:
    """One stage's line."""

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
        self._lines = {name: _Line() for name in stages}
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
        line = self._lines.setdefault(name, _Line())
        if event.kind == "started":
            line.state, line.begun = "working", time.monotonic()
        elif event.kind == "progress":
            line.share, line.message = min(1.0, max(line.share, event.done)), event.message or line.message
        elif event.kind in ("done", "resumed"):
            line.state, line.seconds = event.kind, float(event.data.get("seconds", 0.0))
            line.verdicts = list(event.data.get("verdicts", []))
        elif event.kind == "changed":
            self._console.print(safe(f"{name} is done again: {event.message}", "yellow"))
        elif event.kind == "note":
            self._console.print(safe(f"{name}: {event.message}", "dim"))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        table = Table.grid(padding=(0, 1))
        for width, side in ((1, "left"), (9, "left"), (24, "left"), (10, "right")):
            table.add_column(width=width, no_wrap=True, justify=cast(JustifyMethod, side))
        table.add_column()  # the only one that gives way where the terminal is narrow
        for name, line in self._lines.items():
            table.add_row(*self._cells(name, line))
        yield table

    def _cells(self, name: str, line: _Line) -> tuple[RenderableType, ...]:
        if line.state == "waiting":
            return Text("·", "dim"), Text(name, "dim"), "", "", ""
        if line.state == "working":
            return self._spinner, Text(name, "bold"), _bar(line), _share(line), _doing(line)
        if line.state == "stopped":
            return Text("✗", "red"), Text(name, "bold"), _bar(line), Text("stopped", "red"), ""
        took = "kept" if line.state == "resumed" else duration(line.seconds)
        return Text("✓", "green"), Text(name), _full(), Text(took, "dim"), _one_line(Text(" ") + _found(line))


def _bar(line: _Line) -> ProgressBar:
    return ProgressBar(total=1.0, completed=line.share, width=24, complete_style="cyan", finished_style="cyan")


def _full() -> ProgressBar:
    return ProgressBar(total=1.0, completed=1.0, width=24, finished_style="green")


def _share(line: _Line) -> Text:
    return Text(f"{line.share:.0%}" if line.share else "", "cyan")


def _doing(line: _Line) -> Text:
    elapsed = time.monotonic() - line.begun
    guess = elapsed * (1 - line.share) / line.share if line.share >= _ENOUGH else 0.0
    left = f"about {rough(guess)} left" if guess else duration(elapsed)
    return _one_line(Text(f" {clean(line.message, 60)}") + Text(f"  {left}" if line.message else left, "dim"))


def _found(line: _Line) -> Text:
    """Return the findings of a stage; where there are none, how many checks passed."""
    kept = [verdict for verdict in line.verdicts if verdict.outcome in (Outcome.FAILED, Outcome.BROKEN)]
    return tally(kept or line.verdicts)


def _one_line(text: Text) -> Text:
    text.no_wrap, text.overflow = True, "ellipsis"
    return text
