"""One fit with transformers' Trainer: watched every epoch, stopped in time, best weights restored."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from finetooth.core.results import Curve, CurvePoint, Settings

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel, PreTrainedTokenizerBase, Trainer, TrainingArguments


class Watched(NamedTuple):
    """What one look at the validation rows gave: mean cross-entropy in nats, and the selection metric."""

    loss: float
    score: float


class Stopping(NamedTuple):
    """What a stopping rule says of the points so far: which is best, and whether to stop."""

    best: int
    stop: bool


class DivergedError(RuntimeError):
    """The loss became NaN or infinite, or exploded."""


@dataclass(frozen=True)
class Rules:
    """How a fit is watched; passed in, so that training knows neither metrics nor guards."""

    watch: Callable[["PreTrainedModel"], Watched]  # looks at the validation rows
    train_score: Callable[[np.ndarray, np.ndarray], float]  # logits[n, k], targets[n] -> selection metric
    stopping: Callable[[Sequence[CurvePoint]], Any]  # -> something with .best and .stop
    diverged: Callable[[Sequence[float]], str | None]
    progress: Callable[[float, str], None]


def fit(
    model: "PreTrainedModel",
    tokenizer: "PreTrainedTokenizerBase",
    rows: Sequence[dict[str, Any]],
    settings: Settings,
    rules: Rules,
    folder: Path,
) -> Curve:
    """Train ``model`` in place on encoded rows and leave it with the weights of its best epoch.

    Raises DivergedError. The same model, rows and settings give the same weights on the same machine.
    """
    watcher = _Watcher(model, settings, rules)
    trainer = _trainer(model, tokenizer, rows, settings, watcher, folder)
    trainer.train()
    return watcher.restore_best()


def _trainer(
    model: "PreTrainedModel",
    tokenizer: "PreTrainedTokenizerBase",
    rows: Sequence[dict[str, Any]],
    settings: Settings,
    watcher: "_Watcher",
    folder: Path,
) -> "Trainer":
    from transformers import DataCollatorWithPadding, PrinterCallback, Trainer

    trainer = Trainer(
        model=model,
        args=_arguments(settings, len(rows), folder),
        train_dataset=list(rows),
        data_collator=DataCollatorWithPadding(tokenizer),
        compute_loss_func=watcher.loss,
    )
    trainer.remove_callback(PrinterCallback)  # it prints to the terminal, which is the screen's
    trainer.add_callback(_callback(watcher))
    return trainer


def _arguments(settings: Settings, rows: int, folder: Path) -> "TrainingArguments":
    from transformers import TrainingArguments

    steps = math.ceil(rows / settings.per_device_train_batch_size) * settings.num_train_epochs
    return TrainingArguments(
        output_dir=str(folder),
        learning_rate=settings.learning_rate,
        num_train_epochs=settings.num_train_epochs,
        per_device_train_batch_size=settings.per_device_train_batch_size,
        weight_decay=settings.weight_decay,
        warmup_steps=round(steps * settings.warmup_ratio),
        max_grad_norm=settings.max_grad_norm,
        lr_scheduler_type="linear",
        optim="adamw_torch_fused",
        train_sampling_strategy="group_by_length",
        seed=settings.seed,
        data_seed=settings.seed,
        eval_strategy="no",
        save_strategy="no",
        logging_strategy="no",
        report_to="none",
        disable_tqdm=True,
        remove_unused_columns=False,
        dataloader_pin_memory=False,
    )


class _Watcher:
    """Keeps the curve and the best weights of one fit."""

    def __init__(self, model: "PreTrainedModel", settings: Settings, rules: Rules) -> None:
        self.model, self.settings, self.rules = model, settings, rules
        self.points: list[CurvePoint] = []
        self.losses: list[float] = []
        self.seen: list[tuple[np.ndarray, np.ndarray]] = []
        self.best: dict[str, torch.Tensor] = {}
        self.stopped = False

    def loss(self, outputs: Any, labels: "torch.Tensor", num_items_in_batch: Any = None) -> "torch.Tensor":
        """Return the cross-entropy to descend, and keep the plain one (without smoothing) for the curve.

        ``labels`` are targets [b], or targets and weights [b, 2].
        """
        import torch

        logits = outputs.logits.float()
        targets = labels if labels.dim() == 1 else labels[:, 0].long()
        weights = torch.ones_like(logits[:, 0]) if labels.dim() == 1 else labels[:, 1].to(logits.dtype)
        plain = _cross_entropy(logits.detach(), targets, weights, 0.0).item()
        self.losses.append(plain)
        if not math.isfinite(plain):
            raise DivergedError(f"the loss became {plain} in epoch {len(self.points) + 1}")
        self.seen.append((logits.detach().cpu().numpy(), targets.cpu().numpy()))
        return _cross_entropy(logits, targets, weights, self.settings.label_smoothing_factor)

    def epoch_ended(self, epoch: float, step: int) -> bool:
        """Look at the validation rows, keep the weights where they are the best yet; return whether to stop."""
        logits, targets = (np.concatenate(parts) for parts in zip(*self.seen, strict=True))
        train_loss, train_score = float(np.mean(self.losses)), self.rules.train_score(logits, targets)
        self.seen.clear()
        self.losses.clear()
        watched = self.rules.watch(self.model)
        point = CurvePoint(round(epoch, 4), step, train_loss, watched.loss, train_score, watched.score)
        self.points.append(point)
        knows_nothing = math.log(logits.shape[1])  # then means of epochs: one hard batch of few rows is no explosion
        reason = self.rules.diverged([knows_nothing, *(past.train_loss for past in self.points)])
        if reason:
            raise DivergedError(reason)
        said = self.rules.stopping(self.points)
        if said.best == len(self.points) - 1:
            self.best = {name: value.detach().to("cpu", copy=True) for name, value in self.model.state_dict().items()}
        self.stopped = said.stop and epoch < self.settings.num_train_epochs
        return self.stopped

    def restore_best(self) -> Curve:
        """Put the best epoch's weights back and return the curve."""
        self.model.load_state_dict(self.best)
        best = self.rules.stopping(self.points).best
        planned = self.settings.num_train_epochs
        metric = self.settings.selection_metric
        return Curve(tuple(self.points), metric, self.points[best].step, self.stopped, planned)


def _cross_entropy(
    logits: "torch.Tensor", targets: "torch.Tensor", weights: "torch.Tensor", smoothing: float
) -> "torch.Tensor":
    """Return the weighted mean cross-entropy in nats; 0 where all weights are."""
    from torch.nn.functional import cross_entropy

    each = cross_entropy(logits, targets, label_smoothing=smoothing, reduction="none")
    return (each * weights).sum() / weights.sum().clamp(min=1e-8)


def _callback(watcher: _Watcher) -> Any:
    from transformers import TrainerCallback

    class Watch(TrainerCallback):  # type: ignore[misc]
        """Hands the Trainer's epochs and steps to the watcher."""

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            message = f"epoch {math.ceil(state.epoch)} of {args.num_train_epochs:g}"
            watcher.rules.progress(state.global_step / max(1, state.max_steps), message)

        def on_epoch_end(self, args: Any, state: Any, control: Any, **_: Any) -> Any:
            control.should_training_stop = watcher.epoch_ended(state.epoch, state.global_step)
            return control

    return Watch()
