"""One fit: steps, evaluations on the way, and what to do when it goes wrong. Read it from `fit` down."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from finetooth.core.results import Curve, CurvePoint, Retry, Settings
from finetooth.problems import KINDS
from finetooth.training.averaging import best_of, mean_of, moved
from finetooth.training.collate import Padding
from finetooth.training.descent import Descent
from finetooth.training.errors import DivergedError, UnfinishedUpdateError
from finetooth.training.rules import Keeper, Rules, Stopping, Watched
from finetooth.training.starting import descent_of
from finetooth.training.state import State, restore, size_of, snapshot
from finetooth.training.telling import Telling
from finetooth.training.unchanged import marks, share_of, unchanged
from finetooth.training.variants import Variants
from finetooth.training.weights import changing, copied, infinite, put

if TYPE_CHECKING:
    from transformers import PreTrainedModel

__all__ = ["LOWER", "Keeper", "Rules", "Stopping", "Watched", "descend", "fit"]

LOWER = 0.5  # what the learning rate is multiplied by after a divergence


def fit(
    model: "PreTrainedModel",
    rows: Sequence[dict[str, Any]],
    padding: Padding | int,
    settings: Settings,
    rules: Rules,
    keeper: Keeper | None = None,
    variants: Variants | None = None,
) -> Curve:
    """Train ``model`` in place on encoded rows with one target each, as ``descend`` does."""
    return descend(model, descent_of(model, rows, padding, settings, rules, variants), settings, rules, keeper)


def descend(
    model: "PreTrainedModel", descent: Descent, settings: Settings, rules: Rules, keeper: Keeper | None = None
) -> Curve:
    """Train ``model`` in place, step by step, and leave it with the weights of its best evaluation.

    Raises DivergedError. The same model, rows and settings give the same weights on the same machine, also where the
    fit was interrupted: rows, dropout and learning rate of a step depend on its number alone.
    """
    going = _Fit(model, descent, settings, rules, keeper)
    going.resume()
    while not going.ended:
        going.advance()
    return going.finish()


class _Fit:
    """A fit under way: what changes while it runs."""

    def __init__(
        self, model: "PreTrainedModel", descent: Descent, settings: Settings, rules: Rules, keeper: Keeper | None
    ) -> None:
        self.model, self.descent, self.settings, self.rules, self.keeper = model, descent, settings, rules, keeper
        self.state, self.good = State(bf16=descent.bf16), State()
        self.start = marks(changing(model))
        self.epochs = rules.epochs or settings.num_train_epochs
        self.telling = Telling(settings.selection_metric, math.ceil(self.epochs), rules.stopping)

    @property
    def ended(self) -> bool:
        """Whether no step is left to do."""
        return self.state.stopped or self.state.step >= self.descent.planned

    def resume(self) -> None:
        """Go on from the last state that was kept, if there is one."""
        kept = self._kept()
        if kept is None:
            self._remember()
            return
        self.state, self.good = restore(kept, self.model, self.descent.optimizer), kept.good or kept
        self.descent.bound(kept.tokens)
        self.descent.bf16 = kept.bf16
        self.rules.note(f"goes on after step {kept.step} of {self.descent.planned}")

    def advance(self) -> None:
        """Do one step, and an evaluation where one is due; after a divergence go back to the last good state."""
        try:
            self._step()
            if self._due():
                self._evaluate()
        except DivergedError as error:
            self._go_back(str(error))
        except UnfinishedUpdateError:
            if not self._back_with_smaller_batches():
                raise
        if self.keeper and self.keeper.due():
            self.keeper.keep(self._whole())

    def finish(self) -> Curve:
        """Put the best weights back and return the curve."""
        state, settings = self.state, self.settings
        still = unchanged(self.model, self.start, self.descent.optimizer)
        put(self.model, state.best)
        best = self.rules.stopping(state.points).best
        curve = Curve(
            points=tuple(state.points),
            metric=settings.selection_metric,
            best_step=state.points[best].step,
            stopped_early=state.stopped and state.step < self.descent.planned,
            planned_epochs=math.ceil(self.epochs),
            retries=tuple(state.retries),
            unchanged=still,
            unchanged_share=share_of(self.model, still),
        )
        return self._with_soup(curve, best) if settings.average == "soup" else curve

    def _step(self) -> None:
        state = self.state
        before = self.descent.batches.tokens
        self.telling.begin()
        stepped = self.descent.step(state.step, self._peak())
        state.since.append(stepped)
        state.tokens = self.descent.batches.tokens
        if state.tokens < before:
            told = f"micro-batches of {state.tokens} tokens from here"
            self.rules.note(f"memory ran out in step {state.step + 1}: {told}")
        if self.settings.average == "ema":
            state.average = moved(state.average, changing(self.model), self.settings.ema_decay, state.step)
        state.step += 1
        epoch = math.ceil(state.step / self.descent.batches.steps)
        done = min(1.0, state.step / (self.descent.batches.steps * self.epochs))
        self.rules.progress(done, self.telling.stepped(stepped, epoch, state.points))

    def _peak(self) -> float:
        return self.settings.learning_rate * LOWER ** len(self.state.retries)

    def _due(self) -> bool:
        """Whether to evaluate now: at the end of each epoch, and at even distances within."""
        steps, times = self.descent.batches.steps, self.settings.evaluations_per_epoch
        place = self.state.step % steps or steps
        return place in {math.ceil(steps * part / times) for part in range(1, times + 1)}

    def _evaluate(self) -> None:
        """Look at the validation rows, keep the weights where they are the best yet, and ask whether to stop."""
        state = self.state
        own = copied(changing(self.model)) if state.average else {}
        if own:
            put(self.model, state.average)
        state.points.append(self._point())
        self.state.since.clear()
        self._must_not_have_diverged()
        said = self.rules.stopping(state.points)
        if said.best == len(state.points) - 1:
            state.best = copied(changing(self.model))
        if self.settings.average == "soup":
            self._keep_for_soup()
        if own:
            put(self.model, own)
        state.stopped = said.stop
        self.rules.evaluated(state.points)
        self._remember()

    def _point(self) -> CurvePoint:
        seen = self.state.since
        logits, targets = (np.concatenate([getattr(step, name) for step in seen]) for name in ("logits", "targets"))
        watched = self.rules.watch(self.model) if self.rules.watch else Watched(math.nan, math.nan)
        scored = watched.loss, self.rules.train_score(logits, targets), watched.score, watched.error
        return CurvePoint(
            round(self.state.step / self.descent.batches.steps, 4),
            self.state.step,
            float(np.mean([step.loss for step in seen])),
            *scored,
            seen[-1].learning_rate,
            float(np.median([step.gradient_norm for step in seen])),
            sum(step.tokens for step in seen),
            watched.calibrated,
        )

    def _must_not_have_diverged(self) -> None:
        start = self.rules.start_loss
        if start is None:
            start = KINDS[self.settings.problem_type].knows_nothing(self.model.config.num_labels)
        reason = self.rules.divergence(start, self.state.points) or infinite(changing(self.model))
        if reason:
            raise DivergedError(reason)

    def _remember(self) -> None:
        """Take a snapshot to go back to after a divergence."""
        if self.rules.retries:
            self.good = snapshot(self.state, self.model, self.descent.optimizer)

    def _kept(self) -> State | None:
        if self.keeper is None:
            return None
        self.keeper.expect(size_of(self.model, self.settings))
        return self.keeper.newest()

    def _whole(self) -> State:
        """Return all that another process needs to go on from here, and to go back where this one would."""
        if not self.rules.retries:
            return snapshot(self.state, self.model, self.descent.optimizer)
        if self.state.step == self.good.step:
            return replace(self.good, retries=[*self.state.retries], tokens=self.state.tokens)
        return snapshot(self.state, self.model, self.descent.optimizer, self.good)

    def _go_back(self, reason: str) -> None:
        """Return to the last good state with a lower learning rate. Raises DivergedError after too many attempts."""
        tried = self.state.retries
        if len(tried) >= self.rules.retries:
            raise DivergedError(reason)
        retry = Retry(self.state.step, self.good.step, reason, self._peak() * LOWER)
        self.state = restore(self.good, self.model, self.descent.optimizer)
        self.state.retries, self.state.tokens = [*tried, retry], self.descent.batches.tokens
        rate = f"with a learning rate of {retry.learning_rate:g}"
        self.rules.note(f"{reason}: back to the state after step {retry.back_to}, {rate}")

    def _back_with_smaller_batches(self) -> bool:
        """Return to the last good state, as weights that are changed in part are of no step; False where none is kept.

        Nor is there anything to be gained where micro-batches are single rows already.
        """
        batches, retries = self.descent.batches, self.state.retries
        if not self.good.weights or batches.tokens <= max(batches.lengths):
            return False
        self.state = restore(self.good, self.model, self.descent.optimizer)
        self.descent.bound(max(1, batches.tokens // 2))
        self.state.retries, self.state.tokens = [*retries], self.descent.batches.tokens
        told = f"back to the state after step {self.state.step}, micro-batches of {self.state.tokens} tokens from here"
        self.rules.note(f"memory ran out in an update: {told}")
        return True

    def _keep_for_soup(self) -> None:
        latest = self.state.points[-1]
        worth = self.rules.worth(latest.validation_score) if self.rules.watch else latest.epoch  # unwatched: the last
        self.state.kept = best_of(self.state.kept, worth, copied(changing(self.model)), self.settings.soup_size)

    def _with_soup(self, curve: Curve, best: int) -> Curve:
        """Try the mean of the best evaluations' weights, and leave it in place where it scores no worse."""
        if len(self.state.kept) < 2:
            return curve
        put(self.model, mean_of([weights for _, weights in self.state.kept]))
        least = self.rules.worth(curve.points[best].validation_score)
        if self.rules.watch is None or self.rules.worth(self.rules.watch(self.model).score) >= least:
            return replace(curve, averaged=len(self.state.kept))
        put(self.model, self.state.best)
        return curve
