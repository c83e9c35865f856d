"""Frozen layers by architecture: the embeddings and the lowest, or a clear error; never nothing in silence."""

import pytest

from finetooth.core.errors import UserError
from finetooth.training.freezing import freeze
from finetooth.training.optimizer import is_head

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
pytestmark = pytest.mark.model

SMALL = {"vocab_size": 50, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
SIDES = {"d_model": 16, "encoder_layers": 2, "decoder_layers": 2, "encoder_ffn_dim": 32, "decoder_ffn_dim": 32}
OTHER = {
    "xlnet": {"vocab_size": 50, "d_model": 16, "n_layer": 2, "n_head": 2, "d_inner": 32},
    "xlm": {"vocab_size": 50, "emb_dim": 16, "n_layers": 2, "n_heads": 2},
    "bart": {"vocab_size": 50, **SIDES, "encoder_attention_heads": 2, "decoder_attention_heads": 2},
    "gpt2": {"vocab_size": 50, "n_embd": 16, "n_layer": 2, "n_head": 2},
    "distilbert": {"vocab_size": 50, "dim": 16, "n_layers": 2, "n_heads": 2, "hidden_dim": 32},
    "openai-gpt": {"vocab_size": 50, "n_embd": 16, "n_layer": 2, "n_head": 2},
}


def built(kind: str) -> torch.nn.Module:
    options = OTHER.get(kind) or {**SMALL, "pad_token_id": 0}
    options |= {"embedding_size": 8} if kind in ("albert", "electra") else {}
    config = transformers.AutoConfig.for_model(kind, **options, num_labels=3)
    return transformers.AutoModelForSequenceClassification.from_config(config)


@pytest.mark.parametrize(
    "kind",
    ["bert", "electra", "rembert", "xlnet", "gpt2", "distilbert", "roberta", "mpnet", "modernbert", "openai-gpt"],
)
def test_the_lowest_layer_and_all_below_it_stay(kind: str):
    model = built(kind)
    freeze(model, 1)
    free = [name for name, parameter in model.named_parameters() if parameter.requires_grad]
    assert not [name for name in free if ".0." in name]
    upper = [name for name in free if ".1." not in name and not name.startswith("rembert")]
    assert not [name for name in upper if any(part in name for part in ("embed", "wte", "wpe"))]
    assert [name for name in free if ".1." in name]
    assert [name for name in free if is_head(name)]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("albert", "uses the same weights in several layers"),
        ("bart", r"2 stacks of layers \(model\.decoder, model\.encoder\)"),
        ("xlm", "has layers that cannot be told apart"),
    ],
)
def test_where_no_layer_can_be_frozen_alone_it_is_said(kind: str, told: str):
    model = built(kind)
    with pytest.raises(UserError, match=told) as refused:
        freeze(model, 1)
    assert "`all`" in refused.value.fix
    freeze(model, "all")
    assert all(is_head(name) is parameter.requires_grad for name, parameter in model.named_parameters())


def test_unknown_embeddings_are_an_error_and_not_left_to_learn():
    class Odd(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.config = transformers.BertConfig(num_hidden_layers=1)
            self.letters = torch.nn.Embedding(5, 4)
            self.layer = torch.nn.ModuleList([torch.nn.Linear(4, 4)])
            self.classifier = torch.nn.Linear(4, 2)

    with pytest.raises(UserError, match="embeddings of the base model cannot be told"):
        freeze(Odd(), 1)
