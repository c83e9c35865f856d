"""Frozen layers in bfloat16: the same values and gradients to the bit, and no second copy of their weights is kept."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import pytest
import torch
from torch import nn

from finetooth.training.frozen_products import frozen_products

pytestmark = pytest.mark.model


def layers(bias: bool = True) -> nn.Sequential:
    torch.manual_seed(3)
    made = nn.Sequential(nn.Linear(24, 40, bias=False), nn.GELU(), nn.Linear(40, 40, bias=bias), nn.Linear(40, 5))
    made[2].requires_grad_(False)
    return made


@contextmanager
def bf16() -> Iterator[None]:
    with torch.autocast("cpu", torch.bfloat16):
        yield


def step(model: nn.Module, around) -> tuple[torch.Tensor, list[torch.Tensor]]:
    values = torch.randn(12, 24, generator=torch.Generator().manual_seed(1))
    with around(model):
        with bf16():
            made = model(values)
        made.float().square().sum().backward()
    return made.detach(), [one.grad for one in model.parameters() if one.grad is not None]


@pytest.mark.parametrize("bias", [True, False])
def test_values_and_gradients_are_the_same_to_the_bit(bias: bool):
    own, plain = step(layers(bias), frozen_products), step(layers(bias), lambda _: nullcontext())
    assert own[0].dtype == torch.bfloat16
    assert own[0].equal(plain[0])
    assert len(own[1]) == len(plain[1]) == 3
    assert all(one.equal(other) for one, other in zip(own[1], plain[1], strict=True))


def kept(model: nn.Module, around) -> list[tuple[torch.dtype, tuple[int, ...]]]:
    """Return the format and shape of all that waits for the backward pass."""
    seen = []
    hooks = torch.autograd.graph.saved_tensors_hooks(
        lambda one: seen.append((one.dtype, tuple(one.shape))) or one, lambda one: one
    )
    with around(model), hooks, bf16():
        model(torch.randn(12, 24))
    return seen


def test_no_copy_of_a_frozen_weight_is_kept():
    copy = (torch.bfloat16, (40, 40))
    assert copy in kept(layers(), lambda _: nullcontext())
    assert copy not in kept(layers(), frozen_products)


def test_layers_are_recomputed_alike():
    from torch.utils.checkpoint import checkpoint

    class Recomputed(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = layers()

        def forward(self, values: torch.Tensor) -> torch.Tensor:
            return checkpoint(self.inner, values, use_reentrant=False)

    own, plain = step(Recomputed(), frozen_products), step(layers(), lambda _: nullcontext())
    assert all(one.equal(other) for one, other in zip(own[1], plain[1], strict=True))


def test_without_autocast_or_gradients_nothing_is_another():
    model, values = layers(), torch.randn(12, 24)
    plain = model(values)
    with frozen_products(model):
        assert model(values).dtype == torch.float32
        torch.testing.assert_close(model(values), plain)
        with torch.no_grad(), bf16():
            assert not model(values).requires_grad
    assert not any("forward" in vars(part) for part in model.modules())


def test_what_autocast_leaves_in_double_precision_stays_there():
    model = layers().double()
    values = torch.randn(12, 24, dtype=torch.float64)
    with bf16():
        plain = model(values)
    with frozen_products(model), bf16():
        found = model(values)
    assert found.dtype == torch.float64
    assert found.equal(plain)


def test_what_learns_and_what_somebody_has_changed_is_left_alone():
    model = layers()
    model[3].requires_grad_(False)
    model[3].forward = lambda values: values[:, :5]
    with frozen_products(model):
        assert [("forward" in vars(part)) for part in model] == [False, False, True, True]
    assert [("forward" in vars(part)) for part in model] == [False, False, False, True]
