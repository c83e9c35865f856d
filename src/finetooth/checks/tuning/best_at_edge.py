"""HPO002: a best value that lies at the border of what was searched."""

import math
from typing import Any

from finetooth.checks.wording import counted
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.tuning import Dimension, Trial

EDGE = 0.05  # of the range, on its own scale
_LEAST = dict.fromkeys(("num_train_epochs", "per_device_train_batch_size", "lora_r", "lora_alpha"), 1.0)  # else 0
_SHARES = ("weight_decay", "warmup_ratio", "label_smoothing_factor", "hidden_dropout_prob", "classifier_dropout")
_MOST = {"layerwise_lr_decay": 1.0, **dict.fromkeys((*_SHARES, "lora_dropout", "augment_share"), 0.9)}  # else no end


def _example(*rates: float, dimension: Dimension) -> dict[str, object]:
    trials = tuple(Trial(n, {dimension.name: rate}, 0.7 + 0.01 * n, 3.0, 20.0) for n, rate in enumerate(rates))
    return {"trials": trials, "space": (dimension,)}


_RANGE = Dimension("learning_rate", low=1e-5, high=1e-3, log=True)
_LIST = Dimension("learning_rate", values=(1e-5, 3e-5, 1e-4))


class BestAtEdge(Check):
    """The best setting lies at the edge of the space.

    Why: the score was still rising where the search stopped; the best value probably lies outside. Bengio (2012,
    "Practical recommendations for gradient-based training") asks to widen the interval wherever that is so.
    Fix: widen the range on that side, as the finding suggests, and tune again.
    Blind: where scores differ by no more than noise the best lies at an edge by chance, of a range one time in ten.
    """

    code = "HPO002"
    tasks = BOTH
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
        asked = [part for part in space if _has_edges(part) and _is_number(best.params.get(part.name))]
        if not asked:
            raise NotApplicable("no option was searched over a range or over three values")
        edges = {part.name: side for part in asked if (side := _edge(part, best.params[part.name]))}
        values = {part.name: best.params[part.name] for part in asked}
        wider = {part.name: _wider(part, edges[part.name]) for part in asked if part.name in edges}
        told = ", ".join(f"{name} {value:g}" for name, value in values.items())
        message = f"the best of {counted(len(finished), 'trial')} is number {best.number} with {told}"
        evidence = {"best_trial": best.number, "edges": edges, "values": values}
        if not edges:
            return Passed(f"{message}: inside the space", evidence)
        sides = " and ".join(f"{name} at the {side} end" for name, side in edges.items())
        next_time = " and ".join(f"{name} from {low:.3g} to {high:.3g}" for name, (low, high) in wider.items())
        suggested = {name: list(ends) for name, ends in wider.items()}
        told = f"{message}: {sides} of what was searched; try {next_time}"
        return Finding(told, (), {**evidence, "suggested": suggested})


def _is_number(value: Any) -> bool:
    """Whether a value has a place on a scale: names, true, false and the model's own (None) have none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _has_edges(dimension: Dimension) -> bool:
    """Whether the ends are limits: one of two values is always the first, and lists of batch sizes have a reason."""
    if dimension.low is not None:
        return True
    numbers = {value for value in dimension.values if _is_number(value)}
    return dimension.name == "learning_rate" and len(numbers) >= 3


def _ends(dimension: Dimension) -> tuple[float, float]:
    numbers = [value for value in (*dimension.values, dimension.low, dimension.high) if _is_number(value)]
    return min(numbers), max(numbers)


def _edge(dimension: Dimension, value: float) -> str:
    """Return ``low`` or ``high`` where the value lies at that end, else nothing.

    An end that cannot be widened is none: 0, one epoch, a share of 1.
    """
    low, high = _ends(dimension)
    if dimension.values:
        return "low" if value <= low else "high" if value >= high else ""
    place = _place(value, low, high, dimension.log)
    if place <= EDGE and low > _LEAST.get(dimension.name, 0.0):
        return "low"
    return "high" if place >= 1 - EDGE and high < _MOST.get(dimension.name, math.inf) else ""


def _wider(dimension: Dimension, side: str) -> tuple[float, float]:
    """Return the range, half as wide again on that side; by a factor of ten at most where it is logarithmic."""
    low, high = _ends(dimension)
    if dimension.log or dimension.values:  # the values of a list are learning rates
        factor = min(10.0, math.sqrt(high / low))
        low, high = (low / factor, high) if side == "low" else (low, high * factor)
    else:
        room = (high - low) / 2
        low, high = (low - room, high) if side == "low" else (low, high + room)
    low, high = max(low, _LEAST.get(dimension.name, 0.0)), min(high, _MOST.get(dimension.name, math.inf))
    if all(isinstance(end, int) for end in (dimension.low, dimension.high)):
        return math.floor(low), math.ceil(high)
    return float(f"{low:.3g}"), float(f"{high:.3g}")


def _place(value: float, low: float, high: float, log: bool) -> float:
    """Return where a value lies in a range: 0 at its low end, 1 at its high end."""
    if log:
        return math.log(value / low) / math.log(high / low)
    return (value - low) / (high - low)
