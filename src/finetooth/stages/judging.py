"""What a setting is judged by: one set of validation rows, or, where these would be few, folds of all rows."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from finetooth.core.results import CurvePoint, Settings
from finetooth.core.tuning import Seen
from finetooth.stages.fold_files import FoldFiles
from finetooth.stages.held import Held, best_length, fold_name, hold_out, pooled_score
from finetooth.stages.learn import KEPT, Manner, tried
from finetooth.stages.lesson import Lesson
from finetooth.stages.simpler import FINE_TUNED
from finetooth.stages.teaching import digest_of
from finetooth.stages.watching import watched_of
from finetooth.training.collate import target_and_weight


@dataclass(frozen=True)
class Hearing:
    """How a setting is heard: who is told of it, where its folds are kept, and what may end it before its time.

    ``objection`` gets the evaluations so far, ``objection_at`` the score after some folds; both may raise PrunedError.
    """

    progress: Callable[[float, str], None]
    objection: Callable[[Sequence[Seen]], None] = lambda _seen: None
    objection_at: Callable[[Seen], None] = lambda _rung: None
    fold: Callable[[str], FoldFiles] | None = None
    heard: "Heard" = field(default_factory=lambda: Heard())


@dataclass
class Heard:
    """What is known of a setting so far: it stands also where its hearing was ended."""

    seen: tuple[Seen, ...] = ()
    rungs: tuple[Seen, ...] = ()
    fold_scores: tuple[float, ...] = ()
    tokens: int = 0


@dataclass(frozen=True)
class Judged:
    """A setting's score with its standard error, the epochs that gave it, and its logits float32[rows, labels]."""

    score: float
    error: float
    epochs: float
    answers: np.ndarray


class Judge(ABC):
    """Fits with some settings, no simpler model beside, and scores the answers to rows that taught nothing."""

    def __init__(self, lesson: Lesson, dealt: np.ndarray | None = None) -> None:
        self.lesson, self.digest = lesson, digest_of(lesson, dealt)

    @property
    @abstractmethod
    def targets(self) -> np.ndarray:
        """Return the label index int64[rows] of each row that judges."""

    @abstractmethod
    def __call__(self, settings: Settings, hearing: Hearing) -> Judged:
        """Judge one setting. Raises DivergedError, and PrunedError where the hearing objects."""


class OneSplit(Judge):
    """One set of validation rows judges: the score is that of the model that the fit ends with."""

    @property
    def targets(self) -> np.ndarray:
        """Those of the validation rows."""
        return np.array([row["labels"] for row in self.lesson.validation])

    def __call__(self, settings: Settings, hearing: Hearing) -> Judged:
        """Fit once."""
        answers: dict[int | str, np.ndarray] = {}

        def evaluated(known: Sequence[CurvePoint]) -> None:
            hearing.heard.seen, hearing.heard.tokens = seen_of(known), sum(point.tokens for point in known)
            hearing.objection(hearing.heard.seen)

        plain = replace(settings, keep_simpler=False, contrastive=False, folds=0)
        _, curve, _ = tried(self.lesson, plain, Manner(hearing.progress, evaluated, answered=answers.__setitem__))
        best = next(point for point in curve.points if point.step == curve.best_step)
        return Judged(curve.kept_score, best.validation_error, best.epoch, answers[KEPT].astype(np.float32))


class ByFolds(Judge):
    """Each row judges once: the score is that of the answers to all rows, at the folds' mean best length.

    ``dealt``: each row's fold, from 0. Each fold is a rung: after it the setting may be found to be behind.
    """

    def __init__(self, lesson: Lesson, dealt: np.ndarray) -> None:
        super().__init__(lesson, dealt)
        self.dealt = dealt

    @property
    def targets(self) -> np.ndarray:
        """Those of all rows."""
        return np.array([target_and_weight(row)[0] for row in self.lesson.train])

    def __call__(self, settings: Settings, hearing: Hearing) -> Judged:
        """Fit once for each fold, as the training does: its folds may be taken over there."""
        if hearing.fold is None:
            raise ValueError("folds are kept in files: tell where")
        held: list[Held] = []
        for number in range(1, settings.folds + 1):
            rows, name = np.flatnonzero(self.dealt == number - 1), fold_name(1, number)
            told = _told_within(hearing.progress, number, settings.folds)
            held.append(hold_out(hearing.fold(name), self.lesson, rows, settings, (1, number), 0, told))
            self._heard(held, settings, hearing)
        length = best_length(held, settings.evaluations_per_epoch)
        answers = self._in_order(held, length)
        return Judged(*self._worth(held, length, settings), length, answers.astype(np.float32))

    def _heard(self, held: Sequence[Held], settings: Settings, hearing: Hearing) -> None:
        """Note the answers to the folds done, and let the hearing object."""
        length = best_length(held, settings.evaluations_per_epoch)
        score, error = self._worth(held, length, settings)
        scores = [self._worth([one], length, settings)[0] for one in held]
        rung, known = Seen(float(len(held)), score, error), hearing.heard
        known.fold_scores = tuple(scores)
        known.rungs = (*known.rungs[: len(held) - 1], rung)  # a second attempt goes through the folds again
        known.tokens = sum(point.tokens for one in held for point in one.curve.points)
        hearing.objection_at(rung)

    def _worth(self, held: Sequence[Held], length: float, settings: Settings) -> tuple[float, float]:
        """Return the score of the answers of some folds taken together, and its standard error."""
        metric, problem = settings.selection_metric, self.lesson.problem
        rows = np.concatenate([one.rows for one in held])
        logits = np.concatenate([one.told(FINE_TUNED, length) for one in held])
        score = pooled_score(held, FINE_TUNED, length, self.targets, metric, problem)
        return score, watched_of(metric, logits, self.targets[rows], problem).error

    def _in_order(self, held: Sequence[Held], length: float) -> np.ndarray:
        answers = np.zeros((len(self.dealt), len(self.lesson.labels)))
        for one in held:
            answers[one.rows] = one.told(FINE_TUNED, length)
        return answers


def seen_of(points: Sequence[CurvePoint]) -> tuple[Seen, ...]:
    """Return the evaluations of a curve, as trials keep them."""
    return tuple(Seen(point.epoch, point.validation_score, point.validation_error) for point in points)


def is_measured(judged: Judged) -> bool:
    """Whether the metric has a value on the rows that judge."""
    return math.isfinite(judged.score)


def _told_within(progress: Callable[[float, str], None], number: int, folds: int) -> Callable[[float, str], None]:
    def told(done: float, message: str) -> None:
        progress((number - 1 + done) / folds, f"fold {number} of {folds}, {message}")

    return told
