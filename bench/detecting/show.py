"""The tables the bench prints."""

import math
from collections.abc import Iterable, Sequence
from itertools import groupby

from .plant import FAULTS
from .score import Score, wilson
from .tracks import Clean, Result


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table with a title; the first column is set left, the others right."""
    cells = [list(map(str, head)), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = [
        "  ".join(
            cell.ljust(width) if not column else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in cells
    ]
    return "\n".join(["", title, lines[0], "-" * len(lines[0]), *lines[1:]])


def share(value: float) -> str:
    """Return a share with two or three digits, a dash where there is none."""
    return "-" if math.isnan(value) else f"{value:.3f}" if 0.99 < value < 1 or 0 < value < 0.01 else f"{value:.2f}"


def mean(values: Sequence[float]) -> float:
    """Return the mean; nan of nothing."""
    return sum(values) / len(values) if values else math.nan


def clean_table(controls: Iterable[Clean]) -> str:
    """Return the table of the clean controls."""
    rows = [
        (
            control.data,
            control.rows,
            f"{100 * control.rate:.2f} %",
            f"{100 * control.label_rate:.2f} %",
            f"{control.seconds:.1f}",
            f"{control.megabytes:.0f}",
            control.crash[:60]
            or " ".join(f"{code}:{count}" for code, count in sorted(control.by_check.items()))
            or "-",
            " ".join([*control.about_no_rows, *(f"{code}!" for code in control.broken)]) or "-",
        )
        for control in controls
    ]
    head = ("set", "rows", "flagged", "labels", "s", "MB", "rows flagged by check", "findings without rows, broken!")
    return table("CLEAN controls: what is flagged where nothing is wrong (warnings and errors)", head, rows)


def planted_table(title: str, results: Sequence[Result], per_set: bool) -> str:
    """Return the table of planted faults, summed over seeds and rates (and sets, unless ``per_set``)."""
    order = {name: place for place, name in enumerate(FAULTS)}

    def key(result: Result) -> tuple[int, str, str]:
        return order[result.fault], result.fault, result.data if per_set else ""

    rows = []
    for (_, fault, data), group in groupby(sorted(results, key=key), key):
        members = list(group)
        rows.append((fault, *([data] if per_set else []), *_cells(fault, total(members), members)))
    head = [
        "fault",
        *(["set"] if per_set else []),
        "checks",
        "planted",
        "recall",
        "95 % interval",
        "any",
        "precision",
        "false %",
        "stated",
        "R@1%",
        "AP",
        "crash",
        "s",
        "missed kinds",
    ]
    return table(title, head, rows)


def total(results: Iterable[Result]) -> Score:
    """Return the sum of the results' scores."""
    counts = Score()
    for result in results:
        counts = counts + result.score
    return counts


def _cells(fault: str, counts: Score, members: Sequence[Result]) -> tuple[object, ...]:
    low, high = wilson(counts.hit, counts.planted)
    missed = [f"{kind} {hit}/{of}" for kind, (hit, of) in counts.kinds.items() if hit < of]
    return (
        " ".join(FAULTS[fault].codes),
        counts.planted,
        share(counts.recall),
        f"{low:.2f}-{high:.2f}",
        share(counts.hit_by_any / counts.planted if counts.planted else math.nan),
        share(counts.precision),
        f"{100 * counts.false_rate:.2f}",
        " ".join(
            f"{was:.2f}>={low:.2f}" if was >= low else f"{was:.2f}<{low:.2f}!" for _, low, was in counts.stated[:4]
        ),
        share(mean(counts.at_one_percent)),
        share(mean(counts.average_precision)),
        counts.crashes or "",
        f"{mean([result.seconds for result in members]):.1f}",
        ", ".join(missed[:4]) + (" ..." if len(missed) > 4 else ""),
    )
