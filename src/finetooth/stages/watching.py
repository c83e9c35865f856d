"""How the rows that judge are looked at: loss, score, its standard error, and the answers themselves."""

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from finetooth.metrics.error import standard_error
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.score import value
from finetooth.tasks import classify
from finetooth.training.rules import Watched

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase


class Watcher:
    """Looks at validation rows by a metric; ``answers`` are the logits float64[n, k] of its last look."""

    def __init__(
        self, tokenizer: "PreTrainedTokenizerBase", rows: list[dict[str, Any]], metric: str, labels: tuple[str, ...]
    ) -> None:
        self.tokenizer, self.rows, self.metric, self.labels = tokenizer, rows, metric, labels
        self.targets = np.array([row["labels"] for row in rows])
        self.answers = np.zeros((0, len(labels)))

    def __call__(self, model: "PreTrainedModel") -> Watched:
        """Return what the model is worth on the rows."""
        self.answers = classify.logits(model, self.tokenizer, self.rows)
        return watched_of(self.metric, self.answers, self.targets, self.labels)


def watched_of(metric: str, logits: np.ndarray, targets: np.ndarray, labels: tuple[str, ...]) -> Watched:
    """Return loss, score and the score's standard error of logits on rows that are watched."""
    score = measure(metric, logits, targets, labels)
    error = standard_error(metric, _predictions(logits, targets, labels))
    return Watched(classify.cross_entropy(logits, targets), score, error)


def measure(metric: str, logits: np.ndarray, targets: np.ndarray, labels: tuple[str, ...]) -> float:
    """Return a metric's value on logits. Prepare has seen to it that it is defined: two labels at least."""
    found = value(metric, _predictions(logits, targets, labels))
    return math.nan if found is None else found


def _predictions(logits: np.ndarray, targets: np.ndarray, labels: tuple[str, ...]) -> Predictions:
    return Predictions(np.arange(len(targets)), targets, classify.softmax(logits), labels)
