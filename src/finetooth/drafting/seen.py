"""Seen: what a look at the data gave, in words for people and as settings of a recipe."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self


class Setting(NamedTuple):
    """A key of the recipe, the value that was chosen for it, and why."""

    key: str  # dotted: data.text_column
    value: Any
    why: str


class Offer(NamedTuple):
    """A key of the recipe that is not set, when another value is worth a thought, and which one, where it is known."""

    key: str
    why: str
    value: Any = None


@dataclass(frozen=True)
class Seen:
    """What was told of the data, line by line; what was set because of it; what may be set by who knows more."""

    told: tuple[tuple[str, str], ...] = ()  # subject, and what was seen of it
    settings: tuple[Setting, ...] = ()
    offers: tuple[Offer, ...] = ()
    remarks: tuple[tuple[str, str], ...] = field(default=())  # key, and why it was left out of the recipe

    def plus(self, other: "Seen") -> Self:
        """Return both together."""
        return type(self)(
            self.told + other.told,
            self.settings + other.settings,
            self.offers + other.offers,
            self.remarks + other.remarks,
        )

    def value(self, key: str) -> Any:
        """Return what a key was set to; None where it was not."""
        return next((setting.value for setting in self.settings if setting.key == key), None)


def told(subject: str, what: str) -> Seen:
    """Return one line of what was seen."""
    return Seen(told=((subject, what),))


def together(parts: Iterable[Seen]) -> Seen:
    """Return all parts as one, in order."""
    whole = Seen()
    for part in parts:
        whole = whole.plus(part)
    return whole


def settings_of(values: Mapping[str, tuple[Any, str]]) -> Seen:
    """Return settings by key, each with its reason; those without a value are left out."""
    return Seen(settings=tuple(Setting(key, *pair) for key, pair in values.items() if pair[0] is not None))
