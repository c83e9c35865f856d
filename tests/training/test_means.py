"""How a training is made to fit the memory, and that what comes out is the same."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from finetooth.core.errors import UserError
from finetooth.core.results import Settings
from finetooth.tasks import classify
from finetooth.training.base_model import locate
from finetooth.training.collate import collated
from finetooth.training.footprint import Demand, footprint
from finetooth.training.means import SHARE, Means, adapt, means, size
from finetooth.training.recomputing import can_recompute, recompute

DEMAND = Demand(
    weights=4_000, changing=1_000, a_token=1_000.0, a_pair=1.0, layers=10, a_layer_token=4, guess_token=0, guess_pair=0
)


@pytest.fixture(scope="module")
def wide(settings: Settings) -> Settings:
    """Sixteen rows a step, of up to 64 tokens."""
    return replace(settings, per_device_train_batch_size=16, keep_simpler=False)


def found(settings: Settings, free: int | None, **given) -> Means:
    return means(DEMAND, settings, [64, 32, 8], free, **given)


def need(settings: Settings, tokens: int, recomputed: bool = False) -> int:
    return footprint(DEMAND, settings, [64, 32, 8], tokens, recomputed).peak


def test_what_fits_is_left_as_asked_for(wide: Settings):
    for free in (None, 10**9):
        chosen = found(wide, free)
        assert (chosen.tokens, chosen.recomputed, chosen.fits) == (4_096, False, True)
        assert chosen.told(wide) == ""


def test_smaller_micro_batches_come_first(wide: Settings):
    chosen = found(wide, int(need(wide, 256) / SHARE) + 1)
    assert (chosen.tokens, chosen.recomputed, chosen.fits) == (256, False, True)
    told = chosen.told(wide)
    assert "micro-batches of 256 tokens in place of 4,096" in told
    assert "checkpointing" not in told


def test_layers_are_computed_again_where_single_rows_do_not_fit(wide: Settings):
    smallest = need(wide, 64)
    chosen = found(wide, int(smallest / SHARE) - 1)
    assert chosen.recomputed
    assert chosen.fits
    assert "gradient checkpointing" in chosen.told(wide)
    assert not found(wide, int(smallest / SHARE) - 1, can_recompute=False).fits
    assert not found(replace(wide, gradient_checkpointing=False), int(smallest / SHARE) - 1).recomputed


def test_what_does_not_fit_at_all_is_told_with_advice(wide: Settings):
    chosen = found(wide, 2_000)
    assert not chosen.fits
    assert (chosen.tokens, chosen.recomputed) == (64, True)
    told = chosen.told(wide)
    assert "the memory may run out" in told
    assert all(option in told for option in ("max_length", "lora_r", "freeze_layers"))


def test_a_step_that_cannot_be_shared_out_can_only_be_computed_again(wide: Settings):
    whole = footprint(DEMAND, wide, [64], 4_096, rows=32).peak
    chosen = means(DEMAND, wide, [64], int(whole / SHARE) - 1, rows=32)
    assert (chosen.tokens, chosen.recomputed) == (4_096, True)


def test_a_gpu_holds_no_copies(wide: Settings):
    assert found(wide, None, on_gpu=True).need < found(wide, None).need


def test_asked_for_it_is_always_so(wide: Settings):
    chosen = found(replace(wide, gradient_checkpointing=True), None)
    assert chosen.recomputed
    assert chosen.told(replace(wide, gradient_checkpointing=True)) == ""


@pytest.mark.parametrize(("count", "words"), [(1, "1 MB"), (640_000_000, "640 MB"), (1_600_000_000, "1.6 GB")])
def test_sizes_in_words(count: int, words: str):
    assert size(count) == words


def load(tiny_model: Path, pooling: str, dropout: float | None = None) -> nn.Module:
    return classify.load_model(locate(str(tiny_model)), ("a", "b", "c"), 0, dropout, dropout, pooling=pooling)


def gradients(model: nn.Module, lengths: tuple[int, ...] = (9, 7, 4)) -> dict[str, torch.Tensor]:
    rows = [{"input_ids": [2, *range(6, 4 + n), 3], "attention_mask": [1] * n, "labels": n % 2} for n in lengths]
    batch = collated(rows, 0)
    torch.manual_seed(7)
    model.train()
    model(**batch.inputs, labels=batch.targets).loss.backward()
    return {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}


@pytest.mark.model
@pytest.mark.parametrize("pooling", ["own", "mean"])
def test_layers_computed_again_give_the_same_gradients_with_the_same_dropout(tiny_model: Path, pooling: str):
    plain, again = load(tiny_model, pooling, 0.3), load(tiny_model, pooling, 0.3)
    assert can_recompute(again)
    recompute(again)
    calls = []
    layer = next(module for name, module in again.named_modules() if name.endswith("layer.0.intermediate"))
    layer.register_forward_hook(lambda *_: calls.append(1))
    one, other = gradients(plain), gradients(again)
    assert len(calls) == 2  # down, and once more on the way up
    assert one.keys() == other.keys()
    for name, value in one.items():
        assert torch.allclose(value, other[name], atol=1e-5), name


@pytest.mark.model
def test_frozen_layers_stay_out_of_the_backward_pass(tiny_model: Path):
    model = load(tiny_model, "mean")
    recompute(model)
    for parameter in model.encoder.parameters():
        parameter.requires_grad_(False)
    ids = torch.tensor([[2, 7, 3]])
    assert not model.vectors({"input_ids": ids, "attention_mask": torch.ones_like(ids)}).requires_grad


@pytest.mark.model
def test_a_model_is_adapted_to_what_is_free(tiny_model: Path, settings: Settings):
    notes: list[str] = []
    model = load(tiny_model, "mean")
    assert adapt(model, settings, [30, 20], lambda: 10**12, notes.append) == 4_096
    assert not model.encoder.encoder.layer[0].gradient_checkpointing
    assert notes == []
    assert adapt(model, settings, [30, 20], lambda: 10, notes.append) == 30
    assert model.encoder.encoder.layer[0].gradient_checkpointing
    assert len(notes) == 1


def test_a_model_that_cannot_is_left_alone_unless_it_must(tiny, settings: Settings):
    assert adapt(tiny(), settings, [9], lambda: 10, pytest.fail) == 4_096
    with pytest.raises(UserError, match="cannot compute its layers again"):
        adapt(tiny(), replace(settings, gradient_checkpointing=True), [9], lambda: 10, pytest.fail)


@pytest.mark.model
def test_a_fit_in_little_memory_ends_with_the_same_weights(tiny_model: Path, trains, settings: Settings):
    """The rows of the shared fit, taught to a real encoder: with all the room there is, and with none."""
    brief, notes = replace(settings, num_train_epochs=1, learning_rate=1e-3), []
    calm, tight = (load(tiny_model, "mean", 0.0) for _ in range(2))
    trains(calm, brief, free=lambda: None)
    trains(tight, brief, free=lambda: 10, note=notes.append)
    assert "micro-batches of 11 tokens in place of 4,096 and gradient" in notes[0] or "may run out" in notes[0]
    for (name, one), other in zip(calm.named_parameters(), tight.parameters(), strict=True):
        assert torch.allclose(one, other, atol=1e-4), name
