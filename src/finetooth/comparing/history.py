"""History: the runs of a folder, read back, put in line where they were tested on the same rows."""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import polars as pl
from pydantic import TypeAdapter

from finetooth.comparing.absent import STAGES, folders_in, is_run
from finetooth.comparing.answers import line_of
from finetooth.comparing.matching import matched
from finetooth.comparing.spoken import Spoken, Tested, other_kind, paired_rows, read_tested
from finetooth.comparing.spoken_comparison import spoken_difference
from finetooth.core import store
from finetooth.core.errors import UserError
from finetooth.core.results import Score, Scores
from finetooth.metrics import metric_named
from finetooth.metrics.paired import Difference, paired

_DEPTH = 3  # folders below the one that is named
State = Literal["finished", "unfinished", "broken"]


@dataclass(frozen=True, eq=False)
class Past:
    """One run as it lies there. ``told`` says what is wrong with one that did not finish or cannot be read.

    ``since``: how it differs from the last run before it that was accepted, on the same test rows.
    """

    root: Path
    name: str
    state: State
    told: str = ""
    at: str = ""  # when it was evaluated, ISO 8601
    base: str = ""
    rows: int = 0  # that taught the model handed on
    test_rows: int = 0
    metric: str = ""
    score: Score | None = None
    go: bool | None = None
    test: str = ""  # fingerprint of the test rows
    answers: Tested | None = None
    since: Difference | None = None
    before: str = ""  # the name of that last accepted run

    @property
    def is_worse(self) -> bool:
        """Whether it is worse than the last accepted one, beyond noise."""
        return self.since is not None and self.since.standing == "worse"


def runs_in(folder: Path) -> list[Path]:
    """Return the run folders in a folder (or itself), by path. Raises UserError where there is no such folder."""
    if not folder.is_dir():
        what = "this is a file, not a folder of runs" if folder.exists() else "there is no such folder"
        fix = "name the folder that your runs lie in; `finetooth run` writes to runs/ where --out names no other"
        raise UserError(what, str(folder), fix)
    found, level = [], [folder]
    for _ in range(_DEPTH + 1):
        found += [one for one in level if is_run(one)]
        level = [below for one in level if not is_run(one) for below in folders_in(one)]
    return sorted(found)


def history(folder: Path) -> tuple[Past, ...]:
    """Return the runs of a folder, the oldest first, each beside the last accepted one before it."""
    found = sorted((read_past(root) for root in runs_in(folder)), key=lambda past: (past.at, past.name))
    accepted: dict[tuple[str, str], Past] = {}
    told = []
    for past in found:
        last = accepted.get((past.test, past.metric))
        if last and last.answers and past.answers:
            past = replace(past, since=difference(last.answers, past.answers), before=last.name)
        if past.go and past.answers:
            accepted[past.test, past.metric] = past
        told.append(past)
    return tuple(told)


def lines_of(runs: Iterable[Past]) -> list[tuple[Past, ...]]:
    """Return the runs that were tested on the same rows by the same metric together, the longest line first."""
    lines: dict[tuple[str, str], list[Past]] = {}
    for past in runs:
        if past.answers is not None:
            lines.setdefault((past.test, past.metric), []).append(past)
    return sorted((tuple(line) for line in lines.values()), key=lambda line: -len(line))


def last_accepted(folder: Path, mine: Tested) -> Past | None:
    """Return the last accepted run of a folder with the same test rows; one that answers alike is this one."""
    test = mine.fingerprint()
    found = [past for past in map(read_past, runs_in(folder)) if past.go and past.answers and past.test == test]
    others = [past for past in found if past.answers and not _alike(past.answers, mine)]
    return max(others, key=lambda past: past.at, default=None)


def difference(first: Tested, second: Tested) -> Difference:
    """Return how the second differs from the first in the second's selection metric. Raises UserError on other rows."""
    if isinstance(first, Spoken) and isinstance(second, Spoken):
        return spoken_difference(first, second)
    if isinstance(first, Spoken) or isinstance(second, Spoken):
        raise other_kind(first, second)
    one, other = matched(first, second)
    return paired(one.predictions, other.predictions, [metric_named(second.metric)], one.groups)[0]


def read_past(root: Path) -> Past:
    """Read a run; what cannot be read is told, never raised."""
    past = Past(root, root.resolve().name, "unfinished")
    try:
        undone = next((stage for stage in STAGES if not (root / stage / "done.json").is_file()), None)
        past = replace(past, at=_at(root), base=_base(root), rows=_rows(root))
        if undone:
            return replace(past, told=f"stopped before the end of {undone}")
        return _finished(past, root)
    except UserError as error:
        return replace(past, state="broken", told=error.what)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pl.exceptions.PolarsError) as error:
        return replace(past, state="broken", told=f"it cannot be read: {line_of(error)}")


def _finished(past: Past, root: Path) -> Past:
    answers = read_tested(root)
    scores = TypeAdapter(Scores).validate_python(_json(root / "5-evaluate" / "scores.json"))
    decision = _json(root / "7-report" / "decision.json")["decision"]
    score = scores.get(scores.selection_metric)
    told = {"metric": scores.selection_metric, "score": score, "go": decision == "go"}
    return replace(past, state="finished", test=answers.fingerprint(), answers=answers, test_rows=len(answers), **told)


def _at(root: Path) -> str:
    """Return when a run was evaluated: by its log, else by its files."""
    lines = store.read_lines(root / "log.jsonl")
    done = [line["at"] for line in lines if line.get("stage") == "5-evaluate" and line.get("kind") == "done"]
    if done:
        return str(done[-1])
    known = [path for path in (root / "5-evaluate" / "done.json", root / "recipe.yaml", root) if path.exists()]
    return time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(known[0].stat().st_mtime))


def _base(root: Path) -> str:
    path = root / "run.json"
    about = _json(path).get("base_model") if path.is_file() else None
    return str(about["name"]) if about else ""


def _rows(root: Path) -> int:
    """Return how many rows taught the model that was handed on: those of validation too, where it was refitted."""
    curve = root / "4-train" / "curve.json"
    if curve.is_file() and (rows := _json(curve).get("refitted")):
        return int(rows)
    path = root / "2-prepare" / "train.parquet"
    return int(pl.scan_parquet(path).select(pl.len()).collect().item()) if path.is_file() else 0


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _alike(one: Tested, other: Tested) -> bool:
    if isinstance(one, Spoken) and isinstance(other, Spoken):
        both = paired_rows(one, other)
        return all(both[name].eq_missing(both[f"{name}_second"]).all() for name in ("answer", "loss", "loss_sum"))
    if isinstance(one, Spoken) or isinstance(other, Spoken):
        return False
    first, second = matched(one, other)
    return bool((abs(first.predictions.probabilities - second.predictions.probabilities) < 1e-9).all())
