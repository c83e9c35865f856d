"""One watched fit, and where each patience and each number of evaluations an epoch would have ended it.

Evaluations do not touch the weights, so that a fit with two an epoch holds the one with one.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import product
from typing import Any

import numpy as np
from hindsight.training import point_by
from recipes.draws import Draw

from .fits import EndedError, Scored, known, lesson_of, scored, settings_of
from .questions import QUESTIONS

MOST = max(QUESTIONS["evaluations"].values)
RULES = tuple(product(QUESTIONS["patience"].values, QUESTIONS["evaluations"].values))


def replayed(rows: Draw, base: Any, seed: int) -> Iterator[tuple[dict[str, Any], Scored]]:
    """Fit once by the default's plan, with a part of the rows to judge by, and yield what each rule would have kept."""
    from finetooth.stages.learn import Manner, tried

    usual = settings_of(rows, base, seed, {"evaluations_per_epoch": MOST})
    watched, hidden = (lesson_of(rows.train, part, base, usual) for part in (rows.validation, known(rows)))
    many, labels = len(watched.validation), watched.labels
    both = type(watched)(base, labels, watched.tokenizer, watched.train, [*watched.validation, *hidden.validation])
    truth = np.array([row["labels"] for row in both.validation])
    answers: dict[Any, np.ndarray] = {}
    points: list[Any] = []

    def evaluated(found: Sequence[Any]) -> None:
        points.append(point_by(found[-1], answers[found[-1].step][:many], truth[:many], labels))
        if all(ended(points, *rule)[1] for rule in RULES):
            raise EndedError

    with suppress(EndedError):
        tried(both, usual, Manner(lambda *_: None, evaluated, answered=answers.__setitem__))
    score = partial(scored, tests=hidden.validation, rows=rows)
    for patience, evaluations in RULES:
        kept, last = ended(points, patience, evaluations)
        changes = {"early_stopping_patience": patience, "evaluations_per_epoch": evaluations}
        yield changes, score(answers[kept.step][many:], epochs=(last or points[-1]).epoch)


def ended(points: Sequence[Any], patience: int, evaluations: int) -> tuple[Any, Any]:
    """Return the point that early stopping keeps, and the one at which it ends; None where it has not yet."""
    from finetooth.guards.early_stopping import decide

    seen = points[MOST // evaluations - 1 :: MOST // evaluations]
    for count in range(1, len(seen) + 1):
        found = decide(seen[:count], patience)
        if found.stop:
            return seen[found.best], seen[count - 1]
    return (seen[decide(seen, patience).best] if seen else None), None
