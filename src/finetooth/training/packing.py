"""The state of a fit as named tensors and plain values, and back: nothing is pickled, and every bit stays."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import TypeAdapter

from finetooth.core.results import CurvePoint, Retry
from finetooth.training.descent import Stepped
from finetooth.training.state import State
from finetooth.training.weights import Weights

if TYPE_CHECKING:
    import torch

_POINTS, _RETRIES = TypeAdapter(list[CurvePoint]), TypeAdapter(list[Retry])
_NUMBERS = ("loss", "gradient_norm", "learning_rate", "tokens")


def packed(state: State) -> "tuple[dict[str, torch.Tensor], dict[str, Any]]":
    """Return the tensors of a snapshot by unique names, and all the rest as what JSON can hold (NaN included)."""
    tensors = {name: value.contiguous() for name, value in _tensors(state)}
    plain = {
        "step": state.step,
        "stopped": state.stopped,
        "tokens": state.tokens,
        "bf16": state.bf16,
        "points": _POINTS.dump_python(state.points, mode="json"),
        "retries": _RETRIES.dump_python(state.retries, mode="json"),
        "kept": [score for score, _ in state.kept],
        "good": state.good.step if state.good else None,
    }
    return tensors, plain


def unpacked(tensors: "dict[str, torch.Tensor]", plain: dict[str, Any]) -> State:
    """Return the snapshot that was packed. Raises KeyError, ValueError or TypeError for what was not."""
    state = State(
        step=plain["step"],
        stopped=plain["stopped"],
        tokens=plain["tokens"],
        bf16=bool(plain["bf16"]),
        points=_POINTS.validate_python(plain["points"]),
        retries=_RETRIES.validate_python(plain["retries"]),
        since=_steps(tensors),
        kept=[(score, _under(tensors, f"kept/{place}/")) for place, score in enumerate(plain["kept"])],
        best=_under(tensors, "best/"),
        average=_under(tensors, "average/"),
        weights=_under(tensors, "weights/"),
        moments=_moments(tensors, "moments/"),
    )
    if plain["good"] is not None:
        state.good = replace(
            state,
            step=plain["good"],
            since=[],
            average=_under(tensors, "good/average/"),
            weights=_under(tensors, "good/weights/"),
            moments=_moments(tensors, "good/moments/"),
        )
    return state


def _tensors(state: State) -> "Iterator[tuple[str, torch.Tensor]]":
    """Yield all tensors; what the state to go back to shares with this one (best, kept) is there once."""
    groups = {"best": state.best, "average": state.average, "weights": state.weights}
    groups |= {f"kept/{place}": weights for place, (_, weights) in enumerate(state.kept)}
    groups |= {f"moments/{kind}": values for kind, values in state.moments.items()}
    if state.good:
        groups |= {"good/average": state.good.average, "good/weights": state.good.weights}
        groups |= {f"good/moments/{kind}": values for kind, values in state.good.moments.items()}
    yield from ((f"{group}/{name}", value) for group, values in groups.items() for name, value in values.items())
    yield from _seen(state.since)


def _seen(steps: list[Stepped]) -> "Iterator[tuple[str, torch.Tensor]]":
    import torch

    if steps:
        numbers = [[float(getattr(step, name)) for name in _NUMBERS] for step in steps]
        yield "since/numbers", torch.tensor(numbers, dtype=torch.float64)
        yield "since/rows", torch.tensor([len(step.targets) for step in steps])
        yield "since/logits", torch.from_numpy(np.concatenate([step.logits for step in steps]))
        yield "since/targets", torch.from_numpy(np.concatenate([step.targets for step in steps]))


def _steps(tensors: "dict[str, torch.Tensor]") -> list[Stepped]:
    if "since/rows" not in tensors:
        return []
    ends = np.cumsum(tensors["since/rows"].numpy())[:-1]
    logits, targets = (np.split(tensors[f"since/{name}"].numpy(), ends) for name in ("logits", "targets"))
    numbers = tensors["since/numbers"].tolist()
    return [
        Stepped(loss, norm, rate, int(tokens), *seen)
        for (loss, norm, rate, tokens), *seen in zip(numbers, logits, targets, strict=True)
    ]


def _under(tensors: "dict[str, torch.Tensor]", start: str) -> Weights:
    return {name.removeprefix(start): value for name, value in tensors.items() if name.startswith(start)}


def _moments(tensors: "dict[str, torch.Tensor]", start: str) -> dict[str, Weights]:
    kinds = {name.split("/")[0]: None for name in _under(tensors, start)}
    return {kind: _under(tensors, f"{start}{kind}/") for kind in kinds}
