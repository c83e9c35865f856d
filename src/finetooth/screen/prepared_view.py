"""The rendering of what prepare did: tables for people, one line for --quiet, an object for scripts."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.core.plugins import all_checks
from finetooth.report.numbers import count, percent, plural, three
from finetooth.screen.clean import clean, safe
from finetooth.screen.findings import SEVERITY_STYLES, worst_first
from finetooth.screen.json_output import verdict_object

if TYPE_CHECKING:
    from finetooth.screen.prepared import Told

_WORDS = {"drop": "dropped", "edit": "edited", "weigh": "weighed less", "set aside": "set aside"}
_WARNINGS = 5  # warnings shown of what is left; errors are all shown


def prepared_view(told: "Told", root: Path) -> RenderableType:
    """Return what was done, what is offered, what is left, the splits, the gain and the files."""
    parts: list[RenderableType] = []
    for title, lines in (
        (_summary(told), _changes(told)),
        ("not applied: look first (finetooth audit --diff shows each row), then add", _offers(told)),
        ("left after preparation", _left(told)),
        ("splits", _splits(told)),
        ("what mending gained", _gain(told)),
        ("files", _files(told, root)),
    ):
        block = Table.grid(padding=(0, 2))
        block.add_column(no_wrap=True)
        block.add_column(no_wrap=True)
        block.add_column(overflow="fold")
        for cells in lines:
            block.add_row(*cells)
        if block.row_count or title == _summary(told):
            parts += [safe(title, "bold"), Padding(block, (0, 0, 1, 2))]
    return Group(*parts)


def prepared_line(told: "Told") -> Text:
    """Return `904 rows read, 890 left, 1 error left; next: finetooth ledger ...; then finetooth run ...`."""
    errors = sum(one.severity is Severity.ERROR for one in _failed(told))
    left = f", {plural(errors, 'error')} left" if errors else ""
    rows = f"{plural(told.read, 'row')} read, {count(told.left)} left{left}"
    return safe(f"{rows}; next: {told.next_words}", limit=4000)


def prepared_object(told: "Told", root: Path) -> dict[str, Any]:
    """Return what `finetooth prepare --json` prints."""
    checks = {check.code: check for check in all_checks()}
    gain = {name: round(value, 4) for name, value in vars(told.gain).items()} if told.gain else None
    export = told.exported
    return {
        "run": str(root),
        "rows": told.read,
        "set_aside": told.aside,
        "left": told.left,
        "changes": [{"check": one.check or None, "title": one.title, "rows": one.rows} for one in told.changes],
        "offered": [vars(one) for one in told.offers],
        "splits": {one.name: one.rows for one in told.splits},
        "gain": gain,
        "files": {name: str(path) for name, path in told.files.items()},
        "export": {name: str(path) for name, path in export.files.items()} if export else None,
        "verdicts": [verdict_object(one, checks.get(one.code)) for one in told.verdicts],
    }


Cells = tuple[RenderableType, ...]


def _summary(told: "Told") -> str:
    aside = f", {plural(told.aside, 'record')} set aside" if told.aside else ""
    changed = "" if told.changes else ": nothing to mend"
    return f"{plural(told.read, 'row')} read{aside}, {count(told.left)} left{changed}"


def _changes(told: "Told") -> Iterator[Cells]:
    for one in told.changes:
        done = ", ".join(f"{plural(rows, 'row')} {_WORDS.get(action, action)}" for action, rows in one.rows.items())
        yield safe(one.check or "–"), Text(done, "cyan"), safe(one.title)


def _offers(told: "Told") -> Iterator[Cells]:
    for one in told.offers:
        yield safe(one.check), Text(plural(one.rows, "row"), "yellow"), safe(one.title) + Text(f"  {one.ask}", "dim")


def _left(told: "Told") -> Iterator[Cells]:
    """Yield each error that is left, and the first warnings."""
    warnings = 0
    for one in _failed(told):
        if one.severity is Severity.WARNING:
            warnings += 1
        if one.severity is Severity.ERROR or (one.severity is Severity.WARNING and warnings <= _WARNINGS):
            yield safe(one.code), Text(str(one.severity), SEVERITY_STYLES[one.severity]), safe(one.message, limit=240)
    if warnings > _WARNINGS:
        yield "", "", Text(f"… and {plural(warnings - _WARNINGS, 'warning')} more", "dim")


def _splits(told: "Told") -> Iterator[Cells]:
    files = {source["role"]: source["file"] for source in told.sources}
    for one in told.splits:
        if one.rows:
            share = percent(one.rows / max(1, told.left))
            where = files.get(one.name if one.given else "train", "")
            origin = f"{'from' if one.given else 'drawn from'} {clean(where, 200)}"
            yield one.name, Text(plural(one.rows, "row"), "cyan"), Text(f"{share}, {origin}", "dim")


def _gain(told: "Told") -> Iterator[Cells]:
    gain = told.gain
    if gain is None:
        yield "macro-F1", "", Text("not measured: a quick model could not be scored on the test rows", "dim")
        return
    change = f"{three(gain.after - gain.before)} ({three(gain.low)} to {three(gain.high)})"
    sign = "+" if gain.after >= gain.before else ""
    rows = plural(gain.test_rows, "test row")
    taught = f"taught with {count(gain.rows_before)} rows as read, {count(gain.rows_after)} as prepared"
    told_by = f"of TF-IDF + logistic regression on {rows}, {taught}"
    scores = f"{three(gain.before)} before, {three(gain.after)} after: {sign}{change}"
    yield "macro-F1", "", Text(scores) + Text(f"  {told_by}", "dim")


def _files(told: "Told", root: Path) -> Iterator[Cells]:
    names = [one.name for one in told.splits if one.rows]
    yield (
        "rows",
        "",
        safe(f"{told.files['train'].parent}/ {', '.join(f'{name}.parquet' for name in names)}", limit=4000),
    )
    yield "ledger", "", safe(told.files["ledger"], limit=4000)
    if told.exported:
        paths = list(told.exported.files.values())
        yield "export", "", safe(f"{paths[0].parent}/ {', '.join(path.name for path in paths)}", limit=4000)
        if told.exported.guarded:
            cells = plural(told.exported.guarded, "cell")
            note = f"{cells} of the CSV got ' before them, or a spreadsheet would run them; --format jsonl is exact"
            yield "", "", Text(note, "yellow")


def _failed(told: "Told") -> list[Verdict]:
    return [one for one in worst_first(told.verdicts) if one.outcome is Outcome.FAILED]
