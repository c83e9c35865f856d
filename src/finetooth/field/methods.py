"""Ways to tell a share of right answers without labels: what the literature has, on one pair of row sets."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from finetooth.field.answers import Floats, Integers, calibrated, confidence, normalised
from finetooth.field.decay import Decay
from finetooth.field.nearness import Mask

_ROUNDS, _CLOSE = 200, 1e-6
_RIDGE, _NEWTON = 1.0, 8
_WIDEST = 6.0  # log-odds that a weight is cut at
_CUT = 0.99


@dataclass(frozen=True)
class Side:
    """Answers to rows: calibrated log-probabilities [n, k], predicted class, ``novelty`` and a few ``axes`` [n, d].

    ``truth`` is there where the labels are known; -1 is a class that the model does not know.
    """

    logs: Floats
    predicted: Integers
    novelty: Floats
    axes: Floats
    truth: Integers | None = None

    @property
    def confidence(self) -> Floats:
        """The probability of each predicted class."""
        return confidence(self.logs, self.predicted)

    @property
    def right(self) -> Mask:
        """Which rows were answered right, where the truth is known."""
        assert self.truth is not None  # noqa: S101 - of held rows
        return np.asarray(self.predicted == self.truth)

    def at(self, rows: Integers | Mask) -> "Side":
        """Return these rows."""
        truth = None if self.truth is None else self.truth[rows]
        return Side(self.logs[rows], self.predicted[rows], self.novelty[rows], self.axes[rows], truth)


Method = Callable[[Side, Side, Decay], float]


def unchanged(held: Side, _: Side, __: Decay) -> float:
    """Return the held rows' own share: nothing changed."""
    return float(held.right.mean())


def expected(_: Side, field: Side, __: Decay) -> float:
    """Return the mean calibrated confidence: confidence-based performance estimation (as NannyML has it)."""
    return float(field.confidence.mean())


def difference(held: Side, field: Side, _: Decay) -> float:
    """Return the held rows' share less the fall of confidence (Guillory et al. 2021)."""
    return float(held.right.mean() - held.confidence.mean() + field.confidence.mean())


def threshold(held: Side, field: Side, _: Decay) -> float:
    """Return the share above the negative entropy that as many held rows exceed as were right (Garg et al. 2022)."""
    level = np.quantile(_certainty(held.logs), 1 - held.right.mean())
    return float((_certainty(field.logs) > level).mean())


def other_mix(held: Side, field: Side, _: Decay) -> float:
    """Return each class's recall weighed by the field's mix of classes (Saerens et al. 2002; Lipton et al. 2018)."""
    assert held.truth is not None  # noqa: S101 - of held rows
    mix, prior = label_mix(held, field)
    recall = np.array([held.right[held.truth == label].mean() if share > 0 else 0 for label, share in enumerate(prior)])
    return float((mix * recall).sum())


def weighted(held: Side, field: Side, _: Decay) -> float:
    """Return the mean confidence after a calibration that weighs held rows as a domain classifier finds them field-like
    (Shimodaira 2000; Park et al. 2020)."""
    assert held.truth is not None  # noqa: S101 - of held rows
    weights = field_weights(held.axes, field.axes)
    again = calibrated(np.exp(held.logs), held.truth, weights)
    return float(confidence(again(np.exp(field.logs)), field.predicted).mean())


def faded(_: Side, field: Side, fade: Decay) -> float:
    """Return the mean chance once confidence has faded with novelty, as it does in simulated shifts."""
    return float(fade(field.confidence, field.novelty).mean())


METHODS: dict[str, Method] = {
    "same as held": unchanged,
    "mean confidence": expected,
    "difference of confidences": difference,
    "average thresholded confidence": threshold,
    "label shift": other_mix,
    "importance weighting": weighted,
    "fading with novelty": faded,
}


def label_mix(held: Side, field: Side) -> tuple[Floats, Floats]:
    """Return the field's mix of classes by expectation maximisation on calibrated answers, and the held rows' mix."""
    assert held.truth is not None  # noqa: S101 - of held rows
    classes = held.logs.shape[1]
    prior = np.bincount(held.truth[held.truth >= 0], minlength=classes) / max(1, (held.truth >= 0).sum())
    mix, said = prior.copy(), np.exp(field.logs)
    for _ in range(_ROUNDS):
        again = said * (mix / np.maximum(prior, 1e-9))
        new = (again / np.maximum(again.sum(axis=1, keepdims=True), 1e-12)).mean(axis=0)
        moved, mix = float(np.abs(new - mix).max()), new
        if moved < _CLOSE:
            break
    return mix, prior


def field_scores(held: Floats, field: Floats) -> tuple[Floats, Floats]:
    """Return log-odds of being a field row, for both, by logistic regression with equal weight for both sides."""
    both = np.vstack([held, field])
    spread = both.std(axis=0)
    table = np.column_stack([(both - both.mean(axis=0)) / np.where(spread > 0, spread, 1), np.ones(len(both))])
    side = np.repeat([0.0, 1.0], [len(held), len(field)])
    mass = np.where(side > 0, 0.5 / len(field), 0.5 / len(held)) * len(side)
    weights, ridge = np.zeros(table.shape[1]), _RIDGE * np.eye(table.shape[1])
    ridge[-1, -1] = 1e-6
    for _ in range(_NEWTON):
        said = 1 / (1 + np.exp(-np.clip(table @ weights, -40, 40)))
        slope = table.T @ (mass * (said - side)) + ridge @ weights
        weights -= np.linalg.solve((table * (mass * said * (1 - said))[:, None]).T @ table + ridge, slope)
    scores = table @ weights
    return scores[: len(held)], scores[len(held) :]


def field_weights(held: Floats, field: Floats) -> Floats:
    """Return how many times likelier each held row is in the field; cut at the highest hundredth; float64[n]."""
    odds = np.exp(np.clip(field_scores(held, field)[0], -_WIDEST, _WIDEST))
    return np.asarray(np.minimum(odds, np.quantile(odds, _CUT)))


def shifted(logs: Floats, mix: Floats, prior: Floats) -> Floats:
    """Return log-probabilities for another mix of classes."""
    return normalised(logs + np.log(np.maximum(mix, 1e-9) / np.maximum(prior, 1e-9)))


def _certainty(logs: Floats) -> Floats:
    return np.asarray((np.exp(logs) * logs).sum(axis=1))
