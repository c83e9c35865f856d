"""Keys and values with room: the same answers as with transformers' own cache, and never more tokens than fit."""

from pathlib import Path

import pytest
import torch

from finetooth.tasks.sft.roomy_cache import RoomyLayer, roomy_cache

pytestmark = pytest.mark.model


def states(tokens: int, start: int = 0) -> torch.Tensor:
    """Return float[2 rows, 3 heads, tokens, 4], each token another number."""
    return (torch.arange(start, start + tokens).float()[:, None] + torch.arange(4) / 10).expand(2, 3, tokens, 4)


def test_each_token_is_put_behind_the_others():
    layer = RoomyLayer(6)
    assert layer.get_seq_length() == 0
    layer.update(states(3), -states(3))
    first = layer.keys.data_ptr()
    keys, values = layer.update(states(2, 3), -states(2, 3))
    assert keys.equal(states(5))
    assert values.equal(-states(5))
    assert layer.get_seq_length() == 5
    assert keys.data_ptr() == first
    with pytest.raises(ValueError, match="7 tokens where there is room for 6"):
        layer.update(states(2, 5), states(2, 5))


def test_a_prompt_longer_than_foreseen_gets_its_room():
    keys, _ = RoomyLayer(2).update(states(5), states(5))
    assert keys.equal(states(5))


def test_a_model_says_the_same_with_it(tiny_lm: Path):
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(tiny_lm)
    ids = torch.tensor([[3, 4, 5, 6], [0, 0, 7, 8]])
    asked = {"input_ids": ids, "attention_mask": ids.ne(0).long(), "max_new_tokens": 9, "do_sample": False}
    told = roomy_cache(model, 13)
    assert model.generate(**asked, **told).equal(model.generate(**asked))
    [cache] = told.values()
    assert {type(layer) for layer in cache.layers} == {RoomyLayer}
    assert cache.get_seq_length() == 12  # what was generated last was not read


def test_layers_that_attend_to_a_window_keep_their_own(tiny_lm: Path):
    from transformers import MistralConfig, MistralForCausalLM

    shape = {"hidden_size": 16, "intermediate_size": 16, "num_attention_heads": 2, "num_key_value_heads": 1}
    model = MistralForCausalLM(MistralConfig(vocab_size=32, num_hidden_layers=2, sliding_window=4, **shape))
    told = roomy_cache(model, 9)
    [cache] = told.values()
    assert not any(isinstance(layer, RoomyLayer) for layer in cache.layers)
    ids = torch.tensor([[3, 4, 5]])
    asked = {"input_ids": ids, "max_new_tokens": 6, "do_sample": False, "eos_token_id": None, "pad_token_id": 0}
    assert model.generate(**asked, **told).equal(model.generate(**asked))


def test_a_model_that_remembers_otherwise_gets_none():
    from transformers import MambaConfig, MambaForCausalLM

    model = MambaForCausalLM(MambaConfig(vocab_size=32, hidden_size=16, state_size=4, num_hidden_layers=2))
    assert roomy_cache(model, 9) == {}


@pytest.mark.parametrize("asked", [{"use_cache": False}, {"cache_implementation": "static"}])
def test_a_model_that_asks_for_another_cache_gets_its_own(tiny_lm: Path, asked: dict):
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from finetooth.tasks.sft.generating import generate

    model, tokenizer = AutoModelForCausalLM.from_pretrained(tiny_lm), AutoTokenizer.from_pretrained(tiny_lm)
    wanted = generate(model, tokenizer, [[3, 4, 5, 6]], [9], frozenset())
    for name, value in asked.items():
        setattr(model.generation_config, name, value)
    assert roomy_cache(model, 13) == {}
    assert generate(model, tokenizer, [[3, 4, 5, 6]], [9], frozenset()) == wanted
