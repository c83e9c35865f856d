"""What a plan holds: the steps to come, how long they take, and what the training takes of the memory."""

from collections.abc import Sequence
from dataclasses import dataclass

FIXED_SECONDS = 5.0  # loading, baselines, the report; imports are timed with the reading


@dataclass(frozen=True)
class Step:
    """One stage to come: seconds as fits of this size usually take them, and at most, where nothing ends early."""

    stage: str
    what: str
    seconds: float
    most: float


@dataclass(frozen=True)
class Memory:
    """Bytes that the training takes at its peak, its whole process counted, those that are free, and whether it fits.

    ``free`` is None where the system does not tell.
    """

    peak: int
    free: int | None
    fits: bool


@dataclass(frozen=True)
class Plan:
    """All that a run will do; ``memory`` is None where the model's needs cannot be counted.

    Seconds are those of a machine as busy as now: ``busy`` times as long as it would take were nothing else running.
    """

    steps: tuple[Step, ...]
    seconds: float
    most: float
    trials: int
    rows: dict[str, int]
    notes: tuple[str, ...]
    memory: Memory | None = None
    busy: float = 1.0


def in_all(steps: Sequence[Step], busy: float) -> tuple[float, float]:
    """Return how long all steps take, and at most, with what is fixed."""
    fixed = FIXED_SECONDS * busy
    return sum(step.seconds for step in steps) + fixed, sum(step.most for step in steps) + fixed
