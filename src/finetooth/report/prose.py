"""Prose: a check's message as a sentence of the page, and titles whose names and numbers are not torn apart."""

import re

from markupsafe import Markup, escape

from finetooth.report.numbers import METRICS
from finetooth.report.text import line, sentence, visible

_WORD = re.compile(r"[a-z]+[ ,:;]")  # an ordinary word: no key of a recipe, no name of a metric
_KEYS = "|".join(name for name in METRICS if "_" in name)
_WHOLE = re.compile(r"\w+-(?:F1|AUC|L)\b|[0-9.,]+ %")
_NUMBER = r"[-+−]?[0-9][0-9,]*(?:\.[0-9]+)?%?"
_PART = re.compile(
    r"(?P<quoted>(?<!\w)'(?:[^'\\]|\\.)*'(?!\w)|(?<!\w)\"[^\"]*\"(?!\w)|“[^”]*”|`[^`]*`)"
    rf"|(?P<before>\bin | )?[\[(](?P<low>{_NUMBER}), (?P<high>{_NUMBER})[\])]"
    r"|(?<![\w.\-/])(?P<minus>-[0-9]+\.[0-9]+)"
    rf"|(?<![\w.])(?P<metric>{_KEYS})(?!\w|\.[a-z])"
)
_FINE = re.compile(r"([0-9]\.[0-9]{3})[0-9]+")


def said(message: str, limit: int, begins: bool = True) -> str:
    """Return a message on one line: metrics by their names, intervals as `0.41 to 0.50`, long lists cut and counted.

    What it quotes stays as it is. Where it ``begins`` a sentence it gets a capital.
    """
    named = _PART.sub(_part, _cut(message, limit))
    return sentence(named) if begins and _WORD.match(named) else named


def unbroken(title: str) -> Markup:
    """Escape a title; what a line must not break, such as `macro-F1` and `12 %`, is marked as whole."""
    return Markup(_WHOLE.sub(lambda found: f'<span class="whole">{found[0]}</span>', str(escape(visible(title)))))  # noqa: S704 - escaped


def _cut(message: str, limit: int) -> str:
    """Return a message on one line; of a list that is too long the first parts, and how many are left out."""
    parts, kept = message.split("; "), 1
    while kept < len(parts) and sum(len(part) + 2 for part in parts[: kept + 1]) <= limit - 16:
        kept += 1
    if len(message) <= limit or len(parts) == 1 or len(parts[0]) > limit:
        return line(message, limit)
    return line(f"{'; '.join(parts[:kept])}; and {len(parts) - kept:,} more", limit)


def _part(found: re.Match[str]) -> str:
    if found["quoted"]:
        return found[0]
    if found["metric"]:
        return METRICS[found["metric"]]
    return _number(found["minus"]) if found["minus"] else _interval(found)


def _interval(found: re.Match[str]) -> str:
    """Return two numbers in brackets as `(0.41 to 0.50)`; whole numbers may be rows and stay as they are."""
    low, high = (_number(found[end]) for end in ("low", "high"))
    if "." not in low + high and "%" not in low + high:
        return found[0]
    before, head = found["before"] or "", found.string[: found.start()]
    if before.strip():
        return f"between {low} and {high}"
    if head.count("(") > head.count(")"):
        return f", {low} to {high}" if head[-1:].isdigit() else f"{before}{low} to {high}"
    return f"{before}({low} to {high})"


def _number(text: str) -> str:
    """Return a number with three decimals at most, a true minus, and a space before its percent sign."""
    short = _FINE.sub(r"\1", text).replace("-", "−").replace("%", " %")
    return re.sub(r"^−(0\.0+)$", r"\1", short)
