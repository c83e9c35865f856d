"""The curve of a fit as a file that grows with it: one line of JSON an evaluation."""

import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from finetooth.core.events import Event
from finetooth.core.results import CurvePoint
from finetooth.core.run import Work
from finetooth.core.store import append_json, read_lines, write_lines
from finetooth.training.telling import told_point


def tell_points(work: Work, name: str, metric: str, points: Sequence[CurvePoint], of: str = "") -> None:
    """Write the points down, and tell those that were not told by this process or one before it; ``of`` a fold."""
    for point in write_curve(work.folder / name, points):
        told = f"{of}: {told_point(point, metric)}" if of else told_point(point, metric)
        data = {"point": asdict(point), "metric": metric, "of": of}
        work.listener(Event("evaluated", work.stage, told, data=data))


def write_curve(path: Path, points: Sequence[CurvePoint]) -> list[CurvePoint]:
    """Append what is new to a curve's file; where a fit went back and on another way, write it anew.

    A fit that goes on from before the end of the file, and comes by the same points again, leaves it as it is. Returns
    the points that the file did not hold.
    """
    lines = [{name: _or_null(value) for name, value in asdict(point).items()} for point in points]
    known = read_lines(path)
    both = min(len(lines), len(known))
    if lines[:both] != known[:both]:
        write_lines(path, lines)
    else:
        for line in lines[len(known) :]:
            append_json(path, line)
    return [point for point, line in zip(points, lines, strict=True) if line not in known]


def _or_null(value: float) -> float | None:
    return value if math.isfinite(value) else None  # NaN is no JSON
