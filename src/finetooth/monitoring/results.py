"""What is told of one file of new rows: the watched signals with their limits, scores, and what is to be done."""

from dataclasses import dataclass, field
from typing import Literal

TEXTS, ANSWERS, LABELS, SLOW = "texts", "answers", "labels", "slow drift"
Direction = Literal["up", "down", "both"]
Unit = Literal["share", "area", "deviations", "number"]


@dataclass(frozen=True)
class Watched:
    """What a signal is: its name, the code of the finding it raises, which way it alarms, and in what it is told.

    ``about`` is the label that a share of answers is of.
    """

    name: str
    code: str
    direction: Direction
    unit: Unit
    about: str = ""


@dataclass(frozen=True)
class Signal:
    """One signal in one record: its value beside what is usual, and the limits at this size of the batch.

    ``score`` is how far the value lies from the middle of what chance makes of it, as a normal deviate; ``slow`` the
    moving average of these over the records so far, and ``slow_limit`` what that may reach.
    """

    name: str
    code: str
    family: str
    direction: Direction
    unit: Unit
    value: float
    usual: float
    low: float | None
    high: float | None
    score: float
    about: str = ""
    slow: float | None = None
    slow_limit: float | None = None

    @property
    def alarm(self) -> bool:
        """Whether the value is beyond a limit."""
        return (self.low is not None and self.value < self.low) or (self.high is not None and self.value > self.high)

    @property
    def slow_alarm(self) -> bool:
        """Whether the moving average is beyond its limit, the way that counts."""
        if self.slow is None or self.slow_limit is None:
            return False
        ways = {"up": self.slow, "down": -self.slow, "both": abs(self.slow)}
        return ways[self.direction] > self.slow_limit


@dataclass(frozen=True)
class Ends:
    """A score with its interval: predicted without labels (90 %), or true of the rows with labels (95 %)."""

    metric: str
    value: float
    low: float
    high: float
    rows: int


@dataclass(frozen=True)
class Advice:
    """A finding: MON001 to MON006, what was seen, and what to do; ``severity`` is warning (review) or error (act)."""

    code: str
    severity: Literal["warning", "error"]
    message: str
    fix: str


@dataclass(frozen=True)
class Record:
    """All that is kept of one file of new rows. ``content`` is the file's sha256: with the date it names the record.

    ``rows`` have a text, ``distinct`` of them differ, ``set_aside`` could not be read. ``tested`` is the score on the
    run's test rows, ``floor`` what its gate asks of that metric. ``topics`` are words of rows that training hardly has.
    ``refined`` labels of some rows took part in ``predicted``; then no true score is told, as they may be hard rows.
    ``known`` rows have the text of a training row: they count in no score.
    """

    date: str
    file: str
    content: str
    rows: int
    distinct: int
    set_aside: int
    labelled: int
    false_alarms: float
    signals: tuple[Signal, ...] = ()
    answers: dict[str, int] = field(default_factory=dict)
    predicted: Ends | None = None
    scored: Ends | None = None
    tested: Ends | None = None
    floor: float | None = None
    topics: tuple[tuple[str, float], ...] = ()
    findings: tuple[Advice, ...] = ()
    notes: tuple[str, ...] = ()
    refined: int = 0
    known: int = 0

    @property
    def judged(self) -> bool:
        """Whether any signal was looked at: of too few different rows nothing can be told."""
        return bool(self.signals)

    @property
    def name(self) -> tuple[str, str]:
        """What tells it from other records."""
        return self.date, self.content

    def of(self, family: str) -> tuple[Signal, ...]:
        """Return the signals of one family."""
        return tuple(one for one in self.signals if one.family == family)
