"""What a real-world condition does: scores before and after, failures, doses, and a neutral swap beside it."""

from dataclasses import dataclass

from finetooth.core.statistics import wilson


@dataclass(frozen=True)
class Control:
    """How often answers change under a swap and under a neutral one, on the rows that both changed.

    ``excess``: the share of changed answers here less that there; ``low`` and ``high``: its paired 95 % interval.
    """

    rows: int
    here: int
    there: int
    only_here: int
    only_there: int
    excess: float
    low: float
    high: float


@dataclass(frozen=True)
class Dose:
    """A scenario at one strength, on fewer rows: the drop with its paired interval, and how many answers changed."""

    dose: float
    drop: float
    low: float
    high: float
    flipped: int
    n: int
    changed: int


@dataclass(frozen=True)
class ScenarioScore:
    """What one real-world condition does: score before and after on the same rows, drop with its paired interval."""

    name: str
    title: str
    before: float
    after: float
    drop: float
    low: float
    high: float
    flipped: int  # predictions that changed
    n: int  # rows tried
    changed: int  # rows whose text the scenario really changed
    examples: tuple[tuple[str, str, str, str], ...] = ()  # text before, text after, prediction before, prediction after
    expects: str = "same"  # same | less | either | unsure: see scenarios.scenario.EXPECTED
    kind: str = "everyday"  # everyday | fairness | neutral | hostile
    failed: int = 0  # changed rows that were not answered as is expected
    rows: tuple[int, ...] = ()  # the rows that failed, as far as they are kept
    doses: tuple[Dose, ...] = ()
    dose_of: str = ""  # what a dose is a share of
    control: Control | None = None  # beside a neutral swap

    @property
    def failure_rate(self) -> tuple[float, float, float]:
        """The share of the changed rows that failed, with its 95 % interval (Wilson)."""
        return (self.failed / max(1, self.changed), *wilson(self.failed / max(1, self.changed), self.changed))
