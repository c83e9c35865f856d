"""Predictions of a saved model on rows, as evaluate, validate and predict all need them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from finetooth.answering.answering import Answering
from finetooth.core.rows import Input, Rows
from finetooth.metrics.said import Said
from finetooth.metrics.saying import said
from finetooth.tasks import classify
from finetooth.tasks.truncation import WINDOWS
from finetooth.tasks.units import told_by


class Predictor:
    """A model folder, loaded once; ``answering`` calibrates its probabilities and makes answers of them."""

    def __init__(
        self,
        folder: Path,
        labels: tuple[str, ...],
        trust_remote_code: bool = False,
        answering: Answering | None = None,
    ) -> None:
        self.labels, self.answering = labels, answering or Answering(labels)
        self._model, self._tokenizer = classify.load_trained(folder, trust_remote_code)
        self.problem = told_by(self._model, labels)

    def probabilities(self, texts: Sequence[Input], progress: Callable[[float], None] | None = None) -> np.ndarray:
        """Return float64[n, k], as the model tells them; numbers, where it tells these, float64[n]."""
        return self.problem.answers(classify.logits(self._model, self._tokenizer, self._encoded(texts), progress))

    def _encoded(self, texts: Sequence[Input]) -> list[dict[str, Any]]:
        config, longest = self._model.config, self._tokenizer.model_max_length
        cut, stride = getattr(config, "truncation", "head"), getattr(config, "window_stride", None)
        return classify.encode(texts, self._tokenizer, longest, truncation=cut, window_stride=stride)

    def reads(self, texts: Sequence[Input]) -> list[bytes]:
        """Return what the model reads of each text, as a key: texts that look alike to it have the same."""
        return [repr(sorted(row.items())).encode() for row in self._encoded(texts)]

    def lengths(self, texts: Sequence[Input]) -> list[int]:
        """Return how many tokens the model reads of each text, those of all its windows together."""
        encoded = self._encoded(texts)
        return [sum(len(one["input_ids"]) for one in (row, *row.get(WINDOWS, ()))) for row in encoded]

    @property
    def parameters(self) -> int:
        """How many numbers the model is made of."""
        return sum(one.numel() for one in self._model.parameters())

    @property
    def placed(self) -> tuple[str, str]:
        """The device and the number format that it answers with."""
        return str(self._model.device), str(self._model.dtype).removeprefix("torch.")

    def tokens(self, rows: Rows, looked_at: int = 1_000) -> int:
        """Return about how many tokens the model reads of these rows, by a look at some of them."""
        some = rows.inputs[:: max(1, len(rows) // looked_at)]
        return round(len(rows) * sum(self.lengths(some)) / max(1, len(some)))

    def predict(self, rows: Rows, progress: Callable[[float], None] | None = None) -> Said:
        """Return what is answered, beside the true labels where the rows have them."""
        return self.told(rows, self.probabilities(rows.inputs, progress))

    def told(self, rows: Rows, answers: np.ndarray) -> Said:
        """Return the model's probabilities of rows (or its numbers) as they are answered."""
        return self.answering.told(said(self.problem.problem_type, rows.ids, rows.labels, answers, self.labels))
