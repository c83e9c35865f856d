"""What is kept of a text that is too long."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from finetooth.core.errors import UserError
from finetooth.tasks import classify
from finetooth.tasks.truncation import (
    MOST_WINDOWS,
    in_windows,
    overlap_of,
    shortened,
    special_tokens,
    window_starts,
)
from finetooth.training.base_model import locate
from finetooth.training.vocabulary import narrowed

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


@pytest.mark.parametrize(
    ("tokens", "room", "overlap", "starts"),
    [
        (8, 8, 2, [0]),
        (9, 8, 2, [0, 1]),
        (14, 8, 2, [0, 6]),
        (15, 8, 2, [0, 6, 7]),
        (20, 8, 0, [0, 8, 12]),
    ],
)
def test_windows_overlap_and_the_last_ends_where_the_text_does(tokens, room, overlap, starts):
    assert window_starts(tokens, room, overlap) == starts


@pytest.mark.parametrize("tokens", [1_000, 32 * 8, 32 * 8 - 3, 6 * 31 + 9, 100_000])
def test_a_giant_text_has_no_more_than_the_bound_and_keeps_both_ends(tokens: int):
    starts = window_starts(tokens, 8, 2)
    assert (len(starts), starts[0], starts[-1]) == (MOST_WINDOWS, 0, tokens - 8)
    steps = {after - before for before, after in itertools.pairwise(starts)}
    assert max(steps) - min(steps) <= 1
    assert max(steps) <= 8 or tokens > 32 * 8  # up to there nothing is lost


def test_every_window_has_the_special_tokens():
    row = {**ROW, "token_type_ids": [0] * 22}
    read = in_windows(row, 10, 2, 1, 1)
    assert read["input_ids"] == [1, *range(10, 18), 2]
    assert [window["input_ids"] for window in read["windows"]] == [[1, *range(16, 24), 2], [1, *range(22, 30), 2]]
    assert {len(window[key]) for window in (read, *read["windows"]) for key in row} == {10}
    assert in_windows(row, 22, 2, 1, 1) is row


def test_the_overlap_is_a_quarter_unless_asked_and_less_than_a_window():
    assert (overlap_of(None, 62), overlap_of(5, 62), overlap_of(0, 62)) == (15, 5, 0)
    with pytest.raises(UserError, match="windows of 8 tokens cannot share 8") as refused:
        overlap_of(8, 8)
    assert "window_stride" in refused.value.where


@pytest.mark.model
class TestWindows:
    LONG = "lovely kettle lamp door box chair the monday in a with two screws and was"

    def test_short_texts_are_the_same_as_ever(self, tokenizer):
        texts = ["box", "", "lovely kettle lamp"]
        cut = {kind: classify.encode(texts, tokenizer, 8, [0, 1, 0], truncation=kind) for kind in ("head", "windows")}
        assert cut["windows"] == cut["head"]

    def test_no_token_of_a_long_text_is_lost(self, tokenizer):
        whole = classify.encode([self.LONG], tokenizer, 64)[0]["input_ids"]
        (row,) = classify.encode([self.LONG], tokenizer, 8, [1], truncation="windows", window_stride=2)
        windows = [row, *row["windows"]]
        assert [window["input_ids"][1:-1] for window in windows] == [whole[1:7], whole[5:11], whole[9:15], whole[10:16]]
        assert row["labels"] == 1

    def test_logits_and_features_are_those_of_the_windows_averaged(self, base, tokenizer):
        texts = ["box", self.LONG, "lovely lamp", self.LONG + " near our door by them"]
        for pooling in ("mean", "own"):
            model = classify.load_model(base, ("a", "b", "c"), 1, pooling=pooling)
            rows = classify.encode(texts, tokenizer, 8, truncation="windows")
            parts = [[row, *row.get("windows", ())] for row in rows]
            assert [len(part) for part in parts] == [1, 3, 1, 4]
            expected = [classify.logits(model, tokenizer, [bare(one) for one in part]).mean(axis=0) for part in parts]
            found = classify.logits(model, tokenizer, rows)
            assert found == pytest.approx(np.array(expected), abs=1e-5)
            layer = classify.last_layer(model)
            seen = classify.features(model, tokenizer, rows) @ layer.weight.detach().numpy().T
            assert seen + layer.bias.detach().numpy() == pytest.approx(found, abs=1e-5)
            assert np.array_equal(found, classify.logits(model, tokenizer, rows))

    def test_a_narrowed_vocabulary_holds_the_words_of_all_windows(self, base, tokenizer):
        model = classify.load_model(base, ("a", "b"), 1)
        rows = classify.encode([self.LONG], tokenizer, 8, truncation="windows")
        before = classify.logits(model, tokenizer, rows)
        narrow = narrowed(model, (rows,))
        assert classify.logits(model, tokenizer, narrow.rows(rows)) == pytest.approx(before, abs=1e-6)


def bare(row: dict) -> dict:
    return {key: value for key, value in row.items() if key != "windows"}


@pytest.mark.model
def test_a_missing_attention_mask_is_filled_in(tiny_model: Path):
    tokenizer = classify.load_tokenizer(locate(str(tiny_model)))
    whole = classify.encode(["lovely lamp", "box"], tokenizer, 8)
    tokenizer.model_input_names = ["input_ids"]
    bare_rows = classify.encode(["lovely lamp", "box"], tokenizer, 8)
    assert [row["attention_mask"] for row in bare_rows] == [[1] * 4, [1] * 3]
    assert [row["input_ids"] for row in bare_rows] == [row["input_ids"] for row in whole]
