"""What the guards would have left of a whole training, and what hindsight says of it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean
from typing import Any

import numpy as np

_AVERAGED = ("best", "lost", "lost_plain", "lost_last", "done")


@dataclass(frozen=True)
class Case:
    """One training: points of test macro-F1 lost against hindsight, share of the evaluations done, what was found."""

    data: str
    kind: str
    seed: int
    best: float
    lost: float
    lost_plain: float
    lost_last: float
    done: float
    found: tuple[str, ...]
    remarks: tuple[str, ...]
    kept_epoch: float = 0.0
    """The length that the guards chose by the validation rows of their own."""
    lost_again: float | None = None
    """What the model loses that is fitted on all rows for that long, which is the one that a run hands on."""
    points: tuple[tuple[float, ...], ...] = field(default=(), repr=False)
    """Of each evaluation: epoch, validation score, its error, validation loss, calibrated loss, test score."""


def judged(curve: Any, scores: np.ndarray, train: Any, of: tuple[str, str, int]) -> Case:
    """Replay the guards on a whole curve, and ask the FIT checks of what they would have left of it."""
    from finetooth.core.facts import Facts
    from finetooth.core.finding import Outcome, Severity
    from finetooth.core.plugins import all_checks

    points, highest = curve.points, float(scores.max())
    guessing = math.log(train.table["label"].n_unique())
    (kept, ended), (plain, _) = replayed(points, None, guessing), replayed(points, 0.0)
    early = ended < len(points)
    guarded = replace(curve, points=points[:ended], best_step=points[kept].step, stopped_early=early)
    facts = Facts({"curve": guarded, "label_counts": train.table.group_by("label").len("rows")})
    checks = [check for check in all_checks() if check.code.startswith("FIT") and check.ready(facts)]
    failed = [verdict for verdict in (check.run(facts) for check in checks) if verdict.outcome is Outcome.FAILED]
    told = [[one.code for one in failed if (one.severity is Severity.INFO) is slight] for slight in (False, True)]
    lost = [round(100 * (highest - float(scores[place])), 2) for place in (kept, plain, -1)]
    parts = ("epoch", "validation_score", "validation_error", "validation_loss", "calibrated_loss")
    seen = tuple(
        (*(getattr(one, part) for part in parts), float(test)) for one, test in zip(points, scores, strict=True)
    )
    done = round(ended / len(points), 2)
    return Case(
        *of, round(100 * highest, 1), *lost, done, tuple(told[0]), tuple(told[1]), points[kept].epoch, points=seen
    )


def mean_of(cases: Sequence[Case]) -> Case:
    """Return the first case with the means of what all of them lost: one training, judged by different rows."""
    means = {name: round(fmean(getattr(case, name) for case in cases), 2) for name in _AVERAGED}
    return replace(cases[0], **means)


def replayed(points: Sequence[Any], threshold: float | None, guessing: float = math.inf) -> tuple[int, int]:
    """Return the point that early stopping keeps, and how many evaluations it lets pass."""
    from finetooth.guards.early_stopping import decide

    every, asked = range(1, len(points) + 1), {"threshold": threshold, "guessing": guessing}
    ended = next((n for n in every if decide(points[:n], **asked).stop), len(points))
    return decide(points[:ended], **asked).best, ended
