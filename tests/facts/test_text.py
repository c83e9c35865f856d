"""Blank texts, and what is left of a text when its spelling does not count."""

import polars as pl
import pytest

from finetooth.core.facts import Facts
from finetooth.core.rows import Rows
from finetooth.facts.text import is_blank, normalise


def _normal(text: str) -> str:
    return normalise(pl.Series([text])).item()


@pytest.mark.parametrize("text", [None, "", "  \n\t", "\u00a0", "\u200b\u200d\ufeff", "\u2800\u3164", "\ufe0f", "\x00"])
def test_blank(text: str | None) -> None:
    assert is_blank(pl.Series([text], dtype=pl.String)).to_list() == [True]


@pytest.mark.parametrize("text", [".", "?", "NA", "null", "\ufffd", "🙂", " x ", "中", "\u0301a"])
def test_not_blank(text: str) -> None:
    assert is_blank(pl.Series([text])).to_list() == [False]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hello  There\n", "hello there"),
        ("Ｈｅｌｌｏ", "hello"),
        ("STRASSE", "Straße"),
        ("ΟΔΟΣ", "οδοσ"),
        ("ﬁne", "FINE"),
        ("cafe\u0301", "CAFÉ"),
        ("a\u00a0b", "a b"),
        ("a\u200bb\ufeff", "ab"),
    ],
)
def test_what_reads_alike_is_alike(one: str, other: str) -> None:
    assert _normal(one) == _normal(other)


@pytest.mark.parametrize(("one", "other"), [("Good!", "Good?"), ("it's", "its"), ("a b", "ab"), ("ı", "i"), ("é", "e")])
def test_what_differs_stays_different(one: str, other: str) -> None:
    assert _normal(one) != _normal(other)


def test_facts_are_aligned_with_the_rows() -> None:
    facts = Facts({"rows": Rows.of([{"text": " A  b"}, {"text": None}, {"text": "\u2800"}, {"text": "c"}])})
    assert facts.get("blank_text").to_list() == [False, True, True, False]
    assert facts.get("normalised_text").to_list() == ["a b", "", "", "c"]
    assert facts.get("rows").texts.to_list() == [" A  b", None, "\u2800", "c"]


def test_no_rows() -> None:
    facts = Facts({"rows": Rows.of([])})
    assert facts.get("normalised_text").to_list() == []
