"""Patterns that are searched for in texts: a quick look in native code first, then each hit is verified."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import polars as pl

Verify = Callable[[str], bool]


def _always(found: str) -> bool:
    return bool(found)


@dataclass(frozen=True)
class Pattern:
    """What is searched for: ``sign`` (a Rust regex without look-around) picks the texts worth a closer look, ``exact``
    finds the value in them, in the group "value" where it has one, and ``verify`` may refuse it (a checksum)."""

    kind: str
    sign: str
    exact: re.Pattern[str]
    verify: Verify = _always

    def values(self, text: str) -> list[str]:
        """Return the values found in one text."""
        return [value for match in self.exact.finditer(text) if self.verify(value := _value(match))]

    def masked(self, text: str) -> str:
        """Return the text with each value replaced by its kind: ``<email>``."""
        return self.exact.sub(lambda match: self._mask(match), text)

    def _mask(self, match: re.Match[str]) -> str:
        value = _value(match)
        return match[0].replace(value, f"<{self.kind}>", 1) if self.verify(value) else match[0]


def _value(match: re.Match[str]) -> str:
    return match["value"] if "value" in match.re.groupindex else match[0]


def search(texts: pl.Series, patterns: Iterable[Pattern]) -> pl.DataFrame:
    """Return what is found: ``row`` (position), ``kind`` and ``value``, a line for each kind and text, in row order."""
    found = []
    for pattern in patterns:
        for row, text in _worth_a_look(texts, pattern):
            found += [(row, pattern.kind, value) for value in pattern.values(text)[:1]]
    table = pl.DataFrame(found, schema={"row": pl.Int64, "kind": pl.String, "value": pl.String}, orient="row")
    return table.sort("row", maintain_order=True)


def mask(texts: pl.Series, patterns: Iterable[Pattern]) -> pl.Series:
    """Return the texts with all that is found masked by its kind, until nothing is found any more."""
    found = [pattern for pattern in patterns if _worth_a_look(texts, pattern)]
    while True:
        before = texts
        for pattern in found:
            looked = _worth_a_look(texts, pattern)
            changed = [(row, after) for row, text in looked if (after := pattern.masked(text)) != text]
            if changed:
                places, masked = zip(*changed, strict=True)
                texts = texts.clone().scatter(list(places), pl.Series(masked, dtype=pl.String))
        if texts.equals(before, null_equal=True):
            return texts


def _worth_a_look(texts: pl.Series, pattern: Pattern) -> list[tuple[int, str]]:
    signed = texts.str.contains(pattern.sign).fill_null(False)
    return list(zip(signed.arg_true().to_list(), texts.filter(signed).to_list(), strict=True))
