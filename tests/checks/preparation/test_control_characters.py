"""PRE016."""

import polars as pl
import pytest

from finetooth.checks.preparation.control_characters import ControlCharacters
from finetooth.checks.preparation.untidy_text import UntidyText


def _mended(text: str) -> str:
    return ControlCharacters().mend(pl.Series([text])).item()


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("pay \u202eknab\u202c", "pay knab\u202c"),
        ("hi\U000e0061\U000e0062 there", "hi there"),
        ("hi\ufe00\ufe01\ufe02\U000e0101 there", "hi there"),
        ("a\u3164b\uffa0c", "abc"),
        ("call \ue001 now", "call  now"),
        ("\uf602\uf3fb", "\U0001f602\U0001f3fb"),
        ("x\u0378\uffff", "x"),
    ],
)
def test_what_is_mended(text: str, after: str) -> None:
    assert _mended(text) == after


@pytest.mark.parametrize(
    "text",
    [
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "❤️ ☹️️ 1️⃣",
        "葛\U000e0100飾",
        "ᄀ\u1160ᆨ",
        "\U0001faf0 \U0001fb00",
        "می\u200cخواهم",
        "a\u200bb\u00ad",
    ],
)
def test_what_stays(text: str) -> None:
    assert _mended(text) == text


def test_evidence_counts_kinds(judge) -> None:
    verdict = judge(ControlCharacters, [{"text": "\u202eab"}, {"text": "\ue001\ue002"}, {"text": "plain"}])
    assert verdict.rows == (1, 2)
    assert verdict.evidence["kinds"] == {"direction overrides": 1, "private use": 1}
    assert ControlCharacters.fix_class == "review"


def test_it_agrees_with_the_check_of_untidy_text() -> None:
    texts = pl.Series(["a\u202eb\u0000c\ue001 \U000e0041d\u200be"])
    one, other = ControlCharacters(), UntidyText()
    assert one.mend(other.mend(texts)).to_list() == other.mend(one.mend(texts)).to_list() == ["abc de"]
