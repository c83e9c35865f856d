"""What is lost over time and between groups: plain values that a stage hands on, a check judges and a report shows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Gap:
    """The score of a cheap model on the same rows, taught by rows at random (``usual``) and without what is new.

    ``new``: taught by rows of the past alone, or of other groups alone, as many as taught the usual one. ``drop`` is
    usual less new, ``low`` and ``high`` its paired 95 % interval.
    """

    usual: float
    new: float
    drop: float
    low: float
    high: float
    rows: int

    @property
    def is_sure(self) -> bool:
        """Whether something is lost beyond the interval."""
        return self.low > 0


@dataclass(frozen=True)
class Cut:
    """A cut in time: all rows before ``since`` taught, those from there to ``until`` were judged (seconds of 1970)."""

    since: float
    until: float
    train_rows: int
    gap: Gap


@dataclass(frozen=True)
class Age:
    """What is lost where the rows that teach are so many days older: the usual is taught by rows of the same days."""

    days: float
    gap: Gap


@dataclass(frozen=True)
class OverTime:
    """The past judged by what came later: over all cuts together, at each cut, and by the age of what taught."""

    gap: Gap
    cuts: tuple[Cut, ...]
    ages: tuple[Age, ...]


@dataclass(frozen=True)
class LeftOut:
    """One group, judged by models that its own rows taught too (usual), and by one that they did not."""

    name: str
    gap: Gap


@dataclass(frozen=True)
class OverGroups:
    """Groups judged by models of other groups: together, and each of the largest, what loses most first.

    ``names``: how many groups there are; where they are small, ``groups`` is empty: folds of groups were left out.
    """

    gap: Gap
    groups: tuple[LeftOut, ...]
    names: int

    @property
    def worst(self) -> LeftOut | None:
        """The group that loses most."""
        return max(self.groups, key=lambda one: one.gap.drop, default=None)


@dataclass(frozen=True)
class Transfer:
    """Both, and why one of them could not be had. ``by``: what the cheap model read of texts."""

    metric: str
    by: str
    rows: int  # looked at, at most
    rows_of: int  # there were
    time: OverTime | None = None
    groups: OverGroups | None = None
    why_no_time: str = ""
    why_no_groups: str = ""
