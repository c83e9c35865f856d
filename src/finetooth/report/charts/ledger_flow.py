"""Ledger flow: every row read, and where it went: a split, or out, with the reason."""

from collections.abc import Iterator

from markupsafe import Markup

from finetooth.report.charts.svg import WIDTH, Figure, box, element, picture, words
from finetooth.report.flow import Flow, Way
from finetooth.report.numbers import count, percent, plural
from finetooth.report.text import line

_TOP, _LEFT, _BAR = 34, 0, 12
_FORK = 168  # where the ways end
_TOTAL = 230.0  # height of all rows together
_SLOT = 38.0  # least height of a way, so that its name fits


def ledger_flow(flow: Flow) -> Figure | None:
    """Draw the ways of all rows; None where none were read."""
    if not flow.read:
        return None
    ways = [*flow.splits, *flow.gone]
    parts: list[Markup] = [words(0, 18, f"{plural(flow.read, 'row')} read", class_="name")]
    start, slot = float(_TOP), float(_TOP)
    heights = [way.rows / flow.read * _TOTAL for way in ways]
    needed = sum(max(height, _SLOT) + 6 for height in heights)
    start += max(0.0, (needed - _TOTAL) / 2)
    parts.append(box(_LEFT, start, _BAR, _TOTAL, "flow-read"))
    for way, height in zip(ways, heights, strict=True):
        room = max(height, _SLOT)
        parts += _way(way, flow.read, start, slot + (room - height) / 2, height, slot + room / 2)
        start += height
        slot += room + 6
    title = _title(flow)
    return Figure(title, picture(title, max(slot, start) + 4, parts), _note(flow))


def _way(way: Way, read: int, start: float, end: float, height: float, middle: float) -> Iterator[Markup]:
    kind = "flow-gone" if way.gone else "flow-kept"
    thick = max(height, 1.2)
    left, right, bend = _LEFT + _BAR + 2, _FORK, (_LEFT + _BAR + _FORK) / 2
    path = (
        f"M{left} {start:.1f}C{bend} {start:.1f} {bend} {end:.1f} {right} {end:.1f}V{end + thick:.1f}"
        f"C{bend} {end + thick:.1f} {bend} {start + thick:.1f} {left} {start + thick:.1f}z"
    )
    yield element("path", d=path, class_=f"{kind}-band")
    yield box(_FORK, end, 6, thick, kind)
    yield words(_FORK + 16, middle - 2, way.name, class_="name", room=WIDTH - _FORK - 16)
    told = [count(way.rows), percent(way.rows / read), *([way.code] if way.code else [])]
    yield words(_FORK + 16, middle + 14, " · ".join(told), class_="number", room=WIDTH - _FORK - 16)


def _title(flow: Flow) -> str:
    left = sum(way.rows for way in flow.gone)
    if not left:
        return f"All {plural(flow.read, 'row')} stayed"
    most = max(flow.gone, key=lambda way: way.rows)
    verb, because = "was" if left == 1 else "were", "because" if len(flow.gone) == 1 else "most because"
    return f"{count(left)} of {plural(flow.read, 'row')} {verb} taken out, {because}: {line(most.name, 80)}"


def _note(flow: Flow) -> str:
    balance = "The ledger balances: every row read stands in exactly one of these."
    return f"{balance} {plural(flow.edited, 'row')} had a text or label mended." if flow.edited else balance
