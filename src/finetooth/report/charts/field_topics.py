"""What training lacks: each group of field rows far from all training rows, its share of the field and of training."""

from collections.abc import Iterator

from markupsafe import Markup

from finetooth.core.statistics import wilson
from finetooth.field.results import FieldLook, Topic
from finetooth.report.charts.svg import WIDTH, Figure, box, picture, stroke, words
from finetooth.report.numbers import count, percent
from finetooth.report.text import line

_STEP, _BAR, _MOST = 44, 11, 6


def field_topics(look: FieldLook | None) -> Figure | None:
    """Draw two bars a group; None where there is none."""
    if look is None or not look.coverage.topics:
        return None
    topics = look.coverage.topics[:_MOST]
    ends = [wilson(topic.share, look.coverage.rows) for topic in topics]
    widest = max([high for _, high in ends] + [topic.in_train for topic in topics])
    parts: list[Markup] = []
    for place, topic in enumerate(topics):
        parts += _pair(topic, ends[place], place * _STEP, widest)
    height = _STEP * len(topics) + 18
    legend = [
        box(0, height - 10, 10, 10, "row-bar"),
        words(15, height - 1, "of the field", class_="label"),
        box(110, height - 10, 10, 10, "other-dot"),
        words(125, height - 1, "of the training rows", class_="label"),
    ]
    title = _title(topics[0], look)
    note = f"Whiskers are 95 % intervals of the shares of {count(look.coverage.rows)} field rows."
    return Figure(title, picture(title, height + 4, [*parts, *legend]), note)


def _pair(topic: Topic, ends: tuple[float, float], top: float, widest: float) -> Iterator[Markup]:
    yield words(0, top + 12, _name(topic), class_="name", room=WIDTH - 10)
    room = WIDTH - 62
    unit = room / max(widest, 1e-9)
    for at, share, kind in ((17, topic.share, "row-bar"), (29, topic.in_train, "other-dot")):
        yield box(0, top + at, max(1.0, unit * share), _BAR - 1, kind, percent(share))
        end = ends[1] if kind == "row-bar" else share
        yield words(unit * end + 6, top + at + 9, percent(share), class_="tick")
    yield stroke(unit * ends[0], top + 22, unit * ends[1], top + 22, "ink-whisker")


def _name(topic: Topic) -> str:
    return ", ".join(topic.words) if topic.words else "(no words of its own)"


def _title(topic: Topic, look: FieldLook) -> str:
    about = line(", ".join(topic.words[:3]), 60) or "things without words of their own"
    head = f"{percent(look.coverage.uncovered / max(1, look.coverage.rows))} of the field is unlike all training rows"
    return f"{head}; the largest group, {percent(topic.share)}, is about {about}"
