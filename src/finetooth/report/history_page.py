"""History page: the runs of a folder over time as one self-contained page."""

from collections.abc import Sequence
from dataclasses import dataclass

from finetooth.comparing.history import Past, lines_of
from finetooth.report.charts.over_time import over_time
from finetooth.report.charts.svg import Figure
from finetooth.report.comparison_words import change_words
from finetooth.report.numbers import count, metric_name, plural, span, three
from finetooth.report.rendering import render

_TONES = {"go": "good", "no-go": "bad", "unfinished": "quiet", "broken": "warn"}


@dataclass(frozen=True)
class RunLine:
    """One run in a table."""

    name: str
    at: str
    base: str
    rows: str
    value: str
    interval: str
    word: str
    tone: str
    since: str  # how it differs from the last accepted one
    span: str
    worse: bool


@dataclass(frozen=True)
class Comparable:
    """Runs with the same test rows."""

    metric: str
    test_rows: str
    figure: Figure | None
    runs: tuple[RunLine, ...]


def history_page(runs: Sequence[Past], name: str) -> str:
    """Return the whole page: the longest line of comparable runs first, what did not finish last."""
    worse = sum(past.is_worse for past in runs)
    return render(
        "history.html.j2",
        name=name,
        total=plural(len(runs), "run"),
        worse=f"{plural(worse, 'run')} worse than the last accepted one before it, beyond noise" if worse else "",
        lines=[_comparable(line) for line in lines_of(runs)],
        others=[(past.name, past.at[:16].replace("T", " "), past.state, past.told, _TONES[past.state]) for past in runs
                if past.answers is None],
    )  # fmt: skip


def word_of(past: Past) -> str:
    """Return `go`, `no-go`, `unfinished` or `broken`."""
    return past.state if past.go is None else "go" if past.go else "no-go"


def _comparable(line: Sequence[Past]) -> Comparable:
    runs = tuple(_run(past) for past in reversed(line))
    return Comparable(metric_name(line[0].metric), plural(line[0].test_rows, "test row"), over_time(line), runs)


def _run(past: Past) -> RunLine:
    score, word = past.score, word_of(past)
    change, interval = change_words(past.since) if past.since else ("", "")
    return RunLine(
        name=past.name,
        at=past.at[:16].replace("T", " "),
        base=past.base,
        rows=count(past.rows),
        value=three(score.value if score else None),
        interval=span(score.low, score.high) if score else "",
        word=word,
        tone=_TONES[word],
        since=f"{change} on {past.before}" if change else "",
        span=interval,
        worse=past.is_worse,
    )
