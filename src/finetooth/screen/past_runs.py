"""The runs of a folder: on the screen with a line of sparks for each line of runs, as JSON, or written as a file."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from finetooth.comparing.history import Past, lines_of
from finetooth.report.cells import safe_cell
from finetooth.report.comparison_words import change_words
from finetooth.report.history_page import history_page, word_of
from finetooth.report.numbers import count, known, metric_name, plural, with_interval
from finetooth.screen import endings, files
from finetooth.screen.clean import clean, safe
from finetooth.screen.console import console
from finetooth.screen.json_output import as_json

SUFFIXES = (".html", ".csv", ".json")
_BARS = "▁▂▃▄▅▆▇█"
_STYLES = {"go": "green", "no-go": "red", "unfinished": "dim", "broken": "yellow"}


def show(runs: Sequence[Past], folder: Path, out: Path | None, json: bool, quiet: bool) -> None:
    """Print the runs, and write them where --out says."""
    if out is not None:
        files.write(out, _form(runs, folder, out.suffix.lower()))
    if json:
        endings.write(as_json(history_object(runs)))
    elif quiet:
        console().print(safe(_summary(runs, folder)), soft_wrap=True)
    else:
        console().print(history_view(runs, folder))
        if out is not None:
            endings.show_path("history", out, False)


def history_view(runs: Sequence[Past], folder: Path) -> RenderableType:
    """Return a table for each line of comparable runs, and a line for each run that is in none."""
    parts: list[RenderableType] = []
    for line in lines_of(runs):
        rows = plural(line[0].test_rows, "test row")
        head = f"{plural(len(line), 'run')} on the same {rows}, {metric_name(line[0].metric)}"
        bases = {past.base for past in line}
        base = Text("  ") + safe(f"from {line[0].base}", "dim") if len(bases) == 1 and line[0].base else Text("")
        parts += [Text(f"{head}  ", "bold") + Text(sparks(line), "cyan") + base, _table(line, len(bases) > 1), Text()]
    for past in (past for past in runs if past.answers is None):
        word = word_of(past)
        parts.append(
            Text(f"{word}  ", _STYLES[word]) + safe(str(past.root), "", 4000) + Text("  ") + safe(past.told, "dim")
        )
    return Group(*parts, safe(_summary(runs, folder)))


def sparks(line: Sequence[Past]) -> str:
    """Return a bar for each score, from the least to the best; a dot where there is none."""
    values = [known(past.score.value) if past.score else None for past in line]
    kept = [value for value in values if value is not None]
    if not kept:
        return ""
    low, room = min(kept), max(kept) - min(kept)
    places = (None if value is None else round((value - low) / room * 7) if room > 1e-12 else 3 for value in values)
    return "".join("·" if place is None else _BARS[place] for place in places)


def history_object(runs: Sequence[Past]) -> dict[str, Any]:
    """Return what `finetooth history --json` prints, the oldest first; ``test`` is the same for the same test rows."""
    return {"runs": [_object(past) for past in runs]}


def _object(past: Past) -> dict[str, Any]:
    score, since = past.score, past.since
    found = {name: getattr(score, name) for name in ("value", "low", "high", "n")} if score else None
    ends = {name: getattr(since, name) for name in ("change", "low", "high", "standing")} if since else None
    return {
        "run": str(past.root),
        "state": past.state,
        "told": past.told,
        "evaluated": past.at,
        "base_model": past.base,
        "rows": past.rows,
        "test_rows": past.test_rows,
        "test": past.test,
        "metric": past.metric,
        "score": found,
        "decision": None if past.go is None else "go" if past.go else "no-go",
        "since_accepted": ends and {"run": past.before, **ends},
        "worse": past.is_worse,
    }


def _table(line: Sequence[Past], with_base: bool) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    bases = ("base model",) if with_base else ()
    for head in ("run", "evaluated", *bases, "training\nrows", "score", "decision", "since the last accepted"):
        right, whole = head == "training\nrows", head in ("evaluated", "training\nrows", "score", "decision")
        table.add_column(Text(head), justify="right" if right else "left", overflow="fold", no_wrap=whole)
    for past in line:
        change, _ = change_words(past.since) if past.since else ("", "")
        since = safe(f"{change} on {past.before}") if change else Text("")
        worse = Text("worse  ", "bold red") if past.is_worse else Text("")
        word = Text(word_of(past), _STYLES[word_of(past)])
        when, score = past.at[:16].replace("T", " "), with_interval(past.score)
        about = [safe(past.name), safe(when), *([safe(past.base)] if with_base else []), Text(count(past.rows))]
        table.add_row(*about, safe(score), word, worse + since)
    return table


def _summary(runs: Sequence[Past], folder: Path) -> str:
    words = [word_of(past) for past in runs]
    told = [
        plural(words.count("go"), "go", "go"),
        *(f"{words.count(word)} {word}" for word in _STYLES if word != "go" and word in words),
    ]
    worse = sum(past.is_worse for past in runs)
    tail = f"; {worse} worse than the last accepted one" if worse else ""
    return f"{plural(len(runs), 'run')} in {folder}: {', '.join(told)}{tail}" if runs else f"no run lies in {folder}"


def _form(runs: Sequence[Past], folder: Path, suffix: str) -> str:
    if suffix == ".json":
        return as_json(history_object(runs), indent=2)
    if suffix == ".html":
        return history_page(runs, str(folder))
    return _csv(runs)


def _csv(runs: Sequence[Past]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    names = (
        "run",
        "state",
        "told",
        "evaluated",
        "base_model",
        "rows",
        "test_rows",
        "test",
        "metric",
        "decision",
        "worse",
    )
    writer.writerow([*names, "score", "low", "high"])
    for told in map(_object, runs):
        score = told["score"] or {}
        cells = [*(told[name] for name in names), *(score.get(name) for name in ("value", "low", "high"))]
        writer.writerow(["" if cell is None else safe_cell(clean(cell, 4000)) for cell in cells])
    return text.getvalue()
