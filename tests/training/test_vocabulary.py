"""Training only the word vectors in use gives the same model, and the whole one back."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertForSequenceClassification

from finetooth.recipe.sections import Training
from finetooth.training import defaults
from finetooth.training.fit import Rules, Stopping, Watched, fit
from finetooth.training.vocabulary import narrowed

pytestmark = pytest.mark.model
ROWS = [
    {"input_ids": [2, 50 + place % 7, 60 + place % 3, 3], "attention_mask": [1] * 4, "labels": place % 2}
    for place in range(24)
]


def model(**options) -> BertForSequenceClassification:
    torch.manual_seed(1)
    sizes = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    return BertForSequenceClassification(BertConfig(vocab_size=200, **sizes, **options)).eval()


def fitted(given: BertForSequenceClassification, rows: list[dict]) -> None:
    settings = defaults.settings(Training(learning_rate=1e-2, num_train_epochs=2), 20_000, 24, 8, "macro_f1", 3)
    scores = iter(range(100))
    rules = Rules(
        watch=lambda _: Watched(1.0, next(scores)),
        train_score=lambda *_: 1.0,
        stopping=lambda points: Stopping(len(points) - 1, False),
        diverged=lambda _: None,
        progress=lambda *_: None,
    )
    fit(given, rows, 0, replace(settings, weight_decay=0.0), rules)


def test_the_fit_is_the_same_and_unused_vectors_stay():
    plain, narrow, start = model(), model(), model()
    fitted(plain, ROWS)
    shrunk = narrowed(narrow, [ROWS])
    assert shrunk is not None
    assert narrow.get_input_embeddings().weight.shape == (13, 16)  # padding, [CLS], [SEP] and ten words
    fitted(narrow, shrunk.rows(ROWS))
    shrunk.widen(narrow)
    ours, theirs = (dict(each.named_parameters()) for each in (narrow, plain))
    for name, value in theirs.items():
        assert torch.allclose(ours[name], value, atol=1e-5), name
    weights = narrow.get_input_embeddings().weight.data
    unused = np.setdiff1d(np.arange(200), shrunk.used)
    assert torch.equal(weights[unused], start.get_input_embeddings().weight.data[unused])
    assert not torch.equal(weights, start.get_input_embeddings().weight.data)


def test_padding_keeps_its_number():
    shrunk = narrowed(model(pad_token_id=5), [ROWS])
    assert shrunk is not None
    assert list(shrunk.used[:6]) == [0, 1, 2, 3, 4, 5]


def test_what_saves_nothing_is_left_alone():
    all_words = [{"input_ids": list(range(200)), "attention_mask": [1] * 200, "labels": 0}]
    assert narrowed(model(), [all_words]) is None
    frozen = model()
    frozen.get_input_embeddings().weight.requires_grad_(False)
    assert narrowed(frozen, [ROWS]) is None


def test_a_tokenizer_that_pads_with_another_number_is_heeded():
    shrunk = narrowed(model(pad_token_id=0), [ROWS], pad_token_id=7)
    assert shrunk is not None
    assert list(shrunk.used[:8]) == list(range(8))
