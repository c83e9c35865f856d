"""Comparison page: two models on the same rows on one page, with the rows that changed sides to browse."""

from dataclasses import dataclass

from finetooth.comparing.comparison import ALPHA, BETTER, OTHER, WORSE, Comparison
from finetooth.comparing.wording import told
from finetooth.metrics.paired import Difference
from finetooth.report.charts.differences import differences
from finetooth.report.charts.svg import Figure
from finetooth.report.comparison_words import TONES, WORDS, chance_words, change_words, sides_words
from finetooth.report.numbers import count, metric_name, percent, plural, three
from finetooth.report.rendering import render
from finetooth.report.rows_told import joined, label_told
from finetooth.report.text import line, sentence

_MOST_ROWS = 200
_OPEN_ROWS = 10
_OPEN_SLICES = 12
_TEXT = 400


@dataclass(frozen=True)
class Line:
    """One line of a table of differences."""

    name: str
    rows: str
    first: str
    second: str
    change: str
    interval: str
    chance: str
    tone: str  # good | bad where it differs for sure, else empty


@dataclass(frozen=True)
class Sides:
    """Rows that changed in one way: those shown at once, those folded, and how many there are."""

    name: str
    total: int
    open: tuple[dict[str, str], ...]
    folded: tuple[dict[str, str], ...]

    @property
    def left_out(self) -> int:
        """How many rows are not on the page."""
        return self.total - len(self.open) - len(self.folded)


def comparison_page(found: Comparison) -> str:
    """Return the whole page. Texts must be concealed already."""
    standing, slices = found.main.standing, _slices(found)
    return render(
        "comparison.html.j2",
        found=found,
        word=WORDS[standing],
        tone=TONES[standing],
        verdict=told(found) if told(found).startswith(found.second) else sentence(told(found)),
        sides=sentence(sides_words(found)),
        overall=[_line(metric_name(one.metric), one, "") for one in _picked_first(found) if one.gain],
        undefined=[(metric_name(one.metric), one.reason) for one in found.overall if not one.gain],
        classes=_classes(found),
        slices=slices[:_OPEN_SLICES],
        more_slices=slices[_OPEN_SLICES:],
        charts={"overall": _overall(found), "classes": _class_chart(found)},
        changed=[_sides(found, WORSE, "got worse"), _sides(found, BETTER, "got better"),
                 _sides(found, OTHER, "are wrong in another way")],
    )  # fmt: skip


def _picked_first(found: Comparison) -> list[Difference]:
    """Return all metrics, that by which models are picked before the others."""
    return sorted(found.overall, key=lambda one: one.metric != found.metric)


def _overall(found: Comparison) -> Figure | None:
    ordered = _picked_first(found)
    sure = sum(one.standing in ("better", "worse") for one in found.overall)
    told = sum(one.gain is not None for one in found.overall)
    title = f"{sure} of {plural(told, 'metric')} with an interval that leaves out zero"
    note = "Paired 95 % intervals of the gain, each of its metric alone: one in twenty leaves out zero by chance."
    return differences([one for one in ordered if one.higher_is_better], title, note)


def _class_chart(found: Comparison) -> Figure | None:
    chosen = [one for label in found.class_p if (one := found.of_class(label)) is not None]
    ordered = sorted(chosen, key=lambda one: -abs(one.change or 0.0))
    sure = sum(p < ALPHA for p in found.class_p.values())
    title = f"{sure} of {plural(len(found.class_p), 'class', 'classes')} differ for sure in F1"
    note = "The largest changes first; what differs is told after Holm's correction, the intervals are of each alone."
    return differences(ordered, title, note, lambda one: found.class_p[str(one.label)] < ALPHA)


def _line(name: str, one: Difference, chance: str, sure: bool | None = None) -> Line:
    change, interval = change_words(one)
    decided = one.standing in ("better", "worse") if sure is None else sure
    tone = TONES["better" if (one.gain or (0.0,))[0] > 0 else "worse"] if decided else ""
    return Line(name, count(one.n), three(one.first), three(one.second), change, interval, chance, tone)


def _classes(found: Comparison) -> list[Line]:
    chosen = [one for label in found.class_p if (one := found.of_class(label)) is not None]
    ordered = sorted(chosen, key=lambda one: (found.class_p[str(one.label)], str(one.label)))
    return [_line(str(one.label), one, chance_words(p), p < ALPHA) for one in ordered
            for p in (found.class_p[str(one.label)],)]  # fmt: skip


def _slices(found: Comparison) -> list[Line]:
    lines = []
    for one in sorted(found.slices, key=lambda one: one.adjusted):
        change, interval = change_words(
            Difference("accuracy", one.first, one.second, one.change, one.low, one.high, one.rows)
        )
        tone = ("good" if one.change > 0 else "bad") if one.differs else ""
        shares = percent(one.first), percent(one.second)
        lines.append(Line(one.name, count(one.rows), *shares, change, interval, chance_words(one.adjusted), tone))
    return lines


def _sides(found: Comparison, change: str, name: str) -> Sides:
    rows = found.changed.filter(found.changed["change"] == change)
    shown = [
        {
            "row": row["row"],
            "text": line(joined(row["text"], row["pair"]) or "(no text)", _TEXT),
            "truth": label_told(row["truth"]) or "",
            "first": f"{row['first']} ({percent(row['sure_first'])})",
            "second": f"{row['second']} ({percent(row['sure_second'])})",
        }
        for row in rows.head(_MOST_ROWS).iter_rows(named=True)
    ]
    return Sides(name, rows.height, tuple(shown[:_OPEN_ROWS]), tuple(shown[_OPEN_ROWS:]))
