"""Models that are simpler than a fine-tune, and that it must beat to be kept: a head on the frozen encoder, a contrast.

Each is scored on the same validation rows as the fit, as a point of epoch 0. With few rows and many classes a logistic
regression on the frozen features beats fine-tuning; with a handful of rows a class a contrastive stage before it does
(measured in docs/recipes.md).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from finetooth.core.results import Curve, CurvePoint, Settings
from finetooth.problems.problem import MULTI, ORDINAL, SINGLE, Problem
from finetooth.stages.watching import Watcher
from finetooth.tasks import classify
from finetooth.training.collate import Padding, target_and_weight
from finetooth.training.contrastive import contrast
from finetooth.training.defaults import MOST_ROWS
from finetooth.training.objective import balanced_weights
from finetooth.training.probe_head import fitted
from finetooth.training.weights import Weights, changing, copied, put

if TYPE_CHECKING:
    from torch import nn
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

FINE_TUNED, FROZEN, CONTRASTIVE = "fine-tuned", "frozen", "contrastive"
Score = Callable[[np.ndarray, np.ndarray], float]  # logits, targets -> selection metric


@dataclass(frozen=True)
class Simpler:
    """A finished model that is no fine-tune: its point of the curve, weights, and logits on the validation rows."""

    kind: str
    point: CurvePoint
    weights: Weights
    answers: np.ndarray


@dataclass(frozen=True)
class Teaching:
    """What simpler models are made of: the rows, and how answers to them are scored."""

    tokenizer: "PreTrainedTokenizerBase"
    rows: Sequence[dict[str, Any]]
    problem: Problem
    score: Score
    progress: Callable[[float, str], None]
    note: Callable[[str], None] = lambda _message: None


def simpler_models(
    model: "PreTrainedModel", teaching: Teaching, watch: Watcher, settings: Settings
) -> tuple[Simpler, ...]:
    """Make what the settings ask for: the frozen encoder with a logistic head, and the same after a contrastive stage.

    The model is left with the weights it came with.
    """
    if len(teaching.rows) > MOST_ROWS or classify.last_layer(model).bias is None:  # a decoder's, which answers by token
        return ()
    start = copied(changing(model))
    found = []
    if settings.keep_simpler:
        teaching.progress(0.0, "a logistic regression on the frozen encoder")
        put_logistic_head(model, teaching, settings)
        found.append(_scored(model, FROZEN, teaching, watch))
    if settings.contrastive:
        put(model, start)
        contrasted(model, teaching, settings)
        found.append(_scored(model, CONTRASTIVE, teaching, watch))
    put(model, start)
    return tuple(found)


def best_of(many: Sequence[Simpler]) -> Simpler | None:
    """Return the contrastive model unless the frozen one scores better by more than a standard error, if any."""
    last = many[-1] if many else None
    if last is None or len(many) == 1:
        return last
    margin = 0.0 if math.isnan(last.point.validation_error) else last.point.validation_error
    return many[0] if many[0].point.validation_score > last.point.validation_score + margin else last


def warm_up(model: "PreTrainedModel", rivals: Sequence[Simpler], teaching: Teaching, settings: Settings) -> None:
    """Let fine-tuning start from the head of the frozen encoder, where that is asked for.

    Linear probe, then fine-tuning: a fresh head's first gradients distort the features (Kumar et al. 2022).
    """
    if settings.problem_type == MULTI:
        start_at_rates(classify.last_layer(model), _targets_and_weights(teaching.rows)[0])
    too_many = len(teaching.rows) > MOST_ROWS
    if settings.head != "probe" or too_many or classify.last_layer(model).bias is None:
        return
    frozen = next((rival for rival in rivals if rival.kind == FROZEN), None)
    if frozen:
        put(model, frozen.weights)
    else:
        put_logistic_head(model, teaching, settings)


def start_at_rates(layer: "nn.Linear", targets: np.ndarray) -> None:
    """Let a fresh head of several labels tell how many rows each label has, which it need not learn then.

    Else the first steps of a training do little but to turn rare labels off (Lin et al. 2017, the prior of the focal
    loss). A head that has learned already, whose biases are not zero, stays as it is.
    """
    import torch

    if layer.bias is None or bool(layer.bias.any()):
        return
    rates = (targets.sum(axis=0) + 0.5) / (len(targets) + 1)
    with torch.no_grad():
        layer.bias.copy_(torch.from_numpy(np.log(rates / (1 - rates))))


def kept(model: "PreTrainedModel", curve: Curve, rival: Simpler | None) -> Curve:
    """Put the simpler model's weights in place where no evaluation of the fit scored higher; ties go to the simpler."""
    if rival is None:
        return curve
    highest = max((point.validation_score for point in curve.points), key=lambda score: (math.isfinite(score), score))
    known = replace(curve, simpler=rival.kind, simpler_score=rival.point.validation_score)
    if highest > rival.point.validation_score:  # the point kept may lie below it, within noise
        return known
    put(model, rival.weights)
    return replace(known, points=(rival.point, *curve.points), best_step=0, averaged=0)


def alone(model: "PreTrainedModel", rival: Simpler, settings: Settings) -> Curve:
    """Put the simpler model's weights in place, and return a curve of its point alone: nothing was fine-tuned."""
    put(model, rival.weights)
    point, metric = rival.point, settings.selection_metric
    return Curve((point,), metric, 0, False, 0, simpler=rival.kind, simpler_score=point.validation_score)


def contrasted(model: "PreTrainedModel", teaching: Teaching, settings: Settings) -> None:
    """Teach the encoder, in place, by pairs of the rows, and fit the head on what its features are then."""
    padding = Padding.of(teaching.tokenizer)
    contrast(model, teaching.rows, padding, settings, model.vectors, teaching.progress, teaching.note)
    put_logistic_head(model, teaching, settings)


def told(curve: Curve) -> str:
    """Say which simpler model was kept, and against what."""
    name = {FROZEN: "the frozen encoder", CONTRASTIVE: "the encoder taught by pairs of rows"}[curve.simpler]
    kept = f"{name} with a logistic regression was kept: validation {curve.metric} {curve.simpler_score:.3f}"
    tuned = [point.validation_score for point in curve.points if point.step]
    return f"{kept}; fine-tuning reached {max(tuned):.3f}" if tuned else kept


def put_logistic_head(model: "PreTrainedModel", teaching: Teaching, settings: Settings) -> None:
    """Fit a logistic regression (a ridge for numbers) on the model's features, and make it the model's last layer."""
    features = classify.features(model, teaching.tokenizer, teaching.rows)
    targets, weights = _targets_and_weights(teaching.rows)
    one_class = settings.problem_type in (SINGLE, ORDINAL)
    if one_class and "balanced" in (settings.class_weights, settings.sampling):  # drawing by class is weighing here
        weights = weights * np.asarray(balanced_weights(targets.tolist()))[targets]
    outputs, kind = len(teaching.problem.labels), settings.problem_type
    head = fitted(features, targets, weights, outputs, teaching.score, settings.seed, kind)
    head.put(classify.last_layer(model))


def _targets_and_weights(rows: Sequence[dict[str, Any]]) -> tuple[np.ndarray, np.ndarray]:
    known = [target_and_weight(row) for row in rows]
    return np.array([target for target, _ in known]), np.array([weight for _, weight in known])


def _scored(model: "PreTrainedModel", kind: str, teaching: Teaching, watch: Watcher) -> Simpler:
    logits = classify.logits(model, teaching.tokenizer, teaching.rows)
    targets, _ = _targets_and_weights(teaching.rows)
    watched = watch(model)
    loss, score = teaching.problem.loss(logits, targets), teaching.score(logits, targets)
    seen = watched.loss, score, watched.score, watched.error
    point = CurvePoint(0.0, 0, loss, *seen, calibrated_loss=watched.calibrated)
    return Simpler(kind, point, copied(changing(model)), watch.answers)
