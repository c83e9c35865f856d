"""What training lacks: each group of field rows far from all training rows, its share of the field and of training."""

from collections.abc import Iterator

from markupsafe import Markup

from finetooth.field.results import FieldLook, Topic
from finetooth.report.charts.svg import WIDTH, Figure, box, picture, words
from finetooth.report.numbers import percent
from finetooth.report.text import line

_STEP, _BAR, _MOST = 44, 11, 6


def field_topics(look: FieldLook | None) -> Figure | None:
    """Draw two bars a group; None where there is none."""
    if look is None or not look.coverage.topics:
        return None
    topics = look.coverage.topics[:_MOST]
    widest = max(max(topic.share, topic.in_train) for topic in topics)
    parts: list[Markup] = []
    for place, topic in enumerate(topics):
        parts += _pair(topic, place * _STEP, widest)
    height = _STEP * len(topics) + 18
    legend = [
        box(0, height - 10, 10, 10, "model-dot"),
        words(15, height - 1, "of the field", class_="label"),
        box(110, height - 10, 10, 10, "other-dot"),
        words(125, height - 1, "of the training rows", class_="label"),
    ]
    title = _title(topics[0], look)
    return Figure(title, picture(title, height + 4, [*parts, *legend]))


def _pair(topic: Topic, top: float, widest: float) -> Iterator[Markup]:
    yield words(0, top + 12, _name(topic), class_="name", room=WIDTH - 10)
    room = WIDTH - 62
    for at, share, kind in ((17, topic.share, "model-dot"), (29, topic.in_train, "other-dot")):
        width = max(1.0, room * share / max(widest, 1e-9))
        yield box(0, top + at, width, _BAR - 1, kind, percent(share))
        yield words(width + 6, top + at + 9, percent(share), class_="tick")


def _name(topic: Topic) -> str:
    return ", ".join(topic.words) if topic.words else "(no words of its own)"


def _title(topic: Topic, look: FieldLook) -> str:
    about = line(", ".join(topic.words[:3]), 60) or "things without words of their own"
    head = f"{percent(look.coverage.uncovered / max(1, look.coverage.rows))} of the field is unlike all training rows"
    return f"{head}; the largest group, {percent(topic.share)}, is about {about}"
