"""A GGUF model becomes a safetensors folder once, with the same weights, tokenizer and chat template."""

from pathlib import Path

import numpy as np
import pytest

from finetooth.core.errors import UserError
from finetooth.training.base_model import locate, parameters

pytestmark = pytest.mark.model
gguf = pytest.importorskip("gguf")
WORDS = ["<unk>", "<s>", "</s>", *"abcdefgh", "ab", "cd"]
TEMPLATE = "{% for message in messages %}{{ message['content'] }}{% endfor %}"


@pytest.fixture(scope="module")
def weights() -> dict[str, np.ndarray]:
    random, width = np.random.default_rng(0), 32
    shapes = {f"blk.0.attn_{name}.weight": (width, width) for name in ("q", "k", "v", "output")}
    shapes |= {"blk.0.ffn_gate.weight": (64, width), "blk.0.ffn_up.weight": (64, width)}
    shapes |= {"blk.0.ffn_down.weight": (width, 64), "token_embd.weight": (len(WORDS), width)}
    shapes |= dict.fromkeys(("blk.0.attn_norm.weight", "blk.0.ffn_norm.weight", "output_norm.weight"), (width,))
    return {name: random.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


@pytest.fixture(scope="module")
def model_file(weights: dict[str, np.ndarray], tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("gguf") / "tiny.gguf"
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(64)
    writer.add_embedding_length(32)
    writer.add_block_count(1)
    writer.add_feed_forward_length(64)
    writer.add_head_count(2)
    writer.add_head_count_kv(2)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(WORDS))
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list(WORDS)
    writer.add_token_types([3, 3, 3, *[1] * (len(WORDS) - 3)])
    writer.add_token_merges(["a b", "c d"])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_chat_template(TEMPLATE)
    for name, values in weights.items():
        writer.add_tensor(name, values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


@pytest.fixture(autouse=True)
def _cache_of_our_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_it_is_a_folder_that_loads_anywhere(model_file: Path, weights: dict[str, np.ndarray]):
    from transformers import AutoModelForCausalLM, AutoTokenizer

    base = locate(str(model_file.parent))
    model = AutoModelForCausalLM.from_pretrained(base.location)
    tokenizer = AutoTokenizer.from_pretrained(base.location)
    assert np.array_equal(model.model.layers[0].mlp.up_proj.weight.detach().numpy(), weights["blk.0.ffn_up.weight"])
    assert tokenizer.chat_template == TEMPLATE
    assert tokenizer("ab")["input_ids"] == [WORDS.index("ab")]
    assert parameters(base) == sum(values.size for values in weights.values())
    assert not list(Path(base.location).parent.glob(".staging*"))


def test_it_is_made_once(model_file: Path):
    first = locate(str(model_file.parent))
    made = (Path(first.location) / "model.safetensors").stat().st_mtime_ns
    assert locate(str(model_file.parent)) == first
    assert (Path(first.location) / "model.safetensors").stat().st_mtime_ns == made


def test_what_cannot_be_read_is_told(tmp_path: Path):
    (tmp_path / "torn.gguf").write_bytes(b"GGUF then nothing")
    with pytest.raises(UserError, match="this GGUF model cannot be read") as told:
        locate(str(tmp_path))
    assert "torn.gguf" in str(told.value)
    (tmp_path / "second.gguf").write_bytes(b"GGUF")
    with pytest.raises(UserError, match=r"several GGUF files: second\.gguf, torn\.gguf"):
        locate(str(tmp_path))
