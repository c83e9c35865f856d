"""Rows are padded as the tokenizer pads them, so that a text is answered in training as it is in use."""

from pathlib import Path

import pytest

from finetooth.tasks import classify
from finetooth.training.base_model import locate
from finetooth.training.collate import Padding, collated

ROWS = [
    {"input_ids": [7, 8, 9], "attention_mask": [1, 1, 1], "token_type_ids": [0, 0, 2], "labels": 1},
    {"input_ids": [5], "attention_mask": [1], "token_type_ids": [2], "labels": [0, 0.5]},
]


@pytest.mark.parametrize(
    ("padding", "ids", "mask", "types"),
    [
        (4, [5, 4, 4], [1, 0, 0], [2, 0, 0]),
        (Padding(4, "left", 3), [4, 4, 5], [0, 0, 1], [3, 3, 2]),
        (Padding(4, "right", 3), [5, 4, 4], [1, 0, 0], [2, 3, 3]),
    ],
)
def test_padding_is_on_its_side(padding, ids, mask, types):
    batch = collated(ROWS, padding)
    assert [batch.inputs[key][1].tolist() for key in ("input_ids", "attention_mask", "token_type_ids")] == [
        ids,
        mask,
        types,
    ]
    assert batch.inputs["input_ids"][0].tolist() == [7, 8, 9]
    assert (batch.targets.tolist(), batch.weights.tolist()) == ([1, 0], [1.0, 0.5])


@pytest.mark.model
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("pooling", ["cls", "mean"])
def test_a_batch_is_what_the_tokenizer_makes_of_it(tiny_model: Path, side: str, pooling: str):
    import torch

    base = locate(str(tiny_model))
    tokenizer = classify.load_tokenizer(base)
    tokenizer.padding_side = side
    rows = classify.encode(["lovely lamp near our door", "box", "the chair"], tokenizer, 16)
    expected = tokenizer.pad(rows, return_tensors="pt")
    found = collated([{**row, "labels": 0} for row in rows], Padding.of(tokenizer)).inputs
    assert all(torch.equal(found[key], expected[key]) for key in expected)
    model = classify.load_model(base, ("a", "b"), 1, pooling=pooling).eval()
    model.encoder.embeddings.position_embeddings.weight.data.zero_()  # those of a BERT count the padding
    alone = classify.logits(model, tokenizer, rows[1:2])
    with torch.inference_mode():
        together = model(**found).logits[1:2].numpy()
    assert together == pytest.approx(alone, abs=1e-5)
