"""One fit of a language model: a fresh model, the loop that classifiers go through too, and what became of it."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from finetooth.core.errors import UserError
from finetooth.core.results import Curve, CurvePoint, Settings
from finetooth.guards.divergence import diverged
from finetooth.guards.early_stopping import Stopping, decide
from finetooth.stages.learn import KEPT, Manner
from finetooth.stages.sft.lesson import Lesson
from finetooth.tasks.sft.documents import documents_apart, keeps_apart
from finetooth.tasks.sft.labels import Example
from finetooth.tasks.sft.loading import load_model
from finetooth.tasks.sft.losses import completion_losses, standard_error
from finetooth.tasks.sft.token_loss import TokenLoss, has_plain_head, hidden_states
from finetooth.training.fit import Rules, Watched, descend
from finetooth.training.freezing import freeze
from finetooth.training.lora import adapter_on
from finetooth.training.precision import autocast
from finetooth.training.starting import token_descent

if TYPE_CHECKING:
    from transformers import PreTrainedModel

BASE = "base"  # names the losses of the base model


@dataclass(frozen=True)
class Fitted:
    """A model as its best evaluation left it, its curve, and the losses of base and model on the validation rows."""

    model: Any  # a PreTrainedModel, or a PeftModel around one
    curve: Curve
    base_losses: np.ndarray  # float64[sequences]: sums in nats
    losses: np.ndarray


class Watcher:
    """Looks at validation rows by completion loss: unpacked arithmetic, each token alike; ``answers`` are the sums."""

    def __init__(self, examples: Sequence[Example], packed: bool) -> None:
        self.examples, self.packed = examples, packed
        self.answers = np.zeros(len(examples))

    def __call__(self, model: "PreTrainedModel") -> Watched:
        """Return the mean loss a token, which is the score too, and its standard error."""
        self.answers, weights = completion_losses(model, self.examples, packed=self.packed)
        mean = float(self.answers.sum() / weights.sum())
        return Watched(mean, mean, standard_error(self.answers, weights))


def learn(lesson: Lesson, settings: Settings, manner: Manner) -> Fitted:
    """Fit a fresh model, and leave it with the weights of its lowest completion loss. Raises DivergedError."""
    model = fresh_model(lesson, settings)
    with reading(model, settings, manner.note) as packed:
        watcher = Watcher(lesson.validation, packed)
        start = watcher(model)  # an adapter adds nothing yet: this is the base model
        before = watcher.answers
        manner.answered(BASE, before)
        rules = _rules(settings, watcher, manner, start.loss)
        rows = [example.inputs for example in lesson.train]
        loss = TokenLoss(packed, settings.neftune_noise_alpha, not settings.lora_dropout, autocast)
        answer = answer_of(model, packed)
        descent = token_descent(model, rows, loss, settings, rules, packed, answer)
        curve = descend(model, descent, settings, rules, manner.keeper)
        found = watcher(model)
        manner.answered(KEPT, watcher.answers)
    return Fitted(model, replace(curve, kept_loss=found.loss, kept_score=found.score), before, watcher.answers)


def fresh_model(lesson: Lesson, settings: Settings) -> Any:
    """Load the base model, and leave only those weights free that the settings let change. Raises UserError."""
    model = load_model(lesson.base, settings.seed, settings.load_in_4bit)
    if not has_plain_head(model):
        fix = "choose a base model of another architecture (of the Llama, Qwen or Mistral families, say)"
        raise UserError("this architecture changes its logits after the last layer", lesson.base.name, fix)
    if settings.lora_r:
        return adapter_on(model, settings.lora_r, settings.lora_alpha, settings.lora_dropout, settings.seed)
    freeze(model, settings.freeze_layers)
    return model


@contextmanager
def reading(model: Any, settings: Settings, note: Callable[[str], None]) -> Iterator[bool]:
    """Have the model read sequences side by side in one row while this lasts, where it can; say whether it does."""
    packed = settings.packing and keeps_apart(model)
    if settings.packing and not packed:
        note("this model cannot keep conversations in one row apart: they are padded instead")
    with documents_apart(model) if packed else nullcontext():
        yield packed


def lowest(points: Sequence[CurvePoint], patience: int, threshold: float | None) -> Stopping:
    """Decide by a score of which less is better: the lowest loss is kept, as all are of the same tokens."""
    turned = [replace(point, validation_score=-point.validation_score) for point in points]
    return decide(turned, patience, threshold or 0.0)


def _rules(settings: Settings, watcher: Watcher, manner: Manner, start: float) -> Rules:
    def evaluated(points: Sequence[CurvePoint]) -> None:
        manner.answered(points[-1].step, watcher.answers)
        manner.evaluated(points)

    patience, threshold = settings.early_stopping_patience, settings.early_stopping_threshold
    return Rules(
        watch=watcher,
        train_score=lambda _logits, _targets: math.nan,
        stopping=partial(lowest, patience=patience, threshold=threshold),
        diverged=diverged,
        progress=manner.progress,
        evaluated=evaluated,
        note=manner.note,
        retries=manner.retries,
        start_loss=start,
        lower_is_better=True,
    )


def answer_of(model: Any, packed: bool) -> Callable[[Any], Any]:
    """Return what makes hidden states of ids[1, n]: the loss is made of these, but for a few logits at a time."""
    return lambda ids: hidden_states(model, model.get_input_embeddings()(ids), [ids.shape[1]], packed)
