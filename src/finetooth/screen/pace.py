"""How long a stage still takes, guessed from the share of it that was done in the time that was watched."""

from finetooth.screen.wording import rough

_ENOUGH = 0.04  # below this share of a stage a guess would jump about,
_MORE, _LONG = 0.002, 30.0  # but after so many seconds less will do
_MAY_END_SOONER = {"tune", "train"}  # early stopping: what is left of their steps is the most it can be


class Pace:
    """Counts from the first share of a stage that is told: what was done before an interruption took no time now."""

    def __init__(self, name: str) -> None:
        self._word = "up to" if name in _MAY_END_SOONER else "about"
        self._first: tuple[float, float] | None = None
        self._share = 0.0

    def take(self, share: float, now: float) -> None:
        """Take in how much of the stage is done at a time in seconds. A share of nothing begins nothing."""
        self._share = max(share, self._share)
        if self._first is None and share > 0:
            self._first = share, now

    def left(self, now: float) -> str:
        """Return `about 4 min left`, `up to 4 min left` where it may end sooner, or nothing where none can tell."""
        begin, since = self._first or (0.0, now)
        gained, taken = self._share - begin, now - since
        if taken <= 0 or self._share >= 1 or gained < (_MORE if taken >= _LONG else _ENOUGH):
            return ""
        return f"{self._word} {rough(taken * (1 - self._share) / gained)} left"


def fitting(message: str, room: int) -> tuple[str, str]:
    """Return as many of a message's parts, told apart by commas, as there is room for, and the parts that are left.

    A first part that is too long by itself is cut.
    """
    parts = message.split(", ")
    many = len(parts)
    while many > 1 and len(", ".join(parts[:many])) > room:
        many -= 1
    told = ", ".join(parts[:many])
    cut = told if len(told) <= room else told[: max(1, room - 1)].rstrip() + "…"
    return cut, ", ".join(parts[many:])
