"""What a setting of a language model's search is judged by: the completion loss of rows that taught nothing.

In a search more is better, so that a score is minus the loss, in nats a token. All trials are judged by the same
tokens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from finetooth.core.results import Base, CurvePoint, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.core.tuning import Seen, Trial
from finetooth.metrics.intervals import draws
from finetooth.recipe.sections import Tune
from finetooth.stages.judging import Hearing, Judged
from finetooth.stages.learn import KEPT, Manner
from finetooth.stages.selecting import RESAMPLES, Compared
from finetooth.stages.sft.learn import learn
from finetooth.stages.sft.lesson import Lesson


@dataclass(frozen=True)
class CompletionJudge:
    """Fits with some settings, and scores by the loss of the validation rows."""

    lesson: Lesson

    @property
    def digest(self) -> str:
        """What names the rows and the base model."""
        return self.lesson.digest

    @property
    def weights(self) -> np.ndarray:
        """The weight float64[sequences] of what is learned in each sequence that judges."""
        return np.array([float(example.weights.sum(dtype=np.float64)) for example in self.lesson.validation])

    def __call__(self, settings: Settings, hearing: Hearing) -> Judged:
        """Judge one setting; the answers are the sums of losses float32[sequences].

        Raises DivergedError, and PrunedError where the hearing objects.
        """
        answers: dict[int | str, np.ndarray] = {}

        def evaluated(known: Sequence[CurvePoint]) -> None:
            hearing.heard.seen, hearing.heard.tokens = seen_of(known), sum(point.tokens for point in known)
            hearing.objection(hearing.heard.seen)

        curve = learn(self.lesson, settings, Manner(hearing.progress, evaluated, answered=answers.__setitem__)).curve
        best = next(point for point in curve.points if point.step == curve.best_step)
        return Judged(-curve.kept_loss, best.validation_error, best.epoch, answers[KEPT].astype(np.float32))


@dataclass(frozen=True)
class CompletionJudges:
    """Judges of trials, one for each length that conversations are taught in: made once.

    ``longest`` is the greatest of these lengths: rows that judge are read in it by all, or a trial that reads less
    would be judged by other tokens.
    """

    options: Tune
    default: Settings
    base: Base
    splits: Splits
    conversations: pl.DataFrame
    longest: int
    _made: dict[int, CompletionJudge] = field(default_factory=dict, repr=False)

    def __call__(self, settings: Settings) -> CompletionJudge:
        """Return the judge of a trial with these settings."""
        length = settings.max_length
        if length not in self._made:
            options, seed = self.options, self.default.seed
            train = some(self.splits.train, options.max_train_rows, seed)
            validation = some(self.splits.validation, options.max_validation_rows, seed)
            parts = replace(self.splits, train=train, validation=validation)
            read = replace(self.default, max_length=length)
            lesson = Lesson.of(self.base, parts, self.conversations, read, judged_to=self.longest)
            self._made[length] = CompletionJudge(lesson)
        return self._made[length]


def some(rows: Rows, most: int, seed: int) -> Rows:
    """Return at most so many rows, drawn at random by the seed, in their order."""
    if len(rows) <= most:
        return rows
    drawn = np.sort(np.random.default_rng(seed).permutation(len(rows))[:most])
    return Rows(rows.table[drawn.tolist()])


def seen_of(points: Sequence[CurvePoint]) -> tuple[Seen, ...]:
    """Return the evaluations of a curve as trials keep them: more is better."""
    return tuple(Seen(point.epoch, -point.validation_loss, point.validation_error) for point in points)


def weighed(
    weights: np.ndarray,
    trials: Sequence[Trial],
    answers: Mapping[int, np.ndarray],
    metric: str,
    seed: int,
    resamples: int = RESAMPLES,
) -> Compared | None:
    """Resample the sequences that judge, tokens of one sequence together; None where no trial ran to its end."""
    scored = [trial for trial in trials if trial.score is not None and not trial.pruned and trial.number in answers]
    if not scored:
        return None
    sums = np.array([answers[trial.number] for trial in scored], dtype=np.float64)
    blocks = list(draws(len(weights), resamples, seed))
    scores = np.concatenate([-(sums @ block.T) / (block @ weights) for block in blocks], axis=1)
    return Compared(tuple(scored), scores, len(weights))
