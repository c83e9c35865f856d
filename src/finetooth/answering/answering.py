"""Answering: all that is done to a model's probabilities until they are an answer, kept as JSON beside the scores."""

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from pydantic import TypeAdapter

from finetooth.answering.abstaining import CoveragePoint
from finetooth.answering.rule import Rule
from finetooth.answering.scaling import Scaling
from finetooth.metrics.label_sets import LabelSets
from finetooth.metrics.predictions import Floats, Integers, Predictions
from finetooth.metrics.said import Said

FILE = "answering.json"


class Answered(NamedTuple):
    """What became of each row: calibrated probabilities [n, k], the answer [n], and whether it is held back [n]."""

    probabilities: Floats
    answers: Integers
    abstained: np.ndarray


@dataclass(frozen=True)
class Tried:
    """One thing that was tried on held-out rows, each by a fit on the others: what it gained, and whether it is kept.

    ``error`` is the standard error of the gain; ``measure`` is what was gained in, ``why`` says what became of it.
    """

    name: str
    measure: str
    before: float
    after: float
    gain: float
    error: float
    kept: bool
    why: str = ""


@dataclass(frozen=True)
class Answering:
    """How probabilities become answers. ``rows`` held-out rows were there to fit it; the test rows never are.

    ``abstain_below``: less sure answers are held back. ``problems`` is what was asked for and could not be set.
    """

    labels: tuple[str, ...]
    scaling: Scaling = field(default_factory=Scaling)
    rule: Rule = field(default_factory=Rule)
    abstain_below: float | None = None
    rows: int = 0
    tried: tuple[Tried, ...] = ()
    curve: tuple[CoveragePoint, ...] = ()  # of the held-out rows
    problems: tuple[str, ...] = ()
    label_thresholds: tuple[float, ...] = ()  # from which each label of several is answered; none: from a half

    def apply(self, probabilities: Floats) -> Answered:
        """Return calibrated probabilities, answers, and which of them are held back."""
        chances = self.scaling.apply(np.asarray(probabilities, np.float64))
        answers = self.rule.answers(chances)
        sure = chances[np.arange(len(chances)), answers]
        held_back = np.zeros(len(chances), bool) if self.abstain_below is None else sure < self.abstain_below
        return Answered(chances, answers, held_back)

    def told(self, raw: Said) -> Said:
        """Return what a model said as it is answered: of numbers, as it is."""
        if isinstance(raw, Predictions):
            return self.predictions(raw)
        return raw.above(self.label_thresholds) if isinstance(raw, LabelSets) and self.label_thresholds else raw

    def predictions(self, raw: Predictions) -> Predictions:
        """Return a model's predictions with calibrated probabilities and what is answered."""
        found = self.apply(raw.probabilities)
        decided = None if self.rule.kind == "argmax" else found.answers
        return replace(raw, probabilities=found.probabilities, decided=decided)

    def abstained(self, told: Predictions) -> np.ndarray:
        """Return which of these predictions, as ``predictions`` made them, are held back; bool[n]."""
        sure = told.probabilities[np.arange(len(told)), told.predicted]
        return np.zeros(len(told), bool) if self.abstain_below is None else sure < self.abstain_below


def read_answering(path: Path) -> Answering:
    """Read what a run kept."""
    return TypeAdapter(Answering).validate_python(json.loads(path.read_text("utf-8")))
