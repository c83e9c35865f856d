"""Columns: how what was said of rows stands in a table for people, for each kind of problem."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from finetooth.answering.answering import Answering
from finetooth.core.rows import LABEL_JOINT
from finetooth.metrics.label_sets import LabelSets
from finetooth.metrics.numbers import Numbers
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.said import Said

Columns = dict[str, Sequence[Any]]
BETWEEN = "|"  # labels of one row, where the recipe names nothing else


def columns_of(said: Said, answering: Answering, separator: str | None = None) -> Columns:
    """Return prediction, confidence, whether it is held back, and each label's probability, as far as there are any.

    Several labels of a row stand in one cell, with ``separator`` between them. A number has no probability.
    """
    if isinstance(said, Numbers):
        return {"prediction": said.values.tolist()}
    if isinstance(said, LabelSets):
        told = said.texts.str.replace_all(LABEL_JOINT, separator or BETWEEN, literal=True).to_list()
        return {"prediction": told} | _chances(said.labels, said.probabilities)
    if not isinstance(said, Predictions):
        raise TypeError(f"nothing is known of {said.problem_type}")
    sure = said.probabilities[np.arange(len(said)), said.predicted].tolist()
    found: Columns = {"prediction": said.texts.to_list(), "confidence": sure}
    if answering.abstain_below is not None:
        found["abstained"] = ["yes" if held_back else "no" for held_back in answering.abstained(said)]
    return found | _chances(said.labels, said.probabilities)


def _chances(labels: tuple[str, ...], probabilities: np.ndarray) -> Columns:
    return {f"p({label})": probabilities[:, place].tolist() for place, label in enumerate(labels)}
