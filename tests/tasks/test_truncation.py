"""What is kept of a text that is too long."""

from pathlib import Path

import pytest

from finetooth.tasks import classify
from finetooth.tasks.truncation import shortened, special_tokens
from finetooth.training.base_model import locate

ROW = {"input_ids": [1, *range(10, 30), 2], "attention_mask": [1] * 22}


@pytest.mark.parametrize(
    ("kind", "kept"),
    [("tail", [1, *range(22, 30), 2]), ("head_tail", [1, 10, 11, *range(24, 30), 2])],
)
def test_special_tokens_stay_and_the_length_is_used_up(kind: str, kept: list[int]):
    cut = shortened(ROW, 10, kind, 1, 1)
    assert cut["input_ids"] == kept
    assert len(cut["attention_mask"]) == 10
    assert shortened(ROW, 22, kind, 1, 1) is ROW


@pytest.mark.model
def test_encode_cuts_where_asked(tiny_model: Path):
    tokenizer = classify.load_tokenizer(locate(str(tiny_model)))
    text = "lovely kettle lamp door box chair"
    whole = classify.encode([text], tokenizer, 32)[0]["input_ids"]
    cut = {
        kind: classify.encode([text, "box"], tokenizer, 6, [0, 1], truncation=kind)
        for kind in ("head", "tail", "head_tail")
    }
    assert special_tokens(tokenizer) == (1, 1)
    assert cut["head"][0]["input_ids"] == [*whole[:5], whole[-1]]
    assert cut["tail"][0]["input_ids"] == [whole[0], *whole[-5:]]
    assert cut["head_tail"][0]["input_ids"] == [*whole[:2], *whole[-4:]]
    assert {len(rows[1]["input_ids"]) for rows in cut.values()} == {3}
    assert [row["labels"] for row in cut["tail"]] == [0, 1]
