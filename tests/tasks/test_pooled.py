"""An encoder with a linear head on pooled vectors: what it answers, trains and saves."""

import json
from pathlib import Path

import numpy as np
import pytest

from finetooth.core.errors import UserError
from finetooth.core.model_folder import is_normalised, is_pooled, is_sentence_model, pooling_of
from finetooth.tasks import classify
from finetooth.training.base_model import locate
from finetooth.training.optimizer import is_head
from finetooth.training.vocabulary import narrowed

pytestmark = pytest.mark.model
TEXTS = ["lovely", "the lamp was dreadful and the chair was horrid near our door", "box"]


def normalising(tiny_model: Path, folder: Path) -> Path:
    """Return a copy of the tiny model that calls itself a sentence model with vectors of length 1."""
    import shutil

    copy = Path(shutil.copytree(tiny_model, folder / "copy"))
    (copy / "modules.json").write_text(json.dumps([{"type": "sentence_transformers.models.Normalize"}]))
    return copy


def test_mean_pooling_is_the_mean_of_the_tokens_without_padding(base, tokenizer):
    import torch

    model = classify.load_model(base, ("a", "b", "c"), 1, pooling="mean")
    rows = classify.encode(TEXTS, tokenizer, 32)
    with torch.inference_mode():
        for row, logits in zip(rows, classify.logits(model, tokenizer, rows), strict=True):
            inputs = {key: torch.tensor([values]) for key, values in row.items()}
            vector = model.encoder(**inputs).last_hidden_state[0].mean(dim=0)
            assert model.classifier(vector).numpy() == pytest.approx(logits, abs=1e-5)


def test_cls_pooling_is_the_first_token(base, tokenizer):
    import torch

    model = classify.load_model(base, ("a", "b"), 1, pooling="cls")
    (row,) = classify.encode(TEXTS[1:2], tokenizer, 32)
    inputs = {key: torch.tensor([values]) for key, values in row.items()}
    with torch.inference_mode():
        first = model.classifier(model.encoder(**inputs).last_hidden_state[0, 0]).numpy()
    assert classify.logits(model, tokenizer, [row])[0] == pytest.approx(first, abs=1e-5)


@pytest.mark.parametrize("pooling", ["mean", "cls"])
@pytest.mark.parametrize("unit", [True, False])
def test_what_is_saved_loads_with_the_same_answers(tiny_model, tokenizer, tmp_path, pooling: str, unit: bool):
    base = locate(str(normalising(tiny_model, tmp_path) if unit else tiny_model))
    model = classify.load_model(base, ("no", "yes", "so"), 1, pooling=pooling)
    assert model.normalised is unit
    rows = classify.encode(TEXTS, tokenizer, 32)
    before = classify.logits(model, tokenizer, rows)
    folder = tmp_path / "saved"
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    loaded, again = classify.load_trained(folder)
    assert classify.logits(loaded, again, rows) == pytest.approx(before, abs=1e-5)
    assert loaded.config.id2label == {0: "no", 1: "yes", 2: "so"}
    assert (is_pooled(folder), is_sentence_model(folder), is_normalised(folder)) == (True, True, unit)
    assert pooling_of(folder) == pooling
    assert not is_pooled(tiny_model)


def test_the_folder_gives_the_logits_by_its_parts_alone(tiny_model, tokenizer, tmp_path):
    """As sentence-transformers reads it: AutoModel, mean, length 1, then the dense layer; no code of ours."""
    import torch
    from safetensors.torch import load_file
    from transformers import AutoModel

    base = locate(str(normalising(tiny_model, tmp_path)))
    model = classify.load_model(base, ("no", "yes"), 1, pooling="mean")
    rows = classify.encode(TEXTS[1:2], tokenizer, 32)
    model.save_pretrained(tmp_path / "saved")
    kinds = [part["type"].rpartition(".")[2] for part in json.loads((tmp_path / "saved/modules.json").read_text())]
    assert kinds == ["Transformer", "Pooling", "Normalize", "Dense"]
    dense = load_file(tmp_path / "saved/3_Dense/model.safetensors")
    inputs = {key: torch.tensor([values]) for key, values in rows[0].items()}
    with torch.inference_mode():
        vector = AutoModel.from_pretrained(tmp_path / "saved")(**inputs).last_hidden_state[0].mean(dim=0)
        logits = dense["linear.weight"] @ (vector / vector.norm()) + dense["linear.bias"]
    assert classify.logits(model, tokenizer, rows)[0] == pytest.approx(logits.numpy(), abs=1e-5)


def test_the_unused_pooler_is_not_trained_but_saved(base, tmp_path):
    from safetensors import safe_open

    model = classify.load_model(base, ("no", "yes"), 1, pooling="mean")
    assert not [name for name, _ in model.named_parameters() if "pooler" in name]
    model.save_pretrained(tmp_path / "saved")
    with safe_open(tmp_path / "saved/model.safetensors", "pt") as saved:
        assert "pooler.dense.weight" in saved.keys()  # noqa: SIM118 - it is no dict
    assert not [name for name, _ in model.named_parameters() if "pooler" in name]


def test_it_is_a_model_as_the_fit_wants_one(base, tokenizer):
    model = classify.load_model(base, ("no", "yes"), 1, classifier_dropout=0.35, pooling="mean")
    assert [name for name, _ in model.named_parameters() if is_head(name)] == ["classifier.weight", "classifier.bias"]
    assert model.dropout.p == 0.35
    assert model.get_output_embeddings() is None
    rows = classify.encode(TEXTS, tokenizer, 32)
    before = classify.logits(model, tokenizer, rows)
    narrow = narrowed(model, (rows,))
    assert np.array_equal(classify.logits(model, tokenizer, narrow.rows(rows)), before)
    narrow.widen(model)
    assert np.array_equal(classify.logits(model, tokenizer, rows), before)
    first, second, other = (classify.load_model(base, ("a", "b"), seed, pooling="mean") for seed in (1, 1, 2))
    assert (first.classifier.weight == second.classifier.weight).all()
    assert not (first.classifier.weight == other.classifier.weight).all()


def test_features_are_what_the_last_layer_reads(base, tokenizer):
    for pooling in ("mean", "own"):
        model = classify.load_model(base, ("no", "yes"), 1, pooling=pooling)
        rows = classify.encode(TEXTS, tokenizer, 32)
        layer = classify.last_layer(model)
        made = classify.features(model, tokenizer, rows) @ layer.weight.detach().numpy().T + layer.bias.detach().numpy()
        assert made == pytest.approx(classify.logits(model, tokenizer, rows), abs=1e-5)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"pooling_mode_cls_token": True}, "cls"),
        ({"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": True}, "mean"),
        ({"pooling_mode": "cls"}, "cls"),
        ({"pooling_mode": "mean"}, "mean"),
        ([], "mean"),
    ],
)
def test_pooling_is_read_from_the_folder_as_all_versions_write_it(tmp_path: Path, config, expected: str):
    (tmp_path / "1_Pooling").mkdir()
    (tmp_path / "1_Pooling/config.json").write_text(json.dumps(config))
    assert pooling_of(tmp_path) == expected
    assert is_sentence_model(tmp_path)


def test_an_encoder_with_a_decoder_is_not_pooled_and_has_its_own_head(tokenizer, tmp_path):
    from transformers import BartConfig, BartModel

    sides = {"encoder_layers": 1, "decoder_layers": 1, "encoder_attention_heads": 2, "decoder_attention_heads": 2}
    wide = {"d_model": 16, "encoder_ffn_dim": 16, "decoder_ffn_dim": 16, "max_position_embeddings": 64}
    special = {"pad_token_id": 0, "eos_token_id": 3, "bos_token_id": 2, "decoder_start_token_id": 3}
    BartModel(BartConfig(vocab_size=len(tokenizer), **sides, **wide, **special)).save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    base = locate(str(tmp_path))
    for pooling in ("mean", "cls"):
        with pytest.raises(UserError, match=r"\(bart\) has a decoder behind its encoder") as refused:
            classify.load_model(base, ("a", "b"), 1, pooling=pooling)
        assert refused.value.where == "recipe: training.pooling"
    model = classify.load_model(base, ("a", "b"), 1)
    rows = classify.encode(TEXTS, tokenizer, 32)
    rows = [{key: row[key] for key in ("input_ids", "attention_mask")} for row in rows]
    assert classify.logits(model, tokenizer, rows).shape == (3, 2)
