"""Dropout of body and head is what was asked for, in each architecture, or a clear error."""

import warnings
from typing import Any

import pytest

from finetooth.core.errors import UserError
from finetooth.tasks.dropout import dropout_options, set_dropout

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.model

SMALL = {
    "vocab_size": 50,
    "hidden_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "max_position_embeddings": 40,
    "pad_token_id": 0,
    "num_labels": 3,
}
SIDES = {"encoder_layers": 1, "decoder_layers": 1, "encoder_ffn_dim": 32, "decoder_ffn_dim": 32, "d_model": 16}
OWN: dict[str, dict[str, Any]] = {
    "bert": {},
    "roberta": {},
    "mpnet": {},
    "fnet": {},
    "longformer": {"attention_window": 4},
    "deberta": {"relative_attention": True, "pos_att_type": ["p2c", "c2p"]},
    "deberta-v2": {"relative_attention": True, "pos_att_type": ["p2c", "c2p"]},
    "distilbert": {"dim": 16, "n_layers": 1, "n_heads": 2, "hidden_dim": 32},
    "electra": {"embedding_size": 8},
    "albert": {"embedding_size": 8},
    "modernbert": {"num_hidden_layers": 4},  # with fewer it has one kind of attention, which transformers 5.6 refuses
    "mobilebert": {"embedding_size": 16, "intra_bottleneck_size": 16, "true_hidden_size": 16},
    "bart": {**SIDES, "encoder_attention_heads": 2, "decoder_attention_heads": 2, "eos_token_id": 2},
    "t5": {"d_model": 16, "d_kv": 8, "d_ff": 32, "num_layers": 1, "num_heads": 2, "eos_token_id": 2},
}


def built(kind: str, body: float | None, head: float | None) -> torch.nn.Module:
    from transformers import AutoConfig, AutoModelForSequenceClassification

    torch.manual_seed(0)
    extra = {"decoder_start_token_id": 0} if kind == "t5" else {}
    options = {**SMALL, **OWN.get(kind, {}), **extra}
    given = dropout_options(AutoConfig.for_model(kind, **options), body, head)
    config = AutoConfig.for_model(kind, **{**options, **given})
    model = AutoModelForSequenceClassification.from_config(config, attn_implementation="eager").train()
    set_dropout(model, body, head, given)
    return model


def wavers(model: torch.nn.Module) -> bool:
    """Whether two answers to the same rows differ while it trains."""
    torch.manual_seed(1)
    ids = torch.randint(5, 50, (4, 8))
    ids[:, -1] = 2
    inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        first, second = (model(**inputs).logits for _ in range(2))
    return not torch.equal(first, second)


@pytest.mark.parametrize("kind", OWN)
def test_each_kind_of_dropout_acts_alone(kind: str):
    assert [wavers(built(kind, *asked)) for asked in ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5))] == [False, True, True]


def test_a_head_without_dropout_is_a_clear_error():
    extra = {"n_embd": 16, "n_layer": 1, "n_head": 2, "n_positions": 40}
    from transformers import GPT2Config, GPT2ForSequenceClassification

    model = GPT2ForSequenceClassification(GPT2Config(**{**SMALL, **extra}))
    with pytest.raises(UserError, match=r"head of this architecture \(gpt2\) has no dropout") as refused:
        set_dropout(model, None, 0.5, {})
    assert refused.value.where == "recipe: training.classifier_dropout"
    set_dropout(model, 0.25, None, {})
    assert {part.p for part in model.modules() if isinstance(part, torch.nn.Dropout)} == {0.25}
