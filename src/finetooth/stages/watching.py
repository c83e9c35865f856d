"""How the rows that judge are looked at: loss, score, its standard error, and the answers themselves."""

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from finetooth.answering.fitting import HOTTEST
from finetooth.metrics.error import standard_error
from finetooth.metrics.said import Said
from finetooth.metrics.saying import said_of_targets
from finetooth.metrics.score import value
from finetooth.problems import as_problem
from finetooth.problems.problem import CLASSES, Problem
from finetooth.tasks import classify
from finetooth.training.rules import Watched

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

Posed = Problem | tuple[str, ...]  # labels alone are those of a single-label classification


class Watcher:
    """Looks at validation rows by a metric; ``answers`` are the logits float64[n, k] of its last look."""

    def __init__(
        self, tokenizer: "PreTrainedTokenizerBase", rows: list[dict[str, Any]], metric: str, problem: Posed
    ) -> None:
        self.tokenizer, self.rows, self.metric, self.problem = tokenizer, rows, metric, as_problem(problem)
        self.targets = np.array([row["labels"] for row in rows])
        self.answers = np.zeros((0, len(self.problem.labels)))

    def __call__(self, model: "PreTrainedModel") -> Watched:
        """Return what the model is worth on the rows."""
        self.answers = classify.logits(model, self.tokenizer, self.rows)
        return watched_of(self.metric, self.answers, self.targets, self.problem)


def watched_of(metric: str, logits: np.ndarray, targets: np.ndarray, problem: Posed) -> Watched:
    """Return loss, score and the score's standard error of logits on rows that are watched."""
    score = measure(metric, logits, targets, problem)
    error = standard_error(metric, _said(logits, targets, problem))
    posed = as_problem(problem)
    return Watched(posed.loss(logits, targets), score, error, calibrated_loss(posed, logits, targets))


def calibrated_loss(problem: Problem, logits: np.ndarray, targets: np.ndarray) -> float:
    """Return the loss at the one temperature that makes it least (Guo et al. 2017), NaN where answers are numbers."""
    from scipy.optimize import minimize_scalar

    if problem.problem_type not in CLASSES or not np.isfinite(logits).all():
        return math.nan
    reach, as_it_is = math.log(HOTTEST), problem.loss(logits, targets)
    found = minimize_scalar(
        lambda slope: problem.loss(logits * math.exp(slope), targets),
        bounds=(-reach, reach),
        method="bounded",
        options={"xatol": 1e-3},
    )
    return min(float(found.fun), as_it_is)


def measure(metric: str, logits: np.ndarray, targets: np.ndarray, problem: Posed) -> float:
    """Return a metric's value on logits. Prepare has seen to it that it is defined: two labels at least."""
    found = value(metric, _said(logits, targets, problem))
    return math.nan if found is None else found


def _said(logits: np.ndarray, targets: np.ndarray, problem: Posed) -> Said:
    return said_of_targets(as_problem(problem), np.arange(len(targets)), targets, logits)
