"""Rendering: a template to one self-contained page that runs no script and asks for nothing from outside."""

import base64
import hashlib
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from finetooth import __version__
from finetooth.report import numbers, prose, text


def render(template: str, **values: Any) -> str:
    """Return the page of a template; the policy in its head allows our one style sheet and nothing else."""
    style = _style()
    rendered = (
        _environment()
        .get_template(template)
        .render(
            version=__version__,
            style=Markup(style),  # noqa: S704 - our own file
            style_hash=_hash(style),
            **values,
        )
    )
    return text.visible(rendered)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("finetooth.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "line": text.line,
        "said": prose.said,
        "unbroken": prose.unbroken,
        "three": numbers.three,
        "count": numbers.count,
        "plain": numbers.plain,
        "plural": numbers.plural,
        "percent": numbers.percent,
        "duration": numbers.duration,
        "metric": numbers.metric_name,
    }
    environment.globals["span"] = numbers.span
    return environment


def _style() -> str:
    folder = files("finetooth.report") / "templates"
    parts = ("colours.css", "layout.css", "parts.css", "charts.css", "print.css")
    return "\n".join((folder / part).read_text("utf-8") for part in parts)


def _hash(style: str) -> str:
    """Return the hash by which the policy allows this one style sheet and no other style."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
