"""Weights in 4 bits: who may ask for them, that gradients through them are right, and what becomes of them."""

from pathlib import Path

import pytest
import torch

from finetooth.core.errors import UserError
from finetooth.core.results import Base
from finetooth.recipe.training import Training
from finetooth.tasks.sft.four_bits import in_full, must_be_able, number_of
from finetooth.tasks.sft.loading import load_model
from finetooth.training.base_model import locate
from finetooth.training.lora import adapter_on, by_its_old_name

pytest.importorskip("bitsandbytes")


@pytest.fixture(scope="module")
def base(tiny_lm: Path) -> Base:
    return locate(str(tiny_lm))


@pytest.fixture
def beside(base: Base, tmp_path: Path):
    """An adapter on 4 bits, and the same one on the weights that these stand for."""
    with by_its_old_name():
        held = adapter_on(load_model(base, in_4bit=True), 4, 8, 0.0, 1)
        for name, parameter in held.named_parameters():
            if "lora_B" in name:
                torch.nn.init.normal_(parameter, std=0.3)
        held.save_pretrained(tmp_path)
        full = in_full(held, load_model(base), tmp_path)
    return held, full


@pytest.mark.parametrize(
    "asked", [{"lora_r": 0}, {"lora_r": [0, 8], "learning_rate": 1e-4}, {"freeze_layers": 2}], ids=repr
)
def test_what_cannot_learn_is_refused(asked: dict):
    with pytest.raises(ValueError, match="cannot learn themselves"):
        Training(load_in_4bit=True, **asked)
    assert not Training(**asked).load_in_4bit


def test_who_lacks_the_package_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch):
    must_be_able(Training(load_in_4bit=True))
    monkeypatch.setattr("finetooth.tasks.sft.four_bits.find_spec", lambda name: None)
    with pytest.raises(UserError, match="bitsandbytes") as refused:
        must_be_able(Training(load_in_4bit=True))
    assert "finetooth[quantized]" in refused.value.fix


@pytest.mark.model
def test_layers_are_held_in_4_bits_and_the_rest_in_full(base: Base):
    held, plain = load_model(base, in_4bit=True), load_model(base)
    kinds = {name.rpartition(".")[0]: value.dtype for name, value in held.named_parameters()}
    assert {dtype for name, dtype in kinds.items() if "_proj" in name} == {torch.uint8}
    assert {dtype for name, dtype in kinds.items() if "_proj" not in name} == {torch.float32}
    counted = [sum(number_of(value) for value in model.parameters()) for model in (held, plain)]
    assert counted[0] == counted[1]


@pytest.mark.model
def test_gradients_through_4_bits_are_those_through_what_they_stand_for(beside):
    held, full = beside
    ids = torch.arange(3, 33).reshape(2, 15)
    others = {name: one.requires_grad_("lora_" in name) for name, one in full.named_parameters()}
    losses = [model(input_ids=ids, labels=ids).loss for model in (held, full)]
    for loss in losses:
        loss.backward()
    assert losses[0].item() == pytest.approx(losses[1].item(), rel=1e-5)
    learned = [(name, one.grad) for name, one in held.named_parameters() if one.requires_grad]
    assert len(learned) > 4
    for name, gradient in learned:
        assert torch.allclose(gradient, others[name].grad, atol=1e-5), name
    assert any(float(gradient.abs().max()) > 0 for name, gradient in learned if "lora_A" in name)


@pytest.mark.model
def test_the_weights_they_stand_for_are_not_those_of_the_base_and_the_rest_is(beside, base: Base):
    stood_for, plain = beside[1].get_base_model(), load_model(base)
    name = "model.layers.0.mlp.up_proj"
    near, own = stood_for.get_submodule(name).base_layer.weight, plain.get_submodule(name).weight
    assert not torch.equal(near, own)
    assert (near - own).abs().mean().item() < 0.5 * own.abs().mean().item()  # 9 % where rows are multiples of 64
    assert torch.equal(stood_for.lm_head.weight, plain.lm_head.weight)
