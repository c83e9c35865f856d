"""Facts: lazy, cached values that are asked for by parameter name."""

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from finetooth.core.errors import NotApplicable

F = TypeVar("F", bound=Callable[..., Any])
_REGISTRY: dict[str, Callable[..., Any]] = {}
_ABSENT = object()


def fact(function: F) -> F:
    """Register a function whose name is the fact it derives and whose parameters are the facts it needs.

    A parameter with a default is a fact it can do without. It may raise NotApplicable(reason) where the fact cannot
    exist for these rows.
    """
    name = function.__name__
    known = _REGISTRY.get(name)
    if known is not None and known.__module__ != function.__module__:
        raise ValueError(f"the fact {name} is defined twice: in {known.__module__} and {function.__module__}")
    _REGISTRY[name] = function
    return function


def needs(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of the facts that a function asks for, those it can do without included."""
    return tuple(name for name in inspect.signature(function).parameters if name != "self")


@cache
def spares(function: Callable[..., Any]) -> frozenset[str]:
    """Return the names of the facts that a function can do without: its parameters with a default."""
    parameters = inspect.signature(function).parameters.values()
    return frozenset(one.name for one in parameters if one.default is not inspect.Parameter.empty)


class Facts:
    """Given values and all that can be derived from them. ``given`` is never changed; derived values are kept."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = dict(given)
        self._derived: dict[str, Any] = {}

    def with_(self, **values: Any) -> "Facts":
        """Return facts with these values given too; what was derived from other values is kept."""
        changed = {name for name, value in values.items() if self._given.get(name, _ABSENT) is not value}
        more = Facts({**self._given, **values})
        more._derived = {name: value for name, value in self._derived.items() if not more.roots(name) & changed}
        return more

    def roots(self, name: str) -> set[str]:
        """Return the given (or missing) values that a fact rests on."""
        if name in self._given or name not in _REGISTRY:
            return {name}
        return self.roots_of(_REGISTRY[name])

    def roots_of(self, function: Callable[..., Any]) -> set[str]:
        """Return the given (or missing) values that a function rests on; what it can do without counts where given."""
        wanted = (self.roots(name) for name in needs(function) if name not in spares(function) or self.available(name))
        return set().union(*wanted)

    def available(self, name: str) -> bool:
        """Whether a fact is given or can be derived from what is given."""
        return self.roots(name) <= self._given.keys()

    def ready(self, function: Callable[..., Any]) -> bool:
        """Whether all that a function cannot do without is there."""
        return all(self.available(name) for name in needs(function) if name not in spares(function))

    def get(self, name: str) -> Any:
        """Return a fact. Raises NotApplicable where it cannot exist."""
        if name in self._given:
            return self._given[name]
        if name not in self._derived:
            if name not in _REGISTRY:
                raise NotApplicable(f"there is no {name.replace('_', ' ')}")
            try:
                self._derived[name] = self.call(_REGISTRY[name])
            except NotApplicable as reason:
                self._derived[name] = reason
        value = self._derived[name]
        if isinstance(value, NotApplicable):
            raise value
        return value

    def call(self, function: Callable[..., Any]) -> Any:
        """Call a function with the facts its parameters name; one it can do without keeps its default if not there."""
        spare = spares(function)
        found = {name: self._get_or_absent(name) if name in spare else self.get(name) for name in needs(function)}
        return function(**{name: value for name, value in found.items() if value is not _ABSENT})

    def _get_or_absent(self, name: str) -> Any:
        try:
            return self.get(name) if self.available(name) else _ABSENT
        except NotApplicable:
            return _ABSENT
