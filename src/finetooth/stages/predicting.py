"""Predictions of a saved model on rows, as evaluate, validate and predict all need them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from finetooth.core.rows import Input, Rows
from finetooth.metrics.predictions import Predictions
from finetooth.tasks import classify


class Predictor:
    """A model folder, loaded once."""

    def __init__(self, folder: Path, labels: tuple[str, ...], trust_remote_code: bool = False) -> None:
        self.labels = labels
        self._model, self._tokenizer = classify.load_trained(folder, trust_remote_code)

    def probabilities(self, texts: Sequence[Input], progress: Callable[[float], None] | None = None) -> np.ndarray:
        """Return float64[n, k]."""
        config, longest = self._model.config, self._tokenizer.model_max_length
        cut, stride = getattr(config, "truncation", "head"), getattr(config, "window_stride", None)
        rows = classify.encode(texts, self._tokenizer, longest, truncation=cut, window_stride=stride)
        return classify.softmax(classify.logits(self._model, self._tokenizer, rows, progress))

    def predict(self, rows: Rows, progress: Callable[[float], None] | None = None) -> Predictions:
        """Return predictions beside the true labels, where the rows have them."""
        probabilities = self.probabilities(rows.inputs, progress)
        return Predictions.of(rows.ids, rows.labels, probabilities, self.labels)
