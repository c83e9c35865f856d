"""A comparison in the form that was asked for: on the screen, as JSON, or written as a page or a table."""

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from finetooth.comparing.comparison import CLASS_METRIC, Comparison
from finetooth.comparing.disagreement import Disagreement
from finetooth.comparing.wording import told
from finetooth.metrics.paired import Difference
from finetooth.report.cells import safe_cell
from finetooth.report.concealed import concealer_of
from finetooth.screen import endings, files
from finetooth.screen.clean import clean, safe
from finetooth.screen.compared_view import comparison_view
from finetooth.screen.console import console
from finetooth.screen.json_output import as_json

Told = TypeVar("Told", Comparison, Disagreement)
SUFFIXES = (".html", ".csv", ".json")


def concealed(found: Told, runs: Iterable[Path]) -> Told:
    """Return the comparison with personal data and secrets masked in its rows, as each run's report masks them."""
    changed = found.changed
    for run in runs:
        conceal = concealer_of(run)
        changed = changed.with_columns(conceal(changed[name]).alias(name) for name in ("text", "pair"))
    return replace(found, changed=changed)


def show(found: Comparison, out: Path | None, json: bool, quiet: bool) -> None:
    """Print a comparison, and write it where --out says."""
    if out is not None:
        files.write(out, _form(found, out.suffix.lower()))
    if json:
        endings.write(as_json(comparison_object(found)))
    elif quiet:
        console().print(safe(told(found)), soft_wrap=True)
    else:
        console().print(comparison_view(found))
        if out is not None:
            endings.show_path("comparison", out, False)


def _form(found: Comparison, suffix: str) -> str:
    if suffix == ".json":
        return as_json(comparison_object(found), indent=2)
    if suffix == ".csv":
        return table_text(found.changed)
    from finetooth.report.comparison_page import comparison_page

    return comparison_page(found)


def comparison_object(found: Comparison) -> dict[str, Any]:
    """Return what `finetooth compare --json` prints; ``change`` is the second less the first."""
    classes: dict[str, dict[str, Any]] = {}
    for one in found.classes:
        classes.setdefault(str(one.label), {})[one.metric] = _difference(one)
    for label, p in found.class_p.items():
        classes[label][CLASS_METRIC]["p_adjusted"] = p
    return {
        "first": found.first,
        "second": found.second,
        "verdict": told(found),
        "standing": found.main.standing,
        "metric": found.metric,
        "rows": found.rows,
        "metrics": {one.metric: _difference(one) for one in found.overall},
        "per_class": classes,
        "mcnemar": asdict(found.mcnemar),
        "slices": [{**asdict(one), "p_adjusted": one.adjusted} for one in found.slices],
        "changed": found.changed.to_dicts(),
        "notes": list(found.notes),
    }


def _difference(one: Difference) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("first", "second", "change", "low", "high", "n", "higher_is_better")}
    return {**told, "standing": one.standing, **({"reason": one.reason} if one.reason else {})}


def table_text(changed: pl.DataFrame) -> str:
    """Return the rows that changed sides as a CSV that no spreadsheet runs."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(changed.columns)
    for row in changed.iter_rows():
        writer.writerow(
            [f"{cell:.6f}" if isinstance(cell, float) else safe_cell(clean(cell or "", 100_000)) for cell in row]
        )
    return text.getvalue()
