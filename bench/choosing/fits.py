"""One cell of ``bench/choices.py``: rows are drawn, a model learns from them under some options, and test rows tell."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from recipes.draws import Draw

from .questions import CUT, EPOCHS, FROZEN

NEVER = 1_000_000


@dataclass(frozen=True)
class Scored:
    """What the test rows say, in points, and after how many epochs."""

    accuracy: float
    macro_f1: float
    epochs: float


class EndedError(Exception):
    """A fit was ended on purpose: all is known that was to be."""


def fitted(rows: Draw, base: Any, seed: int, how: str, epochs: int, changes: dict[str, Any]) -> Scored:
    """Learn from all rows and score the test rows."""
    from finetooth.core.rows import Rows
    from finetooth.stages.learn import Manner, refit
    from finetooth.tasks import classify

    given = dict(changes)
    length, _, planned = str(given.pop(EPOCHS, epochs)).partition(CUT)
    settings = settings_of(rows, base, seed, given | {EPOCHS: int(planned or length)})
    if planned:
        return _cut_off(rows, base, settings, int(length))
    lesson = lesson_of(rows.rows, Rows(rows.test.table[:0]), base, settings)
    kind = FROZEN if how == FROZEN else "fine-tuned"
    model = refit(lesson, settings, Manner(lambda *_: None), kind, float(length))[0]
    tests = lesson_of(rows.rows, known(rows), base, settings).validation
    told = classify.logits(model, lesson.tokenizer, tests)
    return scored(told, tests, rows, 0.0 if how == FROZEN else float(length))


def _cut_off(rows: Draw, base: Any, settings: Any, epochs: int) -> Scored:
    """End a fit in the middle of its plan, while its rate is high."""
    from finetooth.stages.learn import Manner, tried

    lesson, answers = lesson_of(rows.rows, known(rows), base, settings), {}

    def evaluated(points: Sequence[Any]) -> None:
        if points[-1].epoch >= epochs:
            raise EndedError

    with suppress(EndedError):
        tried(lesson, settings, Manner(lambda *_: None, evaluated, answered=answers.__setitem__))
    return scored(answers[max(answers)], lesson.validation, rows, float(epochs))


def settings_of(rows: Draw, base: Any, seed: int, changes: dict[str, Any]) -> Any:
    """Return the default settings but for these options, without what chooses or ends a fit."""
    from finetooth.core.results import Splits
    from finetooth.core.rows import Rows
    from finetooth.recipe.sections import Training
    from finetooth.stages.tune import default_settings

    usual = {"contrastive": "none", "cross_validation": "none", "keep_simpler": False, "early_stopping_patience": NEVER}
    splits = Splits(rows.train, rows.validation, rows.test, Rows(rows.test.table[:0]))
    return default_settings(Training.model_validate(usual | changes), "auto", seed, base, splits)


def lesson_of(taught: Any, watched: Any, base: Any, settings: Any) -> Any:
    """Tokenise as the settings say; labels are those that are taught."""
    from finetooth.stages.lesson import Lesson
    from finetooth.tasks import classify

    labels = classify.labels_of(taught.labels.to_list())
    how = {"truncation": settings.truncation, "window_stride": settings.window_stride}
    return Lesson.of(base, labels, taught, watched, settings.max_length, **how)


def known(rows: Draw) -> Any:
    """Return the test rows whose label stands among the training rows."""
    from finetooth.core.rows import Rows

    return Rows(rows.test.table.filter(rows.test.labels.is_in(rows.rows.labels.unique().to_list())))


def scored(logits: np.ndarray, tests: Sequence[dict[str, Any]], rows: Draw, epochs: float) -> Scored:
    """Score answers to the known test rows; those of a label that nobody taught count as wrong."""
    from sklearn.metrics import f1_score

    unknown = len(rows.test) - len(tests)
    truth = np.array([row["labels"] for row in tests] + [-1] * unknown)
    told = np.append(logits.argmax(axis=1), [0] * unknown).astype(int)
    macro = f1_score(truth, told, average="macro", labels=sorted(set(truth.tolist())), zero_division=0)
    return Scored(round(100 * float((truth == told).mean()), 2), round(100 * float(macro), 2), epochs)
