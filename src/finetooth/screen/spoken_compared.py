"""Two language models compared, in the form that was asked for: on the screen, as JSON, or as a page or a table."""

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from finetooth.comparing.spoken import read_spoken
from finetooth.comparing.spoken_comparison import SpokenComparison, compare_spoken
from finetooth.comparing.wording import sentence
from finetooth.report.cells import safe_cell
from finetooth.report.concealed import concealer_of
from finetooth.report.numbers import plural
from finetooth.screen import endings, files
from finetooth.screen.clean import clean, safe
from finetooth.screen.compared_view import metrics_table
from finetooth.screen.console import console
from finetooth.screen.json_output import as_json

_TEXTS = ("prompt", "reference", "first", "second")
_STYLES = {"better": "bold green", "worse": "bold red"}
_MOST_ROWS = 3


def compared(run: Path, other: Path) -> SpokenComparison:
    """Compare the language models of two runs, personal data and secrets masked as each run's report masks them.

    Raises UserError where one of them is none, or where their test prompts are not the same.
    """
    return _concealed(compare_spoken(read_spoken(run), read_spoken(other)), (run, other))


def show(found: SpokenComparison, out: Path | None, json: bool, quiet: bool) -> None:
    """Print a comparison, and write it where --out says."""
    if out is not None:
        files.write(out, _form(found, out.suffix.lower()))
    if json:
        endings.write(as_json(spoken_object(found)))
    elif quiet:
        console().print(safe(_told(found)), soft_wrap=True)
    else:
        console().print(_view(found))
        if out is not None:
            endings.show_path("comparison", out, False)


def spoken_object(found: SpokenComparison) -> dict[str, Any]:
    """Return what `finetooth compare --json` prints of two language models; ``change`` is the second less the first."""
    names = ("first", "second", "change", "low", "high", "n", "higher_is_better", "standing")
    return {
        "first": found.first,
        "second": found.second,
        "verdict": _told(found),
        "standing": found.main.standing,
        "metric": found.metric,
        "rows": found.rows,
        "metrics": {
            one.metric: {name: getattr(one, name) for name in names} | ({"reason": one.reason} if one.reason else {})
            for one in found.overall
        },
        "changed": found.changed.to_dicts(),
        "notes": list(found.notes),
    }


def _concealed(found: SpokenComparison, runs: Iterable[Path]) -> SpokenComparison:
    changed = found.changed
    for run in runs:
        conceal = concealer_of(run)
        changed = changed.with_columns(conceal(changed[name]).alias(name) for name in _TEXTS)
    return replace(found, changed=changed)


def _told(found: SpokenComparison) -> str:
    return sentence(found.main, found.first, found.second)


def _form(found: SpokenComparison, suffix: str) -> str:
    if suffix == ".json":
        return as_json(spoken_object(found), indent=2)
    if suffix == ".csv":
        return _table(found.changed)
    from finetooth.report.spoken_page import spoken_page

    return spoken_page(found)


def _view(found: SpokenComparison) -> RenderableType:
    """Return all that is worth a line: the verdict, the metrics, the answers that lost most and that won most."""
    parts: list[RenderableType] = [
        safe(_told(found), _STYLES.get(found.main.standing, "bold"), 1000),
        safe(f"{plural(found.rows, 'test prompt')} answered by both; 95 % intervals by paired bootstrap", "dim"),
        Text(),
        metrics_table(found),
        Text(),
        safe(f"{plural(found.changed.height, 'answer')} of {found.rows:,} changed"),
        *(safe(f"note: {note}", "dim", 1000) for note in found.notes),
    ]
    changed = found.changed.drop_nulls("change")
    for name, style, rows in (
        ("worse", "red", changed.filter(pl.col("change") < 0)),
        ("better", "green", changed.filter(pl.col("change") > 0).sort("change", descending=True, maintain_order=True)),
    ):
        if rows.height:
            more = f", {_MOST_ROWS} of {rows.height:,}" if rows.height > _MOST_ROWS else ""
            parts += [Text(), Text(f"answers that got {name}{more}", "bold")]
            parts += [line for row in rows.head(_MOST_ROWS).iter_rows(named=True) for line in _lines(row, style)]
    return Group(*parts)


def _lines(row: dict[str, Any], style: str) -> list[Text]:
    head = Text("  ") + safe(row["row"]) + Text("  “") + safe(row["prompt"] or "", "", 140) + Text("”")
    score = Text(f" {row['score_first']:.2f} → {row['score_second']:.2f}", "dim")
    told = [Text("    reference  ", "dim") + safe(row["reference"] or "", "", 140)]
    told += [Text("    first      ", "dim") + safe(row["first"] or "(nothing)", "", 140)]
    return [head + score, *told, Text("    second     ", "dim") + safe(row["second"] or "(nothing)", style, 140)]


def _table(changed: pl.DataFrame) -> str:
    """Return the answers that changed as a CSV that no spreadsheet runs."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(changed.columns)
    for row in changed.iter_rows():
        cells = (f"{cell:.6f}" if isinstance(cell, float) else safe_cell(clean(cell or "", 100_000)) for cell in row)
        writer.writerow(list(cells))
    return text.getvalue()
