"""One pair of the bench, measured: what was predicted, what was true, and whether the shift was noticed."""

from dataclasses import dataclass

import numpy as np

from finetooth.field.apart import apart
from finetooth.field.coverage import coverage
from finetooth.field.estimate import Estimated, Known, Unknown, estimate
from finetooth.field.expecting import macro_f1
from finetooth.field.features import FEATURES, text_features
from finetooth.field.labelling import next_rows
from finetooth.field.refining import with_labels
from finetooth.field.results import Predicted
from finetooth.metrics.predictions import UNLABELLED, Predictions

from .fits import Answers
from .opponents import said


@dataclass(frozen=True)
class Case:
    """Accuracies of one pair and draw; ``low`` and ``high`` are the 90 % interval, ``others`` the opponents'."""

    pair: str
    family: str
    shifted: bool
    seed: int
    rows: int
    true: float
    predicted: float
    low: float
    high: float
    true_f1: float
    predicted_f1: float
    low_f1: float
    high_f1: float
    distance: float
    simulated: float
    with_labels: tuple[float, float, float]  # the accuracy once the rows it asked for were labelled, and its interval
    others: dict[str, float]

    @property
    def miss(self) -> float:
        """By how much the predicted accuracy is too high."""
        return self.predicted - self.true

    @property
    def covered(self) -> bool:
        """Whether the interval holds the true accuracy."""
        return self.low <= self.true <= self.high

    @property
    def covered_f1(self) -> bool:
        """Whether the interval holds the true macro-F1."""
        return self.low_f1 <= self.true_f1 <= self.high_f1


def measured(answers: Answers, seed: int) -> Case:
    """Predict the field's accuracy as the product does, and look up the truth."""
    known = Known(answers.held, answers.truth, answers.vectors, answers.texts)
    field = Unknown(answers.field, answers.field_vectors, answers.field_texts)
    names = tuple(str(place) for place in range(answers.held.shape[1]))
    told = estimate(known, field, names, seed)
    found, again = told.estimate, labelled(told, answers, names, seed)
    predicted = answers.field.argmax(axis=1)
    accuracy, f1 = found.accuracy, found.macro_f1
    return Case(
        answers.pair,
        answers.family,
        answers.shifted,
        seed,
        len(predicted),
        float((predicted == answers.field_truth).mean()),
        accuracy.value,
        accuracy.low,
        accuracy.high,
        macro_f1(answers.field_truth, predicted, len(names)),
        f1.value,
        f1.low,
        f1.high,
        found.distance,
        found.simulated,
        (again.value, again.low, again.high),
        said(answers),
    )


def labelled(told: Estimated, answers: Answers, names: tuple[str, ...], seed: int) -> Predicted:
    """Return the accuracy once the rows that the product asks for (200 at most) have their labels."""
    ids, nothing = np.arange(len(answers.field)), np.zeros(len(answers.field), bool)
    far = coverage(answers.vectors, answers.texts, answers.field_vectors, answers.field_texts, ids, seed).mask
    chosen, _ = next_rows(told.chances, far, nothing, seed)
    there = np.isin(ids, chosen)
    truth = np.where(there, answers.field_truth, UNLABELLED)
    return with_labels(told, Predictions(ids, truth, answers.field, names), there, far).estimate.accuracy


def noticed(answers: Answers, rows: int, seed: int, alike: bool) -> bool:
    """Return whether a field of so many rows sets off the alarm; ``alike``: rows set apart from the source instead."""
    draw = np.random.default_rng([seed, 7])
    order = draw.permutation(len(answers.truth))
    features, field_features = text_features(answers.texts), text_features(answers.field_texts)
    if alike:
        field, source = order[:rows], order[rows:]
        sides = (answers.vectors[source], answers.vectors[field]), (features[source], features[field])
    else:
        field = draw.permutation(len(answers.field))[:rows]
        sides = (answers.vectors, answers.field_vectors[field]), (features, field_features[field])
    return apart(*sides[0], seed, sides[1], FEATURES).alarm
