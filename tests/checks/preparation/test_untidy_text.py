"""PRE008."""

import polars as pl
import pytest

from finetooth.checks.preparation.untidy_text import UntidyText
from finetooth.core.finding import Severity


def _mended(text: str) -> str:
    return UntidyText().mend(pl.Series([text])).item()


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("  a  b\t\tc ", "a b c"),
        ("a\u00a0b\u3000c", "a b c"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\x00b\x07\x9fc", "abc"),
        ("\ufeffa\u200bb\u00adc\u2060", "abc"),
        ("\u202eabc\u202c", "abc"),
        ("e\u0301", "é"),
        ("a\u200db\u200cc", "abc"),
        ("👍\u200d", "👍"),
        ("a\x0bb\x0cc\x85d", "a b c d"),
    ],
)
def test_what_is_mended(text: str, after: str) -> None:
    assert _mended(text) == after


@pytest.mark.parametrize(
    "text",
    [
        "one\ntwo\n\nthree",
        "👩\u200d👩\u200d👧",
        "❤️\u200d🔥",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "می\u200cخواهم",
        "क्\u200dष",
        "ภาษา\u200bไทย",
        "“quoted” – yes…",
        '"in quotes"',
        "ﬁ ① ™",
    ],
)
def test_what_stays(text: str) -> None:
    assert _mended(text) == text


def test_evidence_counts_kinds(judge) -> None:
    verdict = judge(UntidyText, [{"text": " a"}, {"text": "b\u200bc"}, {"text": "e\u0301"}, {"text": "tidy"}])
    assert verdict.severity is Severity.INFO
    assert verdict.rows == (1, 2, 3)
    assert verdict.evidence["kinds"] == {"not composed": 1, "invisible characters": 1, "spaces": 1}
