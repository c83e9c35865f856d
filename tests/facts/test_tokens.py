"""Token counts are those of the tokenizer, uncut."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from finetooth.checks.examples import example_facts
from finetooth.core.plugins import all_checks
from finetooth.core.results import Base
from finetooth.recipe.files import make_recipe

all_checks()  # registers all facts
WORDS = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "the", "chair", "is", "broken"]
TEXTS = ["The chair is broken", None, "", "chair " * 40, "the sofa", "The chair is broken"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A word tokenizer whose file says to cut at 8 and to pad to 8, as many on the hub do."""
    from tokenizers import BertWordPieceTokenizer
    from transformers import PreTrainedTokenizerFast

    words = BertWordPieceTokenizer(vocab={word: number for number, word in enumerate(WORDS)})
    words.enable_truncation(8)
    words.enable_padding(length=8)
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    path = tmp_path_factory.mktemp("tokenizer")
    PreTrainedTokenizerFast(tokenizer_object=words._tokenizer, model_max_length=64, **special).save_pretrained(path)
    return path


def _given(folder: Path, **training: Any) -> dict[str, Any]:
    recipe = make_recipe({"data": {"train": "rows.csv"}, "training": training})
    return {
        "rows": [{"text": text} for text in TEXTS],
        "base": Base("words", str(folder), "abc"),
        "recipe": recipe,
    }


def test_lengths_are_exact_with_special_tokens_and_nothing_cut(folder: Path) -> None:
    facts = example_facts(_given(folder))
    assert facts.get("token_lengths").to_list() == [6, 2, 2, 42, 4, 6]
    tokenizer = facts.get("tokenizer")
    slow = [len(tokenizer(text or "", truncation=False)["input_ids"]) for text in TEXTS]
    assert slow == facts.get("token_lengths").to_list()


def test_counting_leaves_the_tokenizer_as_it_was(folder: Path) -> None:
    facts = example_facts(_given(folder))
    before = facts.get("tokenizer").backend_tokenizer.to_str()
    facts.get("token_lengths")
    assert facts.get("tokenizer").backend_tokenizer.to_str() == before


def test_more_rows_than_one_chunk_stay_in_order(folder: Path) -> None:
    rows = [{"text": "chair " * (n % 60) + str(n)} for n in range(2_500)]
    facts = example_facts({**_given(folder), "rows": rows})
    assert facts.get("token_lengths").to_list() == [n % 60 + 3 for n in range(2_500)]


def test_a_slow_tokenizer_counts_too(folder: Path) -> None:
    from transformers import ByT5Tokenizer

    facts = example_facts({**_given(folder), "tokenizer": ByT5Tokenizer()})
    assert not facts.get("tokenizer").is_fast
    assert facts.get("token_lengths").to_list() == [len((text or "").encode()) + 1 for text in TEXTS]


def test_max_length_is_the_recipes_else_the_models_else_256(folder: Path) -> None:
    assert example_facts(_given(folder, max_length=12)).get("max_length") == 12
    assert example_facts(_given(folder)).get("max_length") == 64
    facts = example_facts(_given(folder))
    facts.get("tokenizer").model_max_length = int(1e30)
    assert facts.get("max_length") == 256


def test_max_length_is_bounded_by_the_models_positions(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / "config.json").write_text('{"model_type": "roberta", "max_position_embeddings": 42}')
    assert (
        example_facts({**_given(copy), "tokenizer": example_facts(_given(folder)).get("tokenizer")}).get("max_length")
        == 40
    )


def test_without_a_base_model_there_are_no_token_facts() -> None:
    facts = example_facts([{"text": "hello"}])
    assert not facts.available("token_lengths")
