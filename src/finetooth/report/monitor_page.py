"""Monitor page: the records of a model in use as one self-contained page, the newest judged first."""

from collections.abc import Sequence
from dataclasses import dataclass

from finetooth.monitoring.advising import TITLES
from finetooth.monitoring.results import Advice, Ends, Record, Signal
from finetooth.monitoring.telling import limits, number, signal_name
from finetooth.report.charts.monitored import Point, Series, monitored
from finetooth.report.charts.svg import Figure
from finetooth.report.numbers import count, metric_name, percent, plural, span, three
from finetooth.report.rendering import render

_TONES = {"error": "bad", "warning": "warn"}
NOT_JUDGED = "not judged, too few different rows"
_WORDS = {"bad": "Act", "warn": "Review", "good": "Nothing to do", "quiet": "Not judged"}
_MOST_LABELS, _MOST_LINES = 5, 100
_OFF = {
    "far from all training rows": "Rows far from all training rows",
    "answers held back": "Answers held back",
    "unsure answers": "Unsure answers",
}


@dataclass(frozen=True)
class SignalLine:
    """A signal of the newest record in the table."""

    name: str
    value: str
    usual: str
    limits: str
    tone: str
    slow: str


@dataclass(frozen=True)
class RecordLine:
    """A record in the table."""

    date: str
    file: str
    rows: str
    predicted: str
    predicted_span: str
    scored: str
    scored_span: str
    classifier: str
    tone: str
    word: str
    codes: str


def monitor_page(records: Sequence[Record], name: str) -> str:
    """Return the whole page of at least one record."""
    last, metric = records[-1], metric_name(_metric(records))
    return render(
        "monitor.html.j2",
        name=name,
        last=last,
        tone=tone_of(last),
        word=_WORDS[tone_of(last)],
        total=plural(len(records), "record"),
        findings=[(_TONES[one.severity], one) for one in last.findings],
        verdict=verdict(last),
        rate=percent(last.false_alarms),
        metric=metric,
        scores=_score_words(last),
        charts=[figure for figure in (_scores(records), _drift(records), *_shares(records)) if figure],
        signals=[_signal_line(one) for one in sorted(last.signals, key=lambda one: (not one.alarm, one.family))],
        lines=[_record_line(one) for one in list(records)[::-1][:_MOST_LINES]],
        left_out=max(0, len(records) - _MOST_LINES),
        titles=TITLES,
    )


def tone_of(record: Record) -> str:
    """Return good, warn or bad; quiet where nothing could be judged."""
    found = {one.severity for one in record.findings}
    return "bad" if "error" in found else "warn" if found else "good" if record.judged else "quiet"


def verdict(record: Record) -> str:
    """Say in one sentence what the record ends in."""
    rows = f"{plural(record.rows, 'row')} of {record.date}"
    if not record.judged and not record.findings:
        return f"{rows}: {NOT_JUDGED}"
    if not record.findings:
        all_of = f"all {count(len(record.signals))} signals within their limits"
        return f"{rows}: {all_of if len(record.signals) > 1 else f'{record.signals[0].name} within the limit'}"
    worst: Advice = min(record.findings, key=lambda one: (one.severity != "error", one.code))
    more = f", and {plural(len(record.findings) - 1, 'more finding')}" if len(record.findings) > 1 else ""
    return f"{rows}: {worst.code} {TITLES[worst.code][:1].lower()}{TITLES[worst.code][1:]}{more}"


def _metric(records: Sequence[Record]) -> str:
    ends = [end for one in reversed(records) for end in (one.scored, one.predicted, one.tested) if end]
    return ends[0].metric if ends else "score"


def _score_words(record: Record) -> list[tuple[str, str, str]]:
    """Return name, value and interval of each score that is known."""
    how = f"with {plural(record.refined, 'label')}" if record.refined else "without labels"
    told = (
        (f"predicted, {how}", record.predicted),
        (f"true, of {plural(record.scored.rows if record.scored else 0, 'row')} with labels", record.scored),
        ("on the test rows", record.tested),
    )
    return [(name, three(end.value), span(end.low, end.high)) for name, end in told if end]


def _scores(records: Sequence[Record]) -> Figure | None:
    metric = metric_name(_metric(records))
    fell = [any(one.code == "MON002" for one in record.findings) for record in records]
    true = tuple(_point(one.scored, one, bad) for one, bad in zip(records, fell, strict=True))
    unknown = [one.scored is None for one in records]  # else it is the true score that is marked
    marks = [bad and alone for bad, alone in zip(fell, unknown, strict=True)]
    guessed = tuple(_point(one.predicted, one, mark) for one, mark in zip(records, marks, strict=True))
    series = [Series("true", true, True), Series("predicted", guessed, True)]
    last = records[-1]
    levels = [(f"the gate asks for {last.floor:g}", last.floor, True)] if last.floor is not None else []
    levels += [(f"test rows {last.tested.value:.3f}", last.tested.value, False)] if last.tested and not levels else []
    now = last.scored or last.predicted
    title = f"{metric} now {three(now.value)} {span(now.low, now.high)}" if now else f"{metric} over time"
    note = "True scores have 95 % intervals, predicted ones 90 %."
    return monitored(title, [one.date for one in records], series, levels, note)


def _point(end: Ends | None, record: Record, alarm: bool) -> Point | None:
    if end is None:
        return None
    return Point(end.value, end.low, end.high, alarm, f"{record.date}: {three(end.value)} {span(end.low, end.high)}")


def _drift(records: Sequence[Record]) -> Figure | None:
    """Draw how well a classifier tells new texts from training texts."""
    series = _series(records, "domain classifier", "drift")
    far = sum(point.alarm for _, point in series.shown())
    told = f"in {plural(far, 'record')} beyond the limit" if far else "always within the limit"
    title = f"New texts told from training texts: {told}"
    return monitored(
        title, [one.date for one in records], [series], (), "Area under the curve: 0.5 is guessing. Dashes: the limit."
    )


def _shares(records: Sequence[Record]) -> list[Figure | None]:
    """Draw what is out of scope, and what is answered."""
    dates, found = [one.date for one in records], []
    for name, title in _OFF.items():
        series = _series(records, name, title)
        far = sum(point.alarm for _, point in series.shown())
        told = f"{title}: " + (f"{plural(far, 'record')} beyond the limit" if far else "within the limits")
        found.append(monitored(told, dates, [series], (), "Share of the rows. Dashes: the limit of chance."))
    totals: dict[str, int] = {}
    for record in records:
        for label, times in record.answers.items():
            totals[label] = totals.get(label, 0) + times
    labels = sorted(totals, key=lambda label: -totals[label])[:_MOST_LABELS]
    series_of = [Series(label, tuple(_share(record, label) for record in records)) for label in labels]
    if labels:
        moved = sum(any(one.code == "MON003" for one in record.findings) for record in records)
        told = f"{plural(moved, 'record')} beyond the limit" if moved else "within the limits"
        note = f"The {len(labels)} most frequent of {len(totals)} labels. A diamond: beyond the limit of chance."
        found.append(monitored(f"Shares of the answers: {told}", dates, series_of, (), note))
    return found


def _share(record: Record, label: str) -> Point | None:
    total = sum(record.answers.values())
    if not total:
        return None
    value = record.answers.get(label, 0) / total
    alarm = any(one.alarm and one.about == label for one in record.signals)
    return Point(value, None, None, alarm, f"{record.date}: {label} {percent(value)}")


def _series(records: Sequence[Record], name: str, title: str) -> Series:
    return Series(title, tuple(_of(record, name) for record in records))


def _of(record: Record, name: str) -> Point | None:
    one = next((signal for signal in record.signals if signal.name == name), None)
    if one is None:
        return None
    tip = f"{record.date}: {number(one, one.value)}, {limits(one)} by chance"
    return Point(one.value, one.low, one.high, one.alarm, tip)


def _signal_line(one: Signal) -> SignalLine:
    tone = "warn" if one.alarm or one.slow_alarm else ""
    slow = "" if one.slow is None else f"{one.slow:+.2f} of {one.slow_limit:.2f}".replace("-", "−")
    return SignalLine(signal_name(one), number(one, one.value), number(one, one.usual), limits(one), tone, slow)


def _record_line(record: Record) -> RecordLine:
    classifier = next((one for one in record.signals if one.name == "domain classifier"), None)
    ends = [
        (three(end.value), span(end.low, end.high)) if end else ("–", "") for end in (record.predicted, record.scored)
    ]
    tone = tone_of(record)
    codes = ", ".join(one.code for one in record.findings)
    told = three(classifier.value) if classifier else "–"
    return RecordLine(record.date, record.file, count(record.rows), *ends[0], *ends[1], told, tone, _WORDS[tone], codes)
