"""The sealed test: who opened it, how often across runs, and what choosing by it may have bought.

Models that are tried on the same test rows are compared by luck too: the best of k equally good ones scores higher than
it is. With the standard error s of a score and the correlation r of the scores, the best stands e(k) * s * sqrt(1 - r)
too high, e(k) the expected maximum of k standard normal draws (Owen & Steck 1962; Tippett 1925 for e). Models that err
on the same rows buy little (Mania et al. 2019, "Model similarity mitigates test set overuse"; Recht et al. 2019).
"""

import json
import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from finetooth.comparing.absent import is_run
from finetooth.comparing.answers import CONTENT, Answers, read_answers
from finetooth.comparing.history import read_past
from finetooth.comparing.matching import matched
from finetooth.core import store
from finetooth.core.beside import Opening, Seal
from finetooth.core.errors import UserError
from finetooth.core.fingerprint import file_digest, fingerprint
from finetooth.core.results import Score, Scores
from finetooth.core.rows import Rows
from finetooth.core.statistics import Z
from finetooth.metrics import metric_named
from finetooth.metrics.paired import paired
from finetooth.problems.problem import SINGLE

OPENINGS = "openings.jsonl"
_COMPARED = 10  # other models, the latest: enough to tell how alike their scores are
_RESAMPLES = 500


@dataclass(frozen=True, eq=False)
class Opened:
    """A test split that a run has just opened: all known openings of these rows, and where each one's run lies."""

    openings: tuple[Opening, ...]
    roots: tuple[Path, ...]
    test: Rows
    read: Rows

    def seal(
        self, predictions: pl.DataFrame, labels: tuple[str, ...], scores: Scores, problem_type: str = SINGLE
    ) -> Seal:
        """Return what choosing among these models may have bought, by how alike their answers are."""
        metric = scores.selection_metric
        error = _error_of(scores.get(metric))
        if error is None or len(self.openings) < 2:
            return Seal(self.openings, metric, 0.0 if len(self.openings) < 2 else None, error, 0.0)
        ids = self.test.table.select("id")
        mine = Answers.of("this", predictions, labels, self.test, self.read, ids, metric, problem_type)
        spreads = [spread for root in self._others() if (spread := _spread(mine, root)) is not None]
        apart = float(np.mean(np.square(spreads))) / 2 if spreads else error**2
        correlation = max(0.0, min(1.0, 1 - apart / error**2)) if error else 0.0
        optimism = expected_maximum(len(self.openings)) * math.sqrt(apart)
        return Seal(self.openings, metric, optimism, error, correlation, len(spreads))

    def _others(self) -> list[Path]:
        """Return the folders of the other models that still lie there, the latest first."""
        mine = self.openings[-1].model
        told = [
            root
            for opening, root in zip(self.openings, self.roots, strict=True)
            if opening.model != mine and _model_of(root) in (opening.model, "")
        ]
        return list(dict.fromkeys(reversed(told)))[:_COMPARED]


def open_test(run: Path, test: Rows) -> Opened:
    """Write down that a run opens its test rows, and return all openings of these rows by runs beside it.

    One that did so before with the same model (resumed, or judged again) does not open them once more.
    """
    read = _read_rows(run) or test
    mine = Opening(
        run.resolve().name,
        time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        file_digest(run / "recipe.yaml") if (run / "recipe.yaml").is_file() else "",
        _model_of(run),
        digest_of_test(test, read),
        len(test),
    )
    own = openings_of(run)
    known = next((one for one in own if (one.model, one.test) == (mine.model, mine.test)), None)
    if known is None:
        store.append_json(run / OPENINGS, asdict(mine))
    before = [(one, run) for one in own if one.test == mine.test and one.model != mine.model]
    before += [(one, root) for root in neighbours(run) for one in _told(root) if one.test == mine.test]
    seen: dict[str, tuple[Opening, Path]] = {}
    for one, root in sorted(before, key=lambda pair: pair[0].at):
        if one.model != mine.model or not mine.model:  # the same training again is the same model
            seen.setdefault(one.model or str(root), (one, root))
    found = [*seen.values(), (known or mine, run)]
    return Opened(tuple(one for one, _ in found), tuple(root for _, root in found), test, read)


def openings_of(run: Path) -> list[Opening]:
    """Return the openings that a run wrote down; none where they cannot be read."""
    try:
        return [Opening(**line) for line in store.read_lines(run / OPENINGS)]
    except (OSError, ValueError, TypeError):
        return []


def neighbours(run: Path) -> list[Path]:
    """Return the other runs in the folder that holds this one, and in the folders beside it."""
    own = run.resolve()
    beside = [path for path in _folders(own.parent) if path != own]
    below = [path for one in beside if not is_run(one) for path in _folders(one)]
    return sorted(path for path in (*beside, *below) if is_run(path))


def digest_of_test(test: Rows, read: Rows) -> str:
    """Return what the test rows are: the same for the same texts as they came and labels, in whatever order."""
    came = read.table.select("id", pl.col("text").alias(CONTENT[0]), pl.col("pair").alias(CONTENT[1]))
    rows = test.table.select("id", "label").join(came, on="id", how="left", maintain_order="left")
    return fingerprint(rows.select(*CONTENT, "label").sort(*CONTENT, "label", nulls_last=True))


def expected_maximum(count: int) -> float:
    """Return the expected maximum of so many standard normal draws."""
    if count < 2:
        return 0.0
    x = np.linspace(-8.0, 8.0, 4001)
    density = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    below = np.clip((np.cumsum(density) - density / 2) * (x[1] - x[0]), 1e-300, 1.0)
    return float((x * count * density * below ** (count - 1)).sum() * (x[1] - x[0]))


def _told(root: Path) -> list[Opening]:
    """Return a run's openings; of one from before they were written down, that its evaluation was one."""
    if (root / OPENINGS).is_file() or not (root / "5-evaluate" / "done.json").is_file():
        return openings_of(root)
    past = read_past(root)
    return [Opening(past.name, past.at, "", _model_of(root), past.test, past.test_rows)] if past.test else []


def _error_of(score: Score | None) -> float | None:
    if score is None or score.low is None or score.high is None:
        return None
    return (score.high - score.low) / (2 * Z)


def _spread(mine: Answers, root: Path) -> float | None:
    """Return the standard error of the difference of two models' scores on the same rows; None where it is not told."""
    try:
        one, other = matched(mine, replace(read_answers(root), metric=mine.metric))
        metric = [metric_named(mine.metric)]
        found = paired(one.predictions, other.predictions, metric, one.groups, _RESAMPLES)[0]
    except (UserError, ValueError):
        return None
    return None if found.low is None or found.high is None else (found.high - found.low) / (2 * Z)


def _model_of(run: Path) -> str:
    """Return the fingerprint of a run's training, empty where there is none."""
    try:
        done: Any = json.loads((run / "4-train" / "done.json").read_text("utf-8"))
        return str(done.get("fingerprint", ""))
    except (OSError, ValueError, AttributeError):
        return ""


def _read_rows(run: Path) -> Rows | None:
    try:
        return Rows(pl.read_parquet(run / "1-audit" / "rows.parquet"))
    except (OSError, ValueError, pl.exceptions.PolarsError):
        return None


def _folders(folder: Path) -> Sequence[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
    except OSError:
        return []
