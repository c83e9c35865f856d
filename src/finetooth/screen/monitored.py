"""A record of new rows: on the screen, in one line, or as JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from finetooth.monitor import Monitored
from finetooth.monitoring.results import Record, Signal
from finetooth.monitoring.telling import limits, number, signal_name
from finetooth.report.monitor_page import verdict
from finetooth.report.numbers import metric_name, plural, span, three
from finetooth.screen import endings
from finetooth.screen.clean import safe
from finetooth.screen.console import console
from finetooth.screen.json_output import as_json

_STYLES = {"error": "bold red", "warning": "yellow"}
_ALWAYS = ("domain classifier", "confidence", "far from all training rows", "answers held back")


def show(found: Monitored, json: bool, quiet: bool) -> None:
    """Print the newest record."""
    if json:
        endings.write(as_json(monitor_object(found)))
    elif quiet:
        console().print(safe(verdict(found.record), limit=4000), soft_wrap=True)
    else:
        console().print(monitor_view(found))
        endings.show_path("history", found.page, False)


def monitor_object(found: Monitored) -> dict[str, Any]:
    """Return what `finetooth monitor --json` prints: the record, and how many there are."""
    signals = [{**asdict(one), "alarm": one.alarm, "slow_alarm": one.slow_alarm} for one in found.record.signals]
    told = {"judged": found.record.judged, **asdict(found.record), "signals": signals}
    return {
        "verdict": verdict(found.record),
        "judged": found.record.judged,
        **told,
        "records": len(found.records),
        "page": str(found.page),
    }


def monitor_view(found: Monitored) -> RenderableType:
    """Return the verdict, scores, the signals that matter, and the findings."""
    record = found.record
    plain = "green" if record.judged else "yellow"
    style = max((_STYLES[one.severity] for one in record.findings), key=len) if record.findings else plain
    parts: list[RenderableType] = [safe(verdict(record), style, 400), Text(), *_scores(record)]
    shown = [one for one in record.signals if one.alarm or one.name in _ALWAYS]
    parts += [_table(shown), Text()] if shown else []
    for one in record.findings:
        parts += [Text(f"{one.code}  ", _STYLES[one.severity]) + safe(one.message, limit=900)]
        parts += [Text("        ") + safe(f"next: {one.fix}", "dim", 400)]
    parts += [Text("! ", "yellow") + safe(note, limit=400) for note in record.notes]
    return Group(*parts, safe(f"{plural(len(found.records), 'record')} so far", "dim"))


def _scores(record: Record) -> list[RenderableType]:
    how = f"predicted with {plural(record.refined, 'label')}" if record.refined else "predicted"
    told = ((how, record.predicted), ("true", record.scored), ("test rows", record.tested))
    lines = [
        Text(f"{metric_name(end.metric)} {name}: {three(end.value)} {span(end.low, end.high)}")
        for name, end in told
        if end
    ]
    return [*lines, Text()] if lines else []


def _table(signals: Sequence[Signal]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for head in ("signal", "now", "usually", "by chance"):
        table.add_column(Text(head), justify="left" if head == "signal" else "right", overflow="fold")
    for one in sorted(signals, key=lambda one: not one.alarm):
        cells = (number(one, one.value), number(one, one.usual), limits(one))
        table.add_row(safe(signal_name(one), "yellow" if one.alarm else ""), *(Text(cell) for cell in cells))
    return table
