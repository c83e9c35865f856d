"""Which trial is chosen: the default, unless another is better by more than luck and a standard error together.

The best of many noisy scores is too high by construction. How much, the bootstrap tells: the trial that is best in a
resample of the validation rows scores higher there than over all resamples (Tibshirani & Tibshirani 2009 do so with
folds). A resample's noise comes on top of that of the rows themselves, which is as large, and the best is picked by
both: where all trials are alike the noise of one is 1 / sqrt(2) of what the best has by it. Where trials differ the
product is somewhat too large, at most by sqrt(2). Among ten trials that are all alike one beats the default by a
standard error (the rule of Breiman et al. 1984) every second time, and by that and the luck one time in six.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from finetooth.core.tuning import Selection, Trial
from finetooth.metrics import metric_named
from finetooth.metrics.intervals import draws
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.sample import Sample

RESAMPLES = 500
ERRORS = 1.0  # standard errors of the difference by which the default must be beaten, beyond luck


def select(
    trials: Sequence[Trial], answers: Mapping[int, Predictions], metric: str, seed: int, resamples: int = RESAMPLES
) -> Selection | None:
    """Choose among the trials that ran to their end; None where none did. ``answers``: of each trial on the same rows.

    Ties go to the earlier trial. Where the default failed the best is chosen.
    """
    scored = [trial for trial in trials if trial.score is not None and not trial.pruned and trial.number in answers]
    if not scored:
        return None
    best = max(scored, key=lambda trial: (trial.score or 0.0, -trial.number))
    scores = _resampled([answers[trial.number] for trial in scored], metric, seed, resamples)
    rows, optimism = len(answers[best.number]), _optimism(scores)
    default = next((trial for trial in scored if trial.number == 0), None)
    if default is None or default is best:
        return Selection(best.number, best.number, 0.0, 0.0, 0.0, 0.0, optimism, rows)
    gain = (best.score or 0.0) - (default.score or 0.0)
    leads = scores[scored.index(best)] - scores[scored.index(default)]
    known = leads[np.isfinite(leads)]
    error = float(known.std(ddof=1)) if len(known) > 1 else 0.0
    low, high = (np.quantile(known, [0.025, 0.975]) + gain - known.mean()).tolist() if len(known) else (gain, gain)
    chosen = best if gain > optimism + ERRORS * error else default
    return Selection(chosen.number, best.number, gain, error, min(low, gain), max(high, gain), optimism, rows)


def _resampled(answers: Sequence[Predictions], metric: str, seed: int, resamples: int) -> np.ndarray:
    """Return each trial's score in each resample of the rows, the same for all; float64[trials, resamples]."""
    chosen = metric_named(metric)
    weights = list(draws(len(answers[0]), resamples, seed))
    return np.array([np.concatenate([chosen.values(Sample(one, each))[:, 0] for each in weights]) for one in answers])


def _optimism(scores: np.ndarray) -> float:
    """Return what the best of these trials owes to luck, by how much the best in a resample stands out in it."""
    known = scores[:, np.isfinite(scores).all(axis=0)]
    if len(scores) < 2 or not known.shape[1]:
        return 0.0
    luck = known - known.mean(axis=1, keepdims=True)
    picked = known.argmax(axis=0)
    return max(0.0, math.sqrt(2) * float(luck[picked, np.arange(known.shape[1])].mean()))
