"""What a run tells while it works; the screen and the log listen."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

T = TypeVar("T")

Kind = Literal["started", "resumed", "changed", "progress", "note", "fitting", "evaluated", "verdicts", "done"]
PASSING = ("progress", "fitting", "evaluated")  # no line of the log: what lasts of them has a file of its own


@dataclass(frozen=True)
class Event:
    """Something that happened in a stage.

    A training tells its ``settings`` in ``fitting``, and each new point of a curve, once, in ``evaluated`` with the
    ``point``, its ``metric``, and the fold that it is ``of`` (empty where there are none).
    """

    kind: Kind
    stage: str
    message: str = ""
    done: float = 0.0  # progress: share of the stage, 0 to 1
    data: dict[str, Any] = field(default_factory=dict)


Listener = Callable[[Event], None]


def silent(_: Event) -> None:
    """Listen to nothing."""


class Steps:
    """Tells how far a stage is while it goes through equal steps; ``within`` tells more from inside the current one."""

    def __init__(self, stage: str, listener: Listener) -> None:
        self._stage, self._listener = stage, listener
        self._number, self._of, self._title = 0, 1, ""

    def enter(self, stage: str) -> None:
        """Go on in another stage."""
        self._stage = stage

    def through(self, items: Sequence[T], title: Callable[[T], str]) -> Iterator[T]:
        """Yield the items, telling each before it is begun."""
        self._of = max(1, len(items))
        for self._number, item in enumerate(items):
            self._title = title(item)
            self.within(0.0)
            yield item

    def within(self, done: float, message: str = "") -> None:
        """Tell how much of the current step is done, 0 to 1."""
        told = f"{self._title}: {message}" if message else self._title
        self._listener(Event("progress", self._stage, told, (self._number + done) / self._of))
