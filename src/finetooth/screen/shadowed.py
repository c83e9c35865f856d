"""Two models on live rows: on the screen, as JSON, or as a table of the rows they disagree on."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from finetooth.comparing.disagreement import Disagreement
from finetooth.report.comparison_words import change_words
from finetooth.report.numbers import metric_name, percent, plural, three
from finetooth.screen import endings, files
from finetooth.screen.clean import safe
from finetooth.screen.compared import table_text
from finetooth.screen.console import console
from finetooth.screen.json_output import as_json

SUFFIXES = (".csv", ".json")
_MOST_SWAPS, _MOST_ROWS, _TEXT = 10, 5, 160


def show(found: Disagreement, out: Path | None, json: bool, quiet: bool) -> None:
    """Print where two models disagree, and write it where --out says."""
    if out is not None:
        text = table_text(found.changed) if out.suffix.lower() == ".csv" else as_json(shadow_object(found), indent=2)
        files.write(out, text)
    if json:
        endings.write(as_json(shadow_object(found)))
    elif quiet:
        console().print(safe(shadow_words(found), limit=1000), soft_wrap=True)
    else:
        console().print(shadow_view(found))
        if out is not None:
            endings.show_path("rows" if out.suffix.lower() == ".csv" else "comparison", out, False)


def shadow_words(found: Disagreement) -> str:
    """Return `new answers 12 of 200 rows differently from old: 6.0 % (3.5 % to 10 %)`."""
    ends = f"({percent(found.low)} to {percent(found.high)})"
    told = f"{found.second} answers {found.differ:,} of {plural(found.rows, 'row')} differently from {found.first}"
    return f"{told}: {percent(found.share)} {ends}"


def shadow_object(found: Disagreement) -> dict[str, Any]:
    """Return what `finetooth compare --data --json` prints."""
    scores = {one.metric: {**asdict(one), "standing": one.standing} for one in found.scores}
    told = {name: getattr(found, name) for name in ("first", "second", "rows", "differ", "share", "low", "high")}
    return {
        **told,
        "labelled": found.labelled,
        "swaps": [asdict(one) for one in found.swaps],
        "scores": scores,
        "mcnemar": asdict(found.mcnemar) if found.mcnemar else None,
        "changed": found.changed.to_dicts(),
        "notes": list(found.notes),
    }


def shadow_view(found: Disagreement) -> RenderableType:
    """Return the share, which answers change into which, the scores where labels are there, and some rows."""
    parts: list[RenderableType] = [safe(shadow_words(found), "bold", 1000), Text()]
    shown = found.swaps[:_MOST_SWAPS]
    parts += [Text(f"{swap.rows:>6,}  ") + safe(swap.first) + Text(" → ") + safe(swap.second) for swap in shown]
    if len(found.swaps) > _MOST_SWAPS:
        parts.append(Text(f"        and {len(found.swaps) - _MOST_SWAPS} more pairs of labels", "dim"))
    parts += [*([Text()] if found.swaps else []), *_scores(found)]
    parts += [safe(f"note: {note}", "dim", 1000) for note in found.notes]
    for row in found.changed.sort("sure_second", descending=True).head(_MOST_ROWS).iter_rows(named=True):
        told = f"{row['first']} ({percent(row['sure_first'])}) → {row['second']} ({percent(row['sure_second'])})"
        truth = f", truth {row['truth']}" if row["truth"] is not None else ""
        parts += [
            Text(),
            safe(f"row {row['row']}  {told}{truth}", "dim", 300),
            safe(row["text"] or "(no text)", limit=_TEXT),
        ]
    return Group(*parts)


def _scores(found: Disagreement) -> list[RenderableType]:
    if not found.scores or found.mcnemar is None:
        few = f"{plural(found.labelled, 'row')} with a label: too few to say which is right"
        return [safe(few, "dim")]
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for head in (plural(found.labelled, "labelled row"), found.first, found.second, "change", "95 % interval"):
        table.add_column(safe(head, limit=40), overflow="fold")
    for one in found.scores:
        change, interval = change_words(one)
        cells = (metric_name(one.metric), three(one.first), three(one.second), change, interval)
        table.add_row(*(Text(cell) for cell in cells))
    only = (
        f"{found.mcnemar.only_second:,} only {found.second} has right, {found.mcnemar.only_first:,} only {found.first}"
    )
    return [table, safe(f"{only} (McNemar’s exact test: p {found.mcnemar.p:.3f})", limit=400)]
