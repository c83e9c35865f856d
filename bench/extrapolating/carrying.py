"""One case: a curve of a quarter of the rows, carried on to all of them, beside what all of them really gave."""

from dataclasses import dataclass

import numpy as np

from finetooth.facts.curve_fit.crossed import Crossed, crossed
from finetooth.facts.curve_fit.fitting import fit
from finetooth.facts.curve_fit.probes import naive_bayes, ridge
from finetooth.facts.curve_fit.projection import expected

from .rows import Rows

LEVEL = 0.9
OURS, LAST, SQUARES = "finetooth", "last point", "least squares"


@dataclass(frozen=True)
class Case:
    """What was foretold of all rows from a quarter of them, in macro-F1, and what came."""

    data: str
    features: str
    seed: int
    truth: float
    told: dict[str, float]  # by who told
    low: float
    high: float

    @property
    def covered(self) -> bool:
        """Whether the truth lies in the interval."""
        return self.low <= self.truth <= self.high

    def miss(self, who: str) -> float:
        """Return how far off the foretelling was, in points."""
        return 100 * abs(self.told[who] - self.truth)


def curve(rows: Rows, features: str, seed: int) -> Crossed:
    """Return the curve of these rows by the product's own probe."""
    probe = naive_bayes(rows.texts, rows.classes)
    if features == "vectors" and rows.vectors is not None:
        probe = ridge(rows.vectors, rows.classes)
    return crossed(probe, rows.classes, np.random.default_rng(seed))


def cases(rows: Rows, features: str, seeds: int) -> list[Case]:
    """Return a case for each seed, which draws the quarter and the folds; the truth is what all rows give."""
    whole = curve(rows, features, 0)
    truth, size = float(whole.f1[-1].mean()), int(whole.sizes[-1])
    return [_case(rows, features, seed, truth, size) for seed in range(seeds)]


def _case(rows: Rows, features: str, seed: int, truth: float, size: int) -> Case:
    found = curve(rows.quarter(seed), features, seed)
    scores = found.f1.mean(axis=1)
    told = expected(fit(found.sizes, scores, found.drawn.mean(axis=2), np.random.default_rng(seed)), size, LEVEL)
    guesses = {OURS: told.score, LAST: float(scores[-1]), SQUARES: least_squares(found.sizes, scores, size)}
    return Case(rows.name, features, seed, truth, guesses, told.low, told.high)


def least_squares(sizes: np.ndarray, scores: np.ndarray, size: float) -> float:
    """Return what a power law ``c - a * n ** -b`` says that scipy's ``curve_fit`` puts through the points."""
    from scipy.optimize import curve_fit

    def law(n: np.ndarray, c: float, a: float, b: float) -> np.ndarray:
        return c - a * (n / sizes[0]) ** -b

    start = (min(1.0, float(scores[-1]) + 0.02), float(max(scores[-1] - scores[0], 0.01)), 0.5)
    try:
        best, _ = curve_fit(law, sizes.astype(float), scores, p0=start, maxfev=5_000)
    except RuntimeError:
        return float(scores[-1])
    return float(law(np.array(float(size)), *best))
