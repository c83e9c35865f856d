"""Vectors are those of the model, one a text, whatever the batch and whether they were kept or not."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from finetooth.core.errors import NotApplicable
from finetooth.core.results import Base
from finetooth.facts.embedding.encoder import encoder_for, parameters
from finetooth.facts.embedding.engine import _batches, embed
from finetooth.facts.embedding.precision import device_and_precision

pytestmark = pytest.mark.model
ROUNDED = {"float32": 1e-5, "bfloat16": 2**-8}[device_and_precision()[1]]  # of batches of other shapes
TEXTS = ["the lamp was lovely", "a dismal chair", "the lamp was lovely", "", "kettle " * 90, None]


@pytest.fixture(scope="module")
def base(tiny_model: Path) -> Base:
    return Base("tiny", str(tiny_model), "content of tiny")


def _copy(model: Path, to: Path, **config: Any) -> Base:
    shutil.copytree(model, to)
    path = to / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **config}))
    return Base("copy", str(to), "content of the copy")


def _by_hand(base: Base, text: str, pooling: str) -> np.ndarray:
    import torch

    encoder = encoder_for(base)
    inputs = encoder.tokenizer(text, truncation=True, max_length=64, return_tensors="pt")
    with torch.inference_mode():
        hidden = encoder.model(**inputs).last_hidden_state[0]
    vector = (hidden[0] if pooling == "cls" else hidden.mean(dim=0)).float()
    return np.asarray(vector / vector.norm())


def test_a_vector_is_the_mean_of_the_last_hidden_state(base: Base, tmp_path: Path) -> None:
    vectors = embed(base, pl.Series(TEXTS), 64, cache=tmp_path)
    assert vectors.shape == (6, 64)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for row in (0, 1, 4):
        assert np.allclose(vectors[row], _by_hand(base, str(TEXTS[row]), "mean"), atol=ROUNDED)
    assert (vectors[0] == vectors[2]).all()
    assert (vectors[3] == vectors[5]).all()


def test_the_models_own_pooling_is_followed(tiny_model: Path, tmp_path: Path) -> None:
    base = _copy(tiny_model, tmp_path / "model")
    (tmp_path / "model" / "1_Pooling").mkdir()
    said = {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}
    (tmp_path / "model" / "1_Pooling" / "config.json").write_text(json.dumps(said))
    vectors = embed(base, ["a dismal chair"], 64, cache=tmp_path / "cache")
    assert np.allclose(vectors[0], _by_hand(base, "a dismal chair", "cls"), atol=ROUNDED)


def test_kept_vectors_are_not_computed_again(base: Base, tmp_path: Path) -> None:
    told: list[float] = []
    first = embed(base, ["the lamp", "a chair"], 64, lambda done, _: told.append(done), tmp_path)
    assert told[-1] == 1.0
    told.clear()
    again = embed(base, ["a chair", "the lamp"], 64, lambda done, _: told.append(done), tmp_path)
    assert not told
    assert (again == first[::-1]).all()
    embed(base, ["a chair", "the kettle"], 64, lambda done, _: told.append(done), tmp_path)
    assert told == [1.0]


def test_another_length_or_content_is_another_vector(base: Base, tmp_path: Path) -> None:
    text = "lamp kettle chair door box"
    whole = embed(base, [text], 64, cache=tmp_path)
    assert not np.allclose(whole, embed(base, [text], 4, cache=tmp_path))
    told: list[float] = []
    other = Base("tiny", base.location, "other content")
    embed(other, [text], 64, lambda done, _: told.append(done), tmp_path)
    assert told


def test_no_texts(base: Base, tmp_path: Path) -> None:
    assert embed(base, [], 64, cache=tmp_path).shape == (0, 64)


def test_a_language_model_is_no_encoder(tiny_model: Path, tmp_path: Path) -> None:
    with pytest.raises(NotApplicable, match="language model"):
        embed(_copy(tiny_model, tmp_path / "a", model_type="gpt2"), ["a"], 8, cache=tmp_path)
    with pytest.raises(NotApplicable, match="language model"):
        embed(_copy(tiny_model, tmp_path / "b", is_decoder=True), ["a"], 8, cache=tmp_path)


def test_weights_of_another_model_are_refused(tiny_model: Path, tmp_path: Path) -> None:
    base = _copy(tiny_model, tmp_path / "deep", num_hidden_layers=9)
    with pytest.raises(NotApplicable, match="lack"):
        embed(base, ["a"], 8, cache=tmp_path)
    (tmp_path / "deep" / "model.safetensors").write_bytes(b"torn")
    with pytest.raises(NotApplicable, match="cannot be loaded"):
        embed(base, ["a"], 8, cache=tmp_path)
    with pytest.raises(NotApplicable, match="cannot be read"):
        parameters(tmp_path / "deep")


def test_parameters_are_counted_from_the_header(base: Base) -> None:
    from transformers import AutoModel

    model = AutoModel.from_pretrained(base.location)
    assert parameters(Path(base.location)) == sum(one.numel() for one in model.parameters())


def test_batches_hold_bounded_tokens_and_every_row_once() -> None:
    lengths = np.array([3, 50, 7, 7, 1, 20, 300])
    batches = list(_batches(lengths, 60))
    assert sorted(np.concatenate(batches).tolist()) == list(range(7))
    assert [len(batch) for batch in batches[:2]] == [1, 1]  # 300 alone, as it must go somewhere
    assert all(len(batch) * lengths[batch].max() <= 60 for batch in batches[1:])
