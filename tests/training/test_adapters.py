"""Adapters of language models sit on the layers of the body, under names that peft finds again."""

from types import SimpleNamespace

import torch
from torch import nn

from finetooth.training.batching import Batches
from finetooth.training.lora import adapter_on, short_names, targets_of
from finetooth.training.rules import Rules


def model(kind: str, **shape):
    from transformers import AutoConfig, AutoModelForCausalLM

    torch.manual_seed(0)
    plain = {"vocab_size": 60, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 4}
    return AutoModelForCausalLM.from_config(AutoConfig.for_model(kind, **plain | shape))


def test_all_linear_layers_of_the_body_are_adapted_and_nothing_else():
    made = adapter_on(model("llama", intermediate_size=32, num_key_value_heads=2), 4, 8, 0.0, 1)
    assert sorted(made.peft_config["default"].target_modules) == [
        "down_proj", "gate_proj", "k_proj", "o_proj", "q_proj", "up_proj", "v_proj"
    ]  # fmt: skip
    free = {name for name, value in made.named_parameters() if value.requires_grad}
    assert len(free) == 2 * 2 * 7
    assert all("lora_" in name for name in free)
    assert made.peft_config["default"].task_type == "CAUSAL_LM"


def test_the_same_seed_draws_the_same_adapter():
    first, again, other = (adapter_on(model("llama", intermediate_size=32), 4, 8, 0.0, seed) for seed in (1, 1, 2))
    weights = [next(v for n, v in one.named_parameters() if "lora_A" in n) for one in (first, again, other)]
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])


def test_layers_of_other_architectures_are_found():
    assert set(targets_of(model("gpt2"))) >= {"transformer.h.0.attn.c_attn", "transformer.h.1.mlp.c_proj"}
    assert "lm_head" not in targets_of(model("gpt2"))
    assert set(targets_of(model("gpt_neox"))) >= {"gpt_neox.layers.0.attention.query_key_value"}


def test_names_that_others_have_too_are_written_out_and_routers_left_alone():
    body = nn.ModuleDict({"layers": nn.ModuleList([nn.ModuleDict({"out": nn.Linear(2, 2), "gate": nn.Linear(2, 2)})])})
    body["out"] = nn.Linear(2, 3)
    assert short_names(body, targets_of(body)) == ["layers.0.out"]


def test_packed_micro_batches_count_tokens_not_padding():
    lengths = (10, 2, 2, 2, 2)
    padded, packed = (Batches(lengths, 5, 18, 0, packed=kind).shared_out(range(5)) for kind in (False, True))
    assert padded == ((0,), (1, 2, 3, 4))
    assert packed == ((0, 1, 2, 3, 4),)


def test_packed_steps_are_drawn_at_random_padded_ones_by_length():
    lengths = tuple(range(1, 101))
    spread = {}
    for packed in (False, True):
        steps = Batches(lengths, 10, 10_000, 0, packed=packed).epoch(0)
        spread[packed] = sum(max(rows) - min(rows) for ((*rows,),) in steps) / len(steps)
        assert sorted(row for ((*rows,),) in steps for row in rows) == list(range(100))
    assert spread[False] < 15 < 60 < spread[True]


def test_a_lower_score_is_worth_more_where_the_score_is_a_loss():
    nothing = SimpleNamespace()
    rules = Rules(None, lambda *_: 0.0, lambda _: nothing, lambda _: None, lambda *_: None, lower_is_better=True)
    assert rules.worth(1.5) > rules.worth(2.0)
