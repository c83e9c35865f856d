"""Told: a value of any shape as people read it, without the brackets and quotes that programs need."""

from collections.abc import Mapping
from typing import Any


def told(value: Any) -> str:
    """Return a value as words: `typos 0.14, 0.06, 0.25; emoji 0.01`, a dash for nothing, four digits of a number."""
    if value is None or value == "" or (isinstance(value, Mapping | list | tuple) and not value):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, Mapping):
        return "; ".join(f"{_words(key)} {told_as(str(key), item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        deep = any(isinstance(item, Mapping | list | tuple) for item in value)
        return ("; " if deep else ", ").join(_within(item) for item in value)
    return str(value)


def told_as(name: str, value: Any) -> str:
    """Return what stands under a name as words: what is called an interval reads `0.41 to 0.5`."""
    if "interval" not in name or not isinstance(value, list | tuple):
        return told(value)
    if value and all(isinstance(item, list | tuple) for item in value):
        return "; ".join(told_as(name, item) for item in value)
    return " to ".join(told(end) for end in value) if len(value) == 2 else told(value)


def _words(key: Any) -> str:
    return str(key).replace("_", " ")


def _within(item: Any) -> str:
    """Return an item of a list; what a mapping or list within a list holds stays together."""
    return f"({told(item)})" if isinstance(item, Mapping | list | tuple) and len(item) > 1 else told(item)
