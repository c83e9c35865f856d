"""Batches, probabilities and labels of text classification."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from finetooth.core.errors import UserError
from finetooth.core.results import Base
from finetooth.tasks import classify
from finetooth.training.base_model import locate


def test_labels_are_sorted_as_people_read_them():
    assert classify.labels_of(["10", "9", "-1", "9"]) == ("-1", "9", "10")
    assert classify.labels_of(["b", "10", "a", None]) == ("10", "a", "b")
    assert classify.labels_of(["01", "1", "2"]) == ("01", "1", "2")


@pytest.mark.parametrize("odd", ["--5", "-", "", "5-", "\u0665", "9" * 5_000, "1\n"])
def test_what_only_looks_like_a_number_is_a_text(odd: str):
    assert classify.labels_of(["9", "10", odd]) == tuple(sorted(["9", "10", odd]))


def test_targets_of_unknown_and_missing_labels():
    assert classify.targets_of(["b", "x", None, "a"], ("a", "b")).tolist() == [1, -1, -1, 0]


def test_batches_are_bounded_and_complete():
    lengths = np.random.default_rng(0).integers(1, 90, 300).tolist()
    batches = classify.batches_by_length([*lengths, 5_000], tokens=400)
    assert sorted(row for batch in batches for row in batch) == list(range(301))
    assert batches[0] == [300]
    for batch in batches[1:]:
        assert max(lengths[row] for row in batch) * len(batch) <= 400


def test_softmax_and_cross_entropy_agree_with_torch():
    torch = pytest.importorskip("torch")
    values = np.random.default_rng(1).normal(size=(20, 4)) * 50
    targets = np.arange(20) % 4
    assert classify.softmax(values) == pytest.approx(torch.softmax(torch.tensor(values), -1).numpy())
    loss = torch.nn.functional.cross_entropy(torch.tensor(values), torch.tensor(targets)).item()
    assert classify.cross_entropy(values, targets) == pytest.approx(loss)


@pytest.mark.model
class TestModel:
    def test_padding_and_order_change_nothing(self, tiny_model: Path):
        base = locate(str(tiny_model))
        model, tokenizer = classify.load_model(base, ("a", "b", "c"), 1), classify.load_tokenizer(base)
        texts = ["lovely", "the lamp was dreadful and the chair was horrid near our door", "", "box"]
        rows = classify.encode(texts, tokenizer, 32)
        together = classify.logits(model, tokenizer, rows)
        alone = np.concatenate([classify.logits(model, tokenizer, [row]) for row in rows])
        assert together.shape == (4, 3)
        assert together == pytest.approx(alone, abs=1e-5)
        assert classify.logits(model, tokenizer, rows[::-1])[::-1] == pytest.approx(together, abs=1e-5)

    def test_inputs_are_cut_at_max_length(self, tiny_model: Path):
        tokenizer = classify.load_tokenizer(locate(str(tiny_model)))
        rows = classify.encode(["lamp " * 50, "lamp"], tokenizer, 8, [0, 1])
        assert [len(row["input_ids"]) for row in rows] == [8, 3]
        assert [row["labels"] for row in rows] == [0, 1]

    def test_the_head_is_repeatable_by_seed_and_carries_the_labels(self, tiny_model: Path):
        base = locate(str(tiny_model))
        first, second, other = (classify.load_model(base, ("no", "yes"), seed) for seed in (1, 1, 2))
        assert (first.classifier.weight == second.classifier.weight).all()
        assert not (first.classifier.weight == other.classifier.weight).all()
        assert first.config.id2label == {0: "no", 1: "yes"}

    def test_what_is_no_encoder_is_one_clear_error(self, tmp_path: Path):
        (tmp_path / "config.json").write_text('{"model_type": "nothing-known"}')
        with pytest.raises(UserError, match="could not be loaded"):
            classify.load_model(Base("x", str(tmp_path), ""), ("a", "b"), 1)

    def test_broken_weights_are_one_clear_error(self, tiny_model: Path, tmp_path: Path):
        copy = shutil.copytree(tiny_model, tmp_path / "copy")
        weights = copy / "model.safetensors"
        weights.write_bytes(weights.read_bytes()[:-100])
        with pytest.raises(UserError, match="model could not be loaded"):
            classify.load_model(Base("x", str(copy), ""), ("a", "b"), 1)

    def test_a_tokenizer_must_pad(self, tiny_model: Path, tmp_path: Path):
        copy = shutil.copytree(tiny_model, tmp_path / "copy")
        config = json.loads((copy / "tokenizer_config.json").read_text())
        del config["pad_token"]
        (copy / "tokenizer_config.json").write_text(json.dumps(config))
        with pytest.raises(UserError, match="no pad token") as caught:
            classify.load_tokenizer(Base("x", str(copy), ""))
        assert "tokenizer_config.json" in caught.value.fix

    def test_the_longest_input_is_bounded_by_the_positions_too(self, tiny_model: Path):
        base = locate(str(tiny_model))
        tokenizer = classify.load_tokenizer(base)
        assert classify.longest_known(base, tokenizer) == 64
        tokenizer.model_max_length = int(1e30)
        assert classify.longest_known(base, tokenizer) == 64
        tokenizer.model_max_length = 32
        assert classify.longest_known(base, tokenizer) == 32


def test_what_the_base_was_taught_before_is_not_kept(tiny_model: Path, tmp_path: Path):
    folder = tmp_path / "base"
    shutil.copytree(tiny_model, folder)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps({**config, "problem_type": "multi_label_classification"}), "utf-8")
    model = classify.load_model(locate(str(folder)), ("bad", "good"), 1)
    assert model.config.problem_type == "single_label_classification"
