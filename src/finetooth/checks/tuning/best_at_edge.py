"""HPO002: a best value that lies at the border of what was searched."""

import math

from finetooth.checks.wording import counted
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.tuning import Dimension, Trial

EDGE = 0.05  # of the range, on its own scale
_LEAST = {"num_train_epochs": 1, "per_device_train_batch_size": 1}  # of others 0: no range goes below


def _example(*rates: float, dimension: Dimension) -> dict[str, object]:
    trials = tuple(Trial(n, {dimension.name: rate}, 0.7 + 0.01 * n, 3.0, 20.0) for n, rate in enumerate(rates))
    return {"trials": trials, "space": (dimension,)}


_RANGE = Dimension("learning_rate", low=1e-5, high=1e-3, log=True)
_LIST = Dimension("learning_rate", values=(1e-5, 3e-5, 1e-4))


class BestAtEdge(Check):
    """The best setting lies at the edge of the space.

    Why: the score was still rising where the search stopped; the best value probably lies outside.
    Fix: widen the range on that side and tune again.
    """

    code = "HPO002"
    bad = [_example(1e-4, 9.5e-4, dimension=_RANGE), _example(3e-5, 1e-4, dimension=_LIST)]
    good = [
        _example(9.5e-4, 1e-4, dimension=_RANGE),
        _example(1e-4, 3e-5, dimension=_LIST),
        _example(0.1, 0.0, dimension=Dimension("weight_decay", low=0.0, high=0.2)),
    ]

    def judge(self, trials: tuple[Trial, ...], space: tuple[Dimension, ...]) -> Finding | Passed:
        """Place the best trial's values in the ranges, and its learning rate among the values, that were searched."""
        finished = [trial for trial in trials if trial.score is not None and not trial.pruned]
        if len(finished) < 2 or not space:
            raise NotApplicable("nothing was tuned")
        best = max(finished, key=lambda trial: (trial.score or 0.0, -trial.number))
        asked = [dimension for dimension in space if _has_edges(dimension) and dimension.name in best.params]
        if not asked:
            raise NotApplicable("no option was searched over a range or over three values")
        edges = {d.name: side for d in asked if (side := _edge(d, best.params[d.name]))}
        evidence = {"best_trial": best.number, "edges": edges, "values": {d.name: best.params[d.name] for d in asked}}
        told = ", ".join(f"{d.name} {best.params[d.name]:g}" for d in asked)
        message = f"the best of {counted(len(finished), 'trial')} is number {best.number} with {told}"
        if not edges:
            return Passed(f"{message}: inside the space", evidence)
        sides = " and ".join(f"{name} at the {side} end" for name, side in edges.items())
        return Finding(f"{message}: {sides} of what was searched", (), evidence)


def _has_edges(dimension: Dimension) -> bool:
    """Whether the ends are limits: one of two values is always the first, and lists of batch sizes have a reason."""
    if dimension.low is not None:
        return True
    return dimension.name == "learning_rate" and len(set(dimension.values)) >= 3


def _edge(dimension: Dimension, value: float) -> str:
    """Return ``low`` or ``high`` where the value lies at that end, else nothing.

    A low end of 0, or of one epoch, cannot be widened.
    """
    low = min(dimension.values) if dimension.low is None else dimension.low
    high = max(dimension.values) if dimension.high is None else dimension.high
    if dimension.values:
        return "low" if value <= low else "high" if value >= high else ""
    place = _place(value, low, high, dimension.log)
    if place <= EDGE and low > _LEAST.get(dimension.name, 0):
        return "low"
    return "high" if place >= 1 - EDGE else ""


def _place(value: float, low: float, high: float, log: bool) -> float:
    """Return where a value lies in a range: 0 at its low end, 1 at its high end."""
    if log:
        return math.log(value / low) / math.log(high / low)
    return (value - low) / (high - low)
