"""The state of a fit: everything that a step or an evaluation changes, as tensors and plain values."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from finetooth.core.results import CurvePoint, Retry
from finetooth.training.weights import Weights, changing, copied, put

if TYPE_CHECKING:
    import torch
    from torch import nn

_MOMENTS = ("exp_avg", "exp_avg_sq")


@dataclass
class State:
    """How far a fit is. ``weights`` and ``moments`` are filled in a snapshot only; ``best`` are the best weights."""

    step: int = 0
    stopped: bool = False
    points: list[CurvePoint] = field(default_factory=list)
    retries: list[Retry] = field(default_factory=list)
    best: Weights = field(default_factory=dict)
    kept: list[tuple[float, Weights]] = field(default_factory=list)  # the best evaluations' scores and weights
    average: Weights = field(default_factory=dict)  # the moving average of the weights
    weights: Weights = field(default_factory=dict)
    moments: dict[str, Weights] = field(default_factory=dict)  # exp_avg and exp_avg_sq, by parameter


def snapshot(state: State, model: "nn.Module", optimizer: "torch.optim.Optimizer") -> State:
    """Return a copy of the state with the weights and the optimizer's moments in it."""
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    known = {names[id(parameter)]: values for parameter, values in optimizer.state.items() if values}
    moments = {kind: copied({name: values[kind] for name, values in known.items()}) for kind in _MOMENTS}
    return State(
        state.step,
        state.stopped,
        list(state.points),
        list(state.retries),
        state.best,
        list(state.kept),
        copied(state.average),
        copied(changing(model)),
        moments,
    )


def restore(state: State, model: "nn.Module", optimizer: "torch.optim.Optimizer") -> State:
    """Put a snapshot's weights and moments back, and return the state to go on from."""
    import torch

    put(model, state.weights)
    here = changing(model)
    optimizer.state.clear()
    for name, parameter in model.named_parameters():
        if name in state.moments.get("exp_avg", {}):
            kept = {kind: state.moments[kind][name].to(parameter.device, copy=True) for kind in _MOMENTS}
            steps = torch.tensor(float(state.step), device=parameter.device if parameter.is_cuda else None)
            optimizer.state[parameter] = {"step": steps, **kept}
    return State(
        state.step,
        state.stopped,
        list(state.points),
        list(state.retries),
        state.best,
        list(state.kept),
        {name: value.to(here[name].device, copy=True) for name, value in state.average.items()},
    )
