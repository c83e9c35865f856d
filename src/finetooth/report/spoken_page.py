"""Page of two language models compared: every metric, and the answers that changed to browse."""

from dataclasses import dataclass

from finetooth.comparing.spoken_comparison import SpokenComparison
from finetooth.comparing.wording import sentence as verdict_of
from finetooth.metrics.paired import Difference
from finetooth.report.charts.differences import differences
from finetooth.report.comparison_words import TONES, WORDS, change_words
from finetooth.report.numbers import count, metric_name, plural, three
from finetooth.report.rendering import render

_OPEN, _MOST = 12, 200


@dataclass(frozen=True)
class Line:
    """One metric of both models; ``tone`` is empty where no difference is sure."""

    name: str
    rows: str
    first: str
    second: str
    change: str
    interval: str
    tone: str


def spoken_page(found: SpokenComparison) -> str:
    """Return the whole page. Texts must be concealed already."""
    standing, rows = found.main.standing, found.changed.head(_MOST).to_dicts()
    told = [one for one in found.overall if one.gain]
    bounded = [one for one in told if one.higher_is_better]
    sure = sum(one.standing in ("better", "worse") for one in bounded)
    title = f"{sure} of {plural(len(bounded), 'metric')} of the answers with an interval that leaves out zero"
    return render(
        "spoken.html.j2",
        found=found,
        word=WORDS[standing],
        tone=TONES[standing],
        verdict=verdict_of(found.main, found.first, found.second),
        overall=[_line(one) for one in told],
        undefined=[(metric_name(one.metric), one.reason) for one in found.overall if not one.gain],
        chart=differences(bounded, title, "Paired 95 % intervals of the gain, each of its metric alone."),
        metric=metric_name(found.metric),
        open=rows[:_OPEN],
        folded=rows[_OPEN:],
        left_out=found.changed.height - len(rows),
    )


def _line(one: Difference) -> Line:
    change, interval = change_words(one)
    tone = TONES[one.standing] if one.standing in ("better", "worse") else ""
    less = "" if one.higher_is_better else " (less is better)"
    return Line(
        metric_name(one.metric) + less, count(one.n), three(one.first), three(one.second), change, interval, tone
    )
