"""The few SVG shapes that charts are made of; every text and attribute is escaped here."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from finetooth.report.text import fit, line, visible

WIDTH = 400  # of every chart, in user units: text of 13 units stays readable on a phone of 360 px
CHARACTER, BOLD = 7.4, 9.2  # mean width of a character of 13 units, for the widest of the usual fonts


@dataclass(frozen=True)
class Figure:
    """A chart: ``title`` is its message, drawn from the data; ``note`` says what the title cannot."""

    title: str
    svg: Markup
    note: str = ""


def element(name: str, content: str | Markup = "", **attributes: str | float | None) -> Markup:
    """Return one element; ``class_`` and ``stroke_width`` become ``class`` and ``stroke-width``, None is left out."""
    given = ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items() if value is not None)
    inside = Markup("").join(Markup(' {}="{}"').format(key, _value(value)) for key, value in given)
    body = content if isinstance(content, Markup) else escape(visible(content))
    return Markup("<{0}{1}>{2}</{0}>").format(name, inside, body)


def words(
    x: float,
    y: float,
    content: str,
    *,
    anchor: str | None = None,
    class_: str | None = None,
    room: float | None = None,
    transform: str | None = None,
) -> Markup:
    """Write one line of text, cut to ``room`` units; what was cut stands in a tooltip."""
    shown = fit(content, room / (BOLD if class_ == "name" else CHARACTER)) if room else line(content)
    tip = element("title", line(content)) if shown != line(content) else Markup("")
    body = escape(shown) + tip
    return element("text", body, x=x, y=y, text_anchor=anchor, class_=class_, transform=transform)


def stroke(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """Draw a straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def dot(x: float, y: float, class_: str, tip: str = "", radius: float = 4) -> Markup:
    """Draw a dot, with a tooltip."""
    return element("circle", _tip(tip), cx=x, cy=y, r=radius, class_=class_)


def square(x: float, y: float, class_: str, tip: str = "", size: float = 8) -> Markup:
    """Draw a square around a point: told from a dot without colour."""
    return box(x - size / 2, y - size / 2, size, size, class_, tip)


def diamond(x: float, y: float, class_: str, tip: str = "", size: float = 5) -> Markup:
    """Draw a diamond around a point."""
    path = f"M{_value(x)} {_value(y - size)}l{size} {size}l-{size} {size}l-{size} -{size}z"
    return element("path", _tip(tip), d=path, class_=class_)


def box(x: float, y: float, width: float, height: float, class_: str, tip: str = "", **more: float) -> Markup:
    """Draw a rectangle."""
    return element("rect", _tip(tip), x=x, y=y, width=width, height=height, class_=class_, **more)


def polyline(points: Iterable[tuple[float, float]], class_: str) -> Markup:
    """Draw a line through points."""
    path = "L".join(f"{_value(x)} {_value(y)}" for x, y in points)
    return element("path", d=f"M{path}", class_=class_) if path else Markup("")


def picture(title: str, height: float, parts: Iterable[Markup]) -> Markup:
    """Put shapes in a picture of ``WIDTH`` by ``height`` that a screen reader announces by its title."""
    content = element("title", line(title, 400)) + Markup("").join(parts)
    return element(
        "svg", content, viewBox=f"0 0 {WIDTH} {_value(height)}", role="img", aria_label=line(title, 400), class_="chart"
    )


def _tip(text: str) -> Markup:
    return element("title", line(text)) if text else Markup("")


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return visible(value)
    return f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) < 1 else f"{value:.1f}".removesuffix(".0")
