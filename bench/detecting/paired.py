"""Scores of two models on the same test rows, and how sure their difference is."""

import math
import random
import statistics
from collections import Counter
from collections.abc import Sequence

RESAMPLES = 200


def macro_f1(labels: Sequence[str], answers: Sequence[str]) -> float:
    """Return the mean F1 of the classes that the labels hold."""
    truth, said = Counter(labels), Counter(answers)
    right = Counter(label for label, answer in zip(labels, answers, strict=True) if label == answer)
    return sum(2 * right[name] / (truth[name] + said[name]) for name in truth) / len(truth)


def standard_error(labels: list[str], pairs: list[tuple[list[str], list[str]]]) -> float:
    """Return the standard error of the mean difference of two macro-F1: of the test rows drawn, and of the seeds."""
    if not pairs:
        return math.nan
    rng, rows, means = random.Random(0), range(len(labels)), []
    for _ in range(RESAMPLES):
        drawn = rng.choices(rows, k=len(labels))
        means.append(statistics.fmean(_difference(labels, one, two, drawn) for one, two in pairs))
    seeds = [_difference(labels, one, two, rows) for one, two in pairs]
    between = statistics.variance(seeds) / len(seeds) if len(seeds) > 1 else 0.0
    return math.sqrt(statistics.variance(means) + between)


def _difference(labels: list[str], one: list[str], two: list[str], drawn: Sequence[int]) -> float:
    truth = [labels[row] for row in drawn]
    return macro_f1(truth, [one[row] for row in drawn]) - macro_f1(truth, [two[row] for row in drawn])
