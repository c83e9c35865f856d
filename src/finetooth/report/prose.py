"""Prose: a check's message as a sentence of the page, and titles whose names and numbers are not torn apart."""

import re

from markupsafe import Markup, escape

from finetooth.report.numbers import METRICS
from finetooth.report.text import line, sentence, visible

_WORD = re.compile(r"[a-z]+[ ,:;]")  # an ordinary word: no key of a recipe, no name of a metric
_KEYS = "|".join(name for name in METRICS if "_" in name)
_METRIC = re.compile(rf"(?<![\w.'\"“`])({_KEYS})(?![\w'\"”`]|\.[a-z])")  # nor what is quoted, nor `macro_f1.low`
_WHOLE = re.compile(r"\w+-(?:F1|AUC|L)\b|[0-9.,]+ %")


def said(message: str, limit: int, begins: bool = True) -> str:
    """Return a message on one line with metrics by their names and, where it ``begins`` a sentence, a capital."""
    named = _METRIC.sub(lambda found: METRICS[found[0]], line(message, limit))
    return sentence(named) if begins and _WORD.match(named) else named


def unbroken(title: str) -> Markup:
    """Escape a title; what a line must not break, such as `macro-F1` and `12 %`, is marked as whole."""
    return Markup(_WHOLE.sub(lambda found: f'<span class="whole">{found[0]}</span>', str(escape(visible(title)))))  # noqa: S704 - escaped
