"""What a model answers: rows it never saw with their labels, and field rows without; and probabilities made honest."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_LEAST = 1e-12
_STEPS = 100
_PULL = 2.0  # how hard the shifts of the classes are held at 0, in rows


@dataclass(frozen=True)
class Held:
    """Rows that the model never saw: calibrated log-probabilities [n, k], the predicted and the true class [n].

    ``vectors`` [n, d] are their embeddings. A true class of -1 is one the model does not know: always wrong.
    """

    logs: Floats
    predicted: Integers
    truth: Integers
    vectors: npt.NDArray[np.float32]

    @property
    def right(self) -> npt.NDArray[np.bool_]:
        """Whether each row was answered right."""
        return np.asarray(self.predicted == self.truth)

    def at(self, rows: Integers) -> "Held":
        """Return these rows, repeated where asked."""
        return Held(self.logs[rows], self.predicted[rows], self.truth[rows], self.vectors[rows])

    def unlabelled(self) -> "Unlabelled":
        """Return the rows as if nobody knew their labels."""
        return Unlabelled(self.logs, self.predicted, self.vectors)


@dataclass(frozen=True)
class Unlabelled:
    """Field rows: as in ``Held``, without the truth."""

    logs: Floats
    predicted: Integers
    vectors: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.predicted)

    @property
    def confidence(self) -> Floats:
        """The calibrated probability of the predicted class; float64[m]."""
        return confidence(self.logs, self.predicted)


def confidence(logs: Floats, predicted: Integers) -> Floats:
    """Return the probability of each row's predicted class."""
    return np.asarray(np.exp(logs[np.arange(len(predicted)), predicted]))


@dataclass(frozen=True)
class Calibration:
    """A temperature and a shift for each class (Guo et al. 2017; Alexandari et al. 2020, bias-corrected)."""

    slope: float
    shifts: Floats

    def __call__(self, probabilities: Floats) -> Floats:
        """Return calibrated log-probabilities, [n, k]."""
        return normalised(self.slope * np.log(np.maximum(probabilities, _LEAST)) + self.shifts)


def calibrated(probabilities: Floats, truth: Integers, weights: Floats | None = None) -> Calibration:
    """Fit a calibration by the (weighted) likelihood of rows that the model never saw; rows of class -1 are left out.

    The shifts are pulled towards 0, as rare classes tell little of theirs.
    """
    from scipy.optimize import minimize

    known = truth >= 0
    logs, truth = np.log(np.maximum(probabilities[known], _LEAST)), truth[known]
    mass = np.ones(len(truth)) if weights is None else weights[known] / weights[known].mean()
    classes = logs.shape[1]
    if not len(truth):
        return Calibration(1.0, np.zeros(classes))
    hot = np.zeros_like(logs)
    hot[np.arange(len(truth)), truth] = 1

    def cost(values: Floats) -> tuple[float, Floats]:
        said = normalised(np.exp(values[0]) * logs + values[1:])
        off = (np.exp(said) - hot) * mass[:, None]
        slope = float((off * logs).sum()) * np.exp(values[0])
        loss = -float((said[np.arange(len(truth)), truth] * mass).sum())
        pulled = _PULL / 2 * float((values[1:] ** 2).sum()) + _PULL / 2 * values[0] ** 2
        return loss + pulled, np.concatenate([[slope], off.sum(axis=0)]) + _PULL * values

    found = minimize(cost, np.zeros(1 + classes), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x
    return Calibration(float(np.exp(found[0])), found[1:])


def normalised(logits: Floats) -> Floats:
    """Return log-probabilities of logits."""
    high = logits.max(axis=1, keepdims=True)
    return np.asarray(logits - high - np.log(np.exp(logits - high).sum(axis=1, keepdims=True)))
