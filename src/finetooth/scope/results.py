"""What is told of the scope: how often known rows are flagged, and how well strangers are told from them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rate:
    """A share, or an area under a curve, with its 95 % interval and the rows it rests on."""

    value: float
    low: float
    high: float
    rows: int


@dataclass(frozen=True)
class Stranger:
    """A row that was flagged: its name, its text, what the model would have answered, and how strange it is."""

    row: int
    text: str
    guess: str
    strangeness: float


@dataclass(frozen=True)
class Spread:
    """Shares of rows in bins of strangeness between ``edges``; rows beyond the ends are in the first and last bin."""

    edges: tuple[float, ...]
    test: tuple[float, ...]
    unknown: tuple[float, ...]
    field: tuple[float, ...]


@dataclass(frozen=True)
class ScopeLook:
    """All of it. Rates of what was not there are None; ``asked`` is the share of false alarms that was asked for.

    ``flagged_test`` are the false alarms on test rows, ``accuracy_kept`` and ``accuracy_flagged`` how many of the test
    rows on either side are answered right. ``auroc``, ``recall`` and ``alarms_at_95`` (the false alarms where 95 % of
    them are flagged) are of the rows that belong to no class, beside the test rows.
    """

    asked: float
    held_rows: int
    by_distance: bool
    flagged_test: Rate
    accuracy_kept: Rate | None
    accuracy_flagged: Rate | None
    auroc: Rate | None
    recall: Rate | None
    alarms_at_95: Rate | None
    flagged_field: Rate | None
    spread: Spread
    strangers: tuple[Stranger, ...] = ()
    missed: tuple[Stranger, ...] = ()  # rows that belong to no class and were not flagged, the surest first
