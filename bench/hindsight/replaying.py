"""What the guards would have left of a whole training, and what hindsight says of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np


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


def judged(curve: Any, scores: np.ndarray, train: Any, of: tuple[str, str, int]) -> Case:
    """Replay the guards on a whole curve, and ask the FIT checks of what they would have left of it."""
    from finetooth.core.facts import Facts
    from finetooth.core.finding import Outcome, Severity
    from finetooth.core.plugins import all_checks

    points, highest = curve.points, float(scores.max())
    (kept, ended), (plain, _) = replayed(points, None), replayed(points, 0.0)
    early = ended < len(points)
    guarded = replace(curve, points=points[:ended], best_step=points[kept].step, stopped_early=early)
    facts = Facts({"curve": guarded, "label_counts": train.table.group_by("label").len("rows")})
    checks = [check for check in all_checks() if check.code.startswith("FIT") and check.ready(facts)]
    failed = [verdict for verdict in (check.run(facts) for check in checks) if verdict.outcome is Outcome.FAILED]
    told = [[one.code for one in failed if (one.severity is Severity.INFO) is slight] for slight in (False, True)]
    lost = [round(100 * (highest - float(scores[place])), 2) for place in (kept, plain, -1)]
    return Case(*of, round(100 * highest, 1), *lost, round(ended / len(points), 2), tuple(told[0]), tuple(told[1]))


def replayed(points: Sequence[Any], threshold: float | None) -> tuple[int, int]:
    """Return the point that early stopping keeps, and how many evaluations it lets pass."""
    from finetooth.guards.early_stopping import decide

    every = range(1, len(points) + 1)
    ended = next((n for n in every if decide(points[:n], threshold=threshold).stop), len(points))
    return decide(points[:ended], threshold=threshold).best, ended
