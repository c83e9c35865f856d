"""The checks on the screen: all of them grouped by mistake, or the page of one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from finetooth.core.check import Check
from finetooth.core.errors import UserError, did_you_mean
from finetooth.core.finding import MISTAKES
from finetooth.core.rows import LABEL_JOINT
from finetooth.report.measured import fix_class, mending
from finetooth.report.numbers import plural
from finetooth.screen.clean import clean, safe
from finetooth.screen.console import console
from finetooth.screen.findings import SEVERITY_STYLES
from finetooth.screen.json_output import emit

_EXAMPLES = 2
_RECORDS = 6


def show(checks: Sequence[Check], code: str | None, json: bool) -> None:
    """Print all checks, or the page of one. Raises UserError for a code that no check has."""
    chosen = [check for check in checks if code is None or check.code == code.upper()]
    if code is not None and not chosen:
        hint = did_you_mean(code.upper(), [check.code for check in checks])
        fix = "`finetooth checks` lists all of them"
        raise UserError(f"there is no check {code!r}{hint}", "finetooth checks", fix)
    if json:
        emit(
            {"checks": [check_object(check) for check in chosen]}
            if code is None
            else {**check_object(chosen[0]), **_examples(chosen[0])}
        )
    else:
        console().print(check_list(chosen) if code is None else check_page(chosen[0]))


def check_object(check: Check) -> dict[str, Any]:
    """Return a check as `finetooth checks --json` prints it."""
    return {
        "code": check.code,
        "title": check.title,
        "severity": str(check.severity),
        "mistake": check.mistake,
        "why": check.part("Why"),
        "fix": check.part("Fix"),
        "mended_by_prepare": check.fixes,
        "fix_class": fix_class(check),
        "blind": check.part("Blind"),
    }


def _examples(check: Check) -> dict[str, Any]:
    return {"bad": check.bad, "good": check.good}


def check_list(checks: Iterable[Check]) -> RenderableType:
    """Return all checks under the mistake they guard against."""
    known = list(checks)
    parts: list[RenderableType] = []
    for mistake, name in MISTAKES.items():
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True, min_width=7)
        table.add_column(no_wrap=True, min_width=6)
        table.add_column(overflow="fold")
        for check in (check for check in known if check.code.startswith(mistake)):
            severity = Text(str(check.severity), SEVERITY_STYLES[check.severity])
            mends = Text(fix_class(check) if check.fixes else "", "dim")
            table.add_row(safe(check.code), severity, mends, safe(check.title))
        if table.row_count:
            parts += [Text(name, "bold"), Padding(table, (0, 0, 1, 2))]
    told = (
        f"{plural(len(known), 'check')}; prepare applies the safe fixes by itself, the others where prepare.fix names "
        "them. One in full: finetooth checks CODE"
    )
    return Group(*parts, Text(told, "dim"))


def check_page(check: Check) -> RenderableType:
    """Return the page of one check: what it is, why it matters, how to mend it, and its examples."""
    head = Text(f"{check.code}  ", "bold") + safe(check.title, "bold")
    kind = Text(str(check.severity), SEVERITY_STYLES[check.severity]) + Text(f" · {check.mistake.lower()}", "dim")
    parts: list[RenderableType] = [head, kind, Text()]
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    mended = f" ({mending(check)})"
    parts_told = (("why", check.part("Why")), ("fix", check.part("Fix") + mended), ("blind", check.part("Blind")))
    for word, text in parts_told:
        if text.strip():
            table.add_row(word, safe(text, limit=2000))
    parts.append(table)
    for word, style, examples in (("found", "red", check.bad), ("not found", "green", check.good)):
        for example in examples[:_EXAMPLES]:
            parts += [Text(), Text(word, style), Padding(_example(example), (0, 0, 0, 2))]
    return Group(*parts)


def _example(example: Any) -> RenderableType:
    if isinstance(example, Mapping):
        return Group(*(part for name, value in example.items() for part in _fact(name, value)))
    return _records(example) if _is_records(example) else safe(repr(example), limit=160)


def _fact(name: str, value: Any) -> list[RenderableType]:
    """Return a fact of an example: rows as a table, anything else on a line."""
    if not _is_records(value):
        return [safe(f"{name}: {value!r}", limit=160)]
    return [_records(value)] if name == "rows" else [Text(f"{name}:", "dim"), _records(value)]


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(record, Mapping) for record in value)


def _records(example: list[Mapping[str, Any]]) -> RenderableType:
    columns = list(dict.fromkeys(str(name) for record in example for name in record))
    table = Table.grid(padding=(0, 2))
    for _ in columns:
        table.add_column(overflow="fold")
    table.add_row(*(Text(name, "dim") for name in columns))
    for record in example[:_RECORDS]:
        table.add_row(*(_cell(record.get(name)) for name in columns))
    if len(example) > _RECORDS:
        table.add_row(Text(f"… {len(example)} rows", "dim"))
    return table


def _cell(value: Any) -> Text:
    return (
        Text("(none)", "dim")
        if value is None
        else Text(clean(repr(value) if value == "" else str(value).replace(LABEL_JOINT, " + "), 80))
    )
