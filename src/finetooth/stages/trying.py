"""One trial of a search: a fit with its settings, what it scored, and its answers to the rows that judge."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np

from finetooth.core.disk import is_full
from finetooth.core.errors import UserError
from finetooth.core.results import Settings
from finetooth.core.tuning import Repeat, Seen, Trial
from finetooth.search.pruning import PrunedError, Pruner, on_schedule
from finetooth.stages.judges import Judges
from finetooth.stages.judging import Heard, Hearing, Judge, Judged, is_measured
from finetooth.stages.trial_files import TrialFiles, key_of, made_by
from finetooth.training.errors import DivergedError

ATTEMPTS = 2  # at a trial that fails for another reason than divergence, which would come again
Told = Callable[[float, str], None]
T = TypeVar("T")


@dataclass(frozen=True)
class Court:
    """What trials are judged by, where they are kept, and what ends those that are behind."""

    judges: Judges
    files: TrialFiles
    default: Settings
    pruner: Pruner | None = None
    code: str = field(default_factory=made_by)  # told to other processes, so that all name trials alike

    def key(self, settings: Settings) -> str:
        """Return what names a whole trial of these settings."""
        return key_of(self.code, self.judges(settings).digest, settings)

    def key_beside(self, settings: Settings, before: Sequence[Trial]) -> str:
        """Return what names a trial of these settings that was ended because of those before it."""
        name = self.pruner.name if self.pruner else ""
        beside = [sorted(trial.params.items()) for trial in before]
        return key_of(self.code, self.judges(settings).digest, settings, name, beside)

    def known(self, settings: Settings, before: Sequence[Trial]) -> tuple[str, Trial] | None:
        """Return a trial that was kept, whole or ended where it would be ended again, and its key."""
        for key in (self.key(settings), self.key_beside(settings, before)):
            if found := self.files.find(key):
                return key, found
        return None

    def answers(self, settings: Settings) -> np.ndarray | None:
        """Return the logits of a whole trial."""
        return self.files.answers(self.key(settings))


def attempt(
    court: Court, settings: Settings, asked: Trial, before: Sequence[Trial], told: Told = lambda _done, _message: None
) -> Trial:
    """Return the asked trial with what it scored: as it was kept, or else fitted, judged and kept.

    A trial that fails or cannot be measured has no score, and one that the pruner ends that of its best evaluation;
    the default, the first of all, is never ended. Raises UserError where the first one says what the user did wrong.
    """
    if kept := court.known(settings, before):
        return as_asked(kept[1], asked)
    begin, heard = time.monotonic(), Heard()
    hearing = _hearing(court, settings, before, heard, told)
    judged, error, pruned, attempts = _tried(court.judges(settings), settings, hearing, first=not before)
    trial = replace(
        asked,
        seconds=round(time.monotonic() - begin, 3),
        error=error,
        pruned=pruned,
        attempts=attempts,
        seen=heard.seen,
        rungs=heard.rungs,
        fold_scores=heard.fold_scores,
        tokens=heard.tokens,
    )
    if judged and is_measured(judged):
        trial = replace(trial, score=judged.score, score_error=judged.error, best_epoch=judged.epochs)
    elif judged:
        trial, judged = replace(trial, error=f"{settings.selection_metric} of the validation rows is no number"), None
    elif pruned:
        trial = _ended(trial)
    key = court.key_beside(settings, before) if pruned else court.key(settings)
    court.files.keep(key, trial, judged.answers if judged else None)
    return trial


def as_asked(kept: Trial, asked: Trial) -> Trial:
    """Return a trial that was kept under the number, the parameters and the source with which it is asked for now."""
    return replace(kept, number=asked.number, params=asked.params, suggested_by=asked.suggested_by)


def repeated(court: Court, settings: Settings, trial: Trial, seed: int, told: Told) -> Repeat:
    """Return a finalist as fitted again with another seed."""
    asked = Trial(trial.number, trial.params, None, None, 0.0)
    found = attempt(replace(court, pruner=None), replace(settings, seed=seed), asked, (trial,), told)
    return Repeat(trial.number, seed, found.score, found.seconds, found.tokens, found.error)


def _hearing(court: Court, settings: Settings, before: Sequence[Trial], heard: Heard, told: Told) -> Hearing:
    others = on_schedule(before, settings.num_train_epochs)

    def objection(seen: Sequence[Seen]) -> None:
        _raise(court.pruner.objection(seen, others) if court.pruner and others else None)

    def objection_at(rung: Seen) -> None:
        _raise(court.pruner.objection_at(rung, before) if court.pruner and before else None)

    def fold(name: str) -> object:
        return court.files.fold(court.key(settings), name)

    return Hearing(told, objection, objection_at, fold, heard)  # type: ignore[arg-type]


def _raise(reason: str | None) -> None:
    if reason:
        raise PrunedError(reason)


def _tried(judge: Judge, settings: Settings, hearing: Hearing, first: bool) -> tuple[Judged | None, str, str, int]:
    """Return what was judged, the error, why it was ended, and how many attempts that took."""
    for attempts in range(1, ATTEMPTS + 1):
        try:
            return judge(settings, hearing), "", "", attempts
        except PrunedError as reason:
            return None, "", str(reason), attempts
        except UserError as error:
            if first:
                raise
            return None, _line(error), "", attempts
        except DivergedError as error:
            return None, f"diverged: {_line(error)}", "", attempts
        except Exception as error:  # a trial that crashes is told, and does not end the search
            if is_full(error):  # no fault of the setting: it would be noted as failed for good
                raise
            failure = _line(error)
    return None, failure, "", ATTEMPTS


def _line(error: Exception) -> str:
    told = str(error).strip().splitlines()
    return told[0] if told else type(error).__name__


def _ended(trial: Trial) -> Trial:
    """Return a pruned trial with the best score that was seen of it."""
    known = trial.rungs[-1:] or sorted(trial.seen, key=lambda seen: seen.score)[-1:]
    if not known or not np.isfinite(known[0].score):
        return trial
    return replace(trial, score=known[0].score, score_error=known[0].error, best_epoch=known[0].epoch)
