"""Patterns: a quick sign first, then the exact value, verified."""

import re

import polars as pl

from finetooth.facts.patterns import Pattern, mask, search

EVEN = Pattern("even", r"\d", re.compile(r"no (?P<value>\d+)"), lambda value: int(value) % 2 == 0)
TEXTS = pl.Series("text", ["no 12 and no 14", "no 13", None, "nothing", "12"])


def test_only_what_verifies_is_found() -> None:
    assert search(TEXTS, [EVEN]).rows() == [(0, "even", "12")]


def test_masking_keeps_what_is_around() -> None:
    before = TEXTS.to_list()
    assert mask(TEXTS, [EVEN]).to_list() == ["no <even> and no <even>", "no 13", None, "nothing", "12"]
    assert TEXTS.to_list() == before


def test_what_masking_uncovers_is_masked_too() -> None:
    inner = Pattern("x", "a", re.compile("a(?=<|$)"))
    assert mask(pl.Series("text", ["aaa"]), [inner]).to_list() == ["<x><x><x>"]
