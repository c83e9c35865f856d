"""What a run tells while it works; the screen and the log listen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["started", "resumed", "changed", "progress", "note", "verdicts", "done"]


@dataclass(frozen=True)
class Event:
    """Something that happened in a stage."""

    kind: Kind
    stage: str
    message: str = ""
    done: float = 0.0  # progress: share of the stage, 0 to 1
    data: dict[str, Any] = field(default_factory=dict)


Listener = Callable[[Event], None]


def silent(_: Event) -> None:
    """Listen to nothing."""
