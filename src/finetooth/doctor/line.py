"""Line: one thing that was looked at, what it is like, and the next step."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "look", "problem"]
OK: State = "ok"
LOOK: State = "look"
PROBLEM: State = "problem"


@dataclass(frozen=True)
class Line:
    """What was found of one subject. ``fix`` is the next step, empty where nothing is to be done."""

    subject: str
    state: State
    told: str
    fix: str = ""
