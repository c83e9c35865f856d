"""The state of a fit: everything that a step or an evaluation changes, as tensors and plain values."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from finetooth.core.results import CurvePoint, Retry, Settings
from finetooth.training.weights import Weights, changing, copied, put

if TYPE_CHECKING:
    from torch import nn
    from torch.optim import Optimizer

    from finetooth.training.descent import Stepped


@dataclass
class State:
    """How far a fit is. ``weights`` and ``moments`` are filled in a snapshot only; ``best`` are the best weights."""

    step: int = 0
    stopped: bool = False
    tokens: int = 0  # what a micro-batch may hold: less than was asked for once memory ran out; 0: as asked for
    bf16: bool = False  # in which format it multiplies: one that began in float32 goes on in it
    points: list[CurvePoint] = field(default_factory=list)
    retries: list[Retry] = field(default_factory=list)
    since: "list[Stepped]" = field(default_factory=list)  # the steps since the last evaluation
    best: Weights = field(default_factory=dict)
    kept: list[tuple[float, Weights]] = field(default_factory=list)  # the best evaluations' scores and weights
    average: Weights = field(default_factory=dict)  # the moving average of the weights
    weights: Weights = field(default_factory=dict)
    moments: dict[str, Weights] = field(default_factory=dict)  # the optimizer's values by kind, then by parameter
    good: "State | None" = None  # in a snapshot between evaluations: where to go back to after a divergence


def snapshot(state: State, model: "nn.Module", optimizer: "Optimizer", good: State | None = None) -> State:
    """Return a copy of the state with the weights and the optimizer's moments in it."""
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    moments: dict[str, Weights] = {}
    for parameter, values in optimizer.state.items():
        for kind, value in copied(values).items():
            moments.setdefault(kind, {})[names[id(parameter)]] = value
    average, weights = copied(state.average), copied(changing(model))
    return replace(_apart(state), average=average, weights=weights, moments=moments, good=good)


def restore(state: State, model: "nn.Module", optimizer: "Optimizer") -> State:
    """Put a snapshot's weights and moments back, and return the state to go on from."""
    put(model, state.weights)
    here = changing(model)
    optimizer.state.clear()
    for kind, values in state.moments.items():
        for name, parameter in model.named_parameters():
            if name in values:
                optimizer.state[parameter][kind] = values[name].to(parameter.device, copy=True)
    average = {name: value.to(here[name].device, copy=True) for name, value in state.average.items()}
    return replace(_apart(state), average=average, weights={}, moments={}, good=None)


def size_of(model: "nn.Module", settings: Settings) -> int:
    """Return how many bytes the tensors of a snapshot have at most."""
    whole = sum(value.numel() * value.element_size() for value in changing(model).values())
    one = 3 + (settings.average == "ema")  # weights, two moments, the moving average
    kept = settings.soup_size if settings.average == "soup" else 0
    sets = 2 * one + 1 + kept  # the state itself, the one to go back to, the best weights, those of the soup
    return int(whole * sets)


def _apart(state: State) -> State:
    """Return the state with lists of its own."""
    return replace(state, points=[*state.points], retries=[*state.retries], since=[*state.since], kept=[*state.kept])
