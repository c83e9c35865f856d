"""PRE018."""

from types import SimpleNamespace

import polars as pl
import pytest

from finetooth.checks.preparation.special_tokens import SpecialTokens
from finetooth.core.finding import Outcome

PLAIN = {"text": "all fine here", "label": "good"}


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("[CLS] hi [SEP] there [SEP]", "hi there"),
        ("a [MASK] b", "a b"),
        ("<s>hi</s>", "hi"),
        ("hi</s></s>there", "hi there"),
        ("hi <|endoftext|>", "hi"),
        ("<|start_header_id|>user<|end_header_id|> hi<|eot_id|>", "user hi"),
        ("<｜begin▁of▁sentence｜>hi", "hi"),
        ("[INST] <<SYS>>x<</SYS>> hi [/INST]", "x hi"),
        ("<start_of_turn>hi<end_of_turn><eos>", "hi"),
        ("### Instruction:\nhi\n### Response: ho", "hi ho"),
        ("a <unk> b<pad><pad>", "a b"),
    ],
)
def test_what_is_found_and_taken_out(judge, text: str, after: str) -> None:
    assert judge(SpecialTokens, [{"text": text, "label": "bad"}, PLAIN]).rows == (1,)
    assert SpecialTokens().mend(pl.Series([text])).item() == after


@pytest.mark.parametrize(
    "text",
    [
        "<user> <url> <number> [E1] [NAME]",
        "was <s>20</s> now 15",
        "<s>one</s> and <s>two</s> left",
        "[mask] [sep]",
        "# Input: none; ## Notes",
        "a <|b and c|> d",
        "User: I asked",
    ],
)
def test_what_stays(judge, text: str) -> None:
    assert judge(SpecialTokens, [{"text": text, "label": "bad"}, PLAIN]).outcome is Outcome.PASSED
    assert SpecialTokens().mend(pl.Series([text])).item() == text


def test_turns_are_told_unless_all_the_data_are_turns(judge) -> None:
    turn = {"text": "Human: is it open?\nAssistant: yes", "label": "good"}
    verdict = judge(SpecialTokens, [turn, *[PLAIN] * 20])
    assert (verdict.rows, verdict.evidence["turns"]) == ((1,), 1)
    assert judge(SpecialTokens, [turn] * 20).outcome is Outcome.PASSED


def test_the_base_models_own_tokens_count(judge) -> None:
    tokenizer = SimpleNamespace(bos_token="<begin>", eos_token="!", unk_token=None, mask_token="<gap>")
    rows = [{"text": "mind the <gap> here!"}, {"text": "all fine!"}]
    verdict = judge(SpecialTokens, {"rows": rows, "tokenizer": tokenizer})
    assert verdict.rows == (1,)
    assert verdict.evidence["own"] == ["<begin>", "<gap>"]
    assert judge(SpecialTokens, rows).outcome is Outcome.PASSED
