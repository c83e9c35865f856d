"""Fitting of scalings on held-out rows, by maximum likelihood; isotonic by scikit-learn's arithmetic."""

from collections.abc import Callable

import numpy as np

from finetooth.answering.scaling import LEAST, Scaling, logarithms, normalised
from finetooth.metrics.predictions import Floats, Integers

Fit = Callable[[Floats, Integers], Scaling]
HOTTEST = 20.0  # temperatures are looked for between 1/20 and 20
PULL = 1.0  # of vector scaling toward leaving all as it is, as of one row: a class without rows keeps its probability
LEAST_ROWS_A_CLASS = 5  # on average, for vector scaling: it has two numbers a class


def fits_for(classes: int, rows: int, refitted: bool = False) -> dict[str, Fit]:
    """Return the fits that may be tried, the simplest first.

    ``refitted``: the model that is handed on is another fit than the one that answered. How sure it is stays much the
    same, while the classes that a fit leans to are its own: then a temperature alone.
    """
    found: dict[str, Fit] = {"temperature": temperature}
    if refitted:
        return found
    if rows >= LEAST_ROWS_A_CLASS * classes:
        found["vector"] = vector
    if classes == 2:
        found["isotonic"] = isotonic
    return found


def temperature(probabilities: Floats, truth: Integers) -> Scaling:
    """Fit one temperature: the likelihood has one peak along its inverse, so that a search by halves finds it."""
    from scipy.optimize import minimize_scalar

    logs, rows = logarithms(probabilities), np.arange(len(truth))

    def loss(log_slope: float) -> float:
        return float(-np.log(np.maximum(normalised(logs * np.exp(log_slope))[rows, truth], LEAST)).mean())

    found = minimize_scalar(loss, bounds=(-np.log(HOTTEST), np.log(HOTTEST)), method="bounded")
    return Scaling("temperature", temperature=float(np.exp(-found.x)))


def vector(probabilities: Floats, truth: Integers) -> Scaling:
    """Fit a slope (of at least 0) and a shift for each class, pulled a little toward one and zero."""
    from scipy.optimize import minimize

    logs, classes = logarithms(probabilities), probabilities.shape[1]
    hits = np.eye(classes)[truth]
    at_rest = np.concatenate([np.ones(classes), np.zeros(classes)])

    def loss(parameters: Floats) -> tuple[float, Floats]:
        slopes, shifts = parameters[:classes], parameters[classes:]
        chances = normalised(logs * slopes + shifts)
        away = parameters - at_rest
        value = -np.log(np.maximum((chances * hits).sum(axis=1), LEAST)).sum() + PULL * (away @ away) / 2
        error = chances - hits
        slope = np.concatenate([(error * logs).sum(axis=0), error.sum(axis=0)]) + PULL * away
        return float(value) / len(truth), slope / len(truth)

    limits = [(0.0, None)] * classes + [(None, None)] * classes
    found = minimize(loss, at_rest, jac=True, method="L-BFGS-B", bounds=limits, options={"maxiter": 200}).x
    shifts = found[classes:] - found[classes:].mean()
    return Scaling("vector", slopes=tuple(found[:classes].tolist()), shifts=tuple(shifts.tolist()))


def isotonic(probabilities: Floats, truth: Integers) -> Scaling:
    """Fit a rising curve of the second class's probability; n rows that are all right are no certainty: 1 / (n + 2)."""
    from sklearn.isotonic import IsotonicRegression

    low = 1 / (len(truth) + 2)
    model = IsotonicRegression(y_min=low, y_max=1 - low, out_of_bounds="clip")
    model.fit(probabilities[:, 1], (truth == 1).astype(np.float64))
    before, after = model.X_thresholds_.tolist(), model.y_thresholds_.tolist()
    return Scaling("isotonic", knots=tuple(zip(before, after, strict=True)))
