"""Markdown in which text of users stays text: no markup, no HTML, no link, no new line of a table."""

import re
from collections.abc import Iterable, Sequence

from finetooth.report.text import line

_MARKS = re.compile(r"([\\`*_{}\[\]#|~$@])")
_STARTS = re.compile(r"^(\d*)([.)](?=\s|$)|(?<!\d)[-+=])")


def plain(text: str, limit: int = 200) -> str:
    """Return text on one line with everything escaped that Markdown or HTML would read as more than text."""
    shown = line(text, limit).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shown = _MARKS.sub(r"\\\1", shown)
    shown = shown.replace("://", "\\://").replace("www.", "www\\.")
    return _STARTS.sub(r"\1\\\2", shown)


def table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Return a table; cells are escaped already."""
    rows = [heads, ["---", *["---:"] * (len(heads) - 1)], *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def bullets(items: Iterable[str]) -> str:
    """Return a list; items are escaped already."""
    return "\n".join(f"- {item}" for item in items)
