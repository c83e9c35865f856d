"""The longest input follows the tokenizer and the positions in config.json."""

import json
from pathlib import Path
from typing import Any

import pytest

from finetooth.core.errors import UserError
from finetooth.core.model_folder import model_limit

NO_LIMIT = int(1e30)


@pytest.mark.parametrize(
    ("config", "tokenizer", "limit"),
    [
        ({"model_type": "bert", "max_position_embeddings": 512}, NO_LIMIT, 512),
        ({"model_type": "bert", "max_position_embeddings": 512}, 128, 128),
        ({"model_type": "bert", "max_position_embeddings": 512, "pad_token_id": 0}, NO_LIMIT, 512),
        ({"model_type": "roberta", "max_position_embeddings": 514}, NO_LIMIT, 512),
        ({"model_type": "xlm-roberta", "max_position_embeddings": 514, "pad_token_id": 1}, NO_LIMIT, 512),
        ({"model_type": "camembert", "max_position_embeddings": 514, "pad_token_id": None}, NO_LIMIT, 512),
        ({"model_type": "roberta", "max_position_embeddings": 40, "pad_token_id": 5}, NO_LIMIT, 34),
        ({"model_type": "xlnet", "max_position_embeddings": -1}, 99, 99),
        ({"model_type": "t5"}, 99, 99),
        ({"max_position_embeddings": "many"}, 99, 99),
    ],
)
def test_limit(tmp_path: Path, config: dict[str, Any], tokenizer: int, limit: int) -> None:
    (tmp_path / "config.json").write_text(json.dumps(config))
    assert model_limit(tmp_path, tokenizer) == limit


def test_without_a_config_the_tokenizer_says(tmp_path: Path) -> None:
    assert model_limit(tmp_path, 77) == 77


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe"])
def test_a_broken_config_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "config.json").write_bytes(content)
    with pytest.raises(UserError, match=r"config\.json") as caught:
        model_limit(tmp_path, 77)
    assert caught.value.where == str(tmp_path / "config.json")


@pytest.mark.model
@pytest.mark.parametrize(("kind", "positions"), [("roberta", 20), ("bert", 18), ("mpnet", 20)])
def test_a_model_takes_inputs_up_to_the_limit_and_no_longer(tmp_path: Path, kind: str, positions: int) -> None:
    torch = pytest.importorskip("torch")
    from transformers import AutoConfig, AutoModel

    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 8}
    config = AutoConfig.for_model(kind, vocab_size=9, max_position_embeddings=positions, **sizes)
    config.save_pretrained(tmp_path)
    model, limit = AutoModel.from_config(config), model_limit(tmp_path, NO_LIMIT)
    assert limit == 18
    model(torch.full((1, limit), 4))
    with pytest.raises((IndexError, RuntimeError)):
        model(torch.full((1, limit + 1), 4))
