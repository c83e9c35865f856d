"""Train: fit the chosen settings on all conversations, and keep a model and an adapter that load anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from finetooth.computing.inference import inference
from finetooth.core.fingerprint import digest
from finetooth.core.results import Base, Curve, Settings, Splits
from finetooth.core.run import Work, stage
from finetooth.core.store import CHECKPOINTS, write_json
from finetooth.stages.curve_file import tell_points
from finetooth.stages.learn import Manner
from finetooth.stages.sft.learn import Fitted, learn
from finetooth.stages.sft.lesson import Lesson
from finetooth.stages.train import NOTES, RETRIES, one_message
from finetooth.tasks.sft import documents
from finetooth.tasks.sft.four_bits import in_full, number_of
from finetooth.tasks.sft.labels import Example
from finetooth.tasks.sft.loading import load_model, load_trained
from finetooth.tasks.sft.losses import per_row
from finetooth.tasks.sft.templates import end_ids
from finetooth.training.checkpoints import Checkpoints, code_of_today
from finetooth.training.lora import by_its_old_name

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

TOLERANCE = 1e-3  # relative to the largest logit: merging adds matrices in another order than the adapter does
_PROBES, _LONGEST = 4, 256


@dataclass(frozen=True)
class TokenBudget:
    """What an epoch shows and what it changes: sequences, their tokens, those learned, and the parameters."""

    sequences: int
    tokens: int
    supervised: int
    trainable: int  # parameters that may change
    parameters: int  # of the whole model


@dataclass(frozen=True)
class TrainedLM:
    """The curve of the fit, the model's folder, that of its adapter, and what each row was to it.

    ``curve`` has the completion loss, in nats a token, as validation loss and as score: less is better; ``base_loss``
    is that of the base model on the same rows. ``model`` holds merged weights. ``held_out``: ``id, weight, base_loss,
    loss`` of each validation row, means by the model before and after. ``taught``: what became of each row of training
    and validation (``tasks.sft.encoding.TABLE`` with ``role``).
    """

    curve: Curve
    base_loss: float
    model: Path
    adapter: Path | None
    held_out: pl.DataFrame
    taught: pl.DataFrame
    token_budget: TokenBudget


@stage("4-train")
def train(work: Work, settings: Settings, base: Base, splits: Splits, conversations: pl.DataFrame) -> TrainedLM:
    """Train and save. ``conversations`` (core.conversation.CONVERSATIONS) has the turns of the rows in ``splits``.

    The fit is kept in checkpoints as it goes, and goes on from the newest whole one; `curve.jsonl` grows with it.
    Raises UserError when nothing is left to learn from, the loss diverges again and again, or memory or disk is full.
    """
    lesson = Lesson.of(base, splits, conversations, settings)
    for message in lesson.told:
        work.note(message)
    with one_message(work, settings):
        fitted = learn(lesson, settings, _manner(work, settings))
    budget = _budget(fitted.model, lesson.train)
    adapter = _saved_adapter(work.folder / "adapter", fitted.model, lesson, settings) if settings.lora_r else None
    folder = _saved_model(work.folder / "model", fitted.model, lesson, settings, adapter)
    held_out, base_loss = _held_out(lesson, fitted)
    return TrainedLM(fitted.curve, base_loss, folder, adapter, held_out, lesson.taught, budget)


def _manner(work: Work, settings: Settings) -> Manner:
    return Manner(
        work.progress,
        partial(tell_points, work, "curve.jsonl", settings.selection_metric),
        work.note,
        keeper=Checkpoints(work.folder / CHECKPOINTS, work.note, made_by=code_of_today() | _code_of_the_task()),
        retries=RETRIES,
    )


def _code_of_the_task() -> dict[str, str]:
    """Return what a step rests on beside the loop: adapters, and the code that makes its loss."""
    sources = sorted(Path(documents.__file__).parent.glob("*.py"))
    own = digest(*(path.read_bytes() for path in sources))[:12]
    return {"peft": version("peft"), "task code": own}


def _saved_adapter(folder: Path, model: Any, lesson: Lesson, settings: Settings) -> Path:
    """Save the adapter with the tokenizer, and load it again on a fresh base model: it must give the same logits."""
    from peft import PeftModel

    model.save_pretrained(folder)
    lesson.tokenizer.save_pretrained(folder)
    with by_its_old_name():
        loaded = PeftModel.from_pretrained(load_model(lesson.base, in_4bit=settings.load_in_4bit), folder)
    _must_be_alike("adapter", _logits(model, lesson.train), _logits(loaded, lesson.train))
    return folder


def _saved_model(folder: Path, model: Any, lesson: Lesson, settings: Settings, adapter: Path | None) -> Path:
    """Save the model with adapters merged, and load it again: it must give the same logits."""
    before = _logits(model, lesson.train)
    if settings.load_in_4bit and adapter:
        with by_its_old_name():
            model = in_full(model, load_model(lesson.base), adapter)
    whole = model.merge_and_unload() if adapter else model
    _end_answers(whole, lesson.tokenizer)
    whole.save_pretrained(folder)
    lesson.tokenizer.save_pretrained(folder)
    write_json(folder / NOTES, {"task": "sft", "max_length": settings.max_length})
    loaded, _ = load_trained(folder, lesson.base.trust_remote_code)
    _must_be_alike("model", before, _logits(loaded, lesson.train))
    return folder


def _end_answers(model: Any, tokenizer: "PreTrainedTokenizerBase") -> None:
    """Have generation end where training ended answers, besides what the base model's own settings name."""
    own = model.generation_config.eos_token_id
    known = [] if own is None else [own] if isinstance(own, int) else [*own]
    ends = list(dict.fromkeys([*end_ids(tokenizer), *known]))
    model.generation_config.eos_token_id = ends[0] if len(ends) == 1 else ends
    if not model.generation_config.do_sample:  # leftovers of sampling, with which transformers refuses to save
        for name in ("temperature", "top_p", "top_k", "min_p", "typical_p"):
            setattr(model.generation_config, name, None)
    if model.generation_config.pad_token_id is None:
        model.generation_config.pad_token_id = tokenizer.pad_token_id


def _logits(model: Any, examples: Sequence[Example]) -> list[np.ndarray]:
    """Return the last logits of a few sequences, by the model's own way of answering."""
    import torch

    model.eval()
    found = []
    with inference(model):
        for example in examples[:_PROBES]:
            ids = torch.from_numpy(example.ids[:_LONGEST].astype(np.int64))[None].to(model.device)
            found.append(model(input_ids=ids).logits[0, -8:].float().cpu().numpy())
    return found


def _must_be_alike(name: str, before: list[np.ndarray], after: list[np.ndarray]) -> None:
    for one, other in zip(before, after, strict=True):
        if np.abs(one - other).max() > TOLERANCE * max(1.0, float(np.abs(one).max())):
            told = f"the saved {name} answers otherwise than the trained one (by {np.abs(one - other).max():.2g})"
            raise RuntimeError(told)


def _budget(model: Any, examples: Sequence[Example]) -> TokenBudget:
    sizes = [(number_of(value), value.requires_grad) for value in model.parameters()]
    trainable = sum(size for size, free in sizes if free)
    adapted = trainable if trainable < sum(size for size, _ in sizes) and hasattr(model, "peft_config") else 0
    return TokenBudget(
        len(examples),
        sum(len(example.ids) for example in examples),
        sum(example.supervised for example in examples),
        trainable,
        sum(size for size, _ in sizes) - adapted,
    )


def _held_out(lesson: Lesson, fitted: Fitted) -> tuple[pl.DataFrame, float]:
    """Return the losses of the validation rows before and after, and the mean before."""
    weights = np.array([float(example.weights.sum(dtype=np.float64)) for example in lesson.validation])
    before, after = (per_row(lesson.validation, losses, weights) for losses in (fitted.base_losses, fitted.losses))
    both = before.rename({"loss": "base_loss"}).with_columns(after["loss"])
    return both, float(fitted.base_losses.sum() / weights.sum())
