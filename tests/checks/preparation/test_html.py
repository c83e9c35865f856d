"""PRE007."""

import time

import polars as pl
import pytest

from finetooth.checks.preparation.html import Html


def _mended(text: str) -> str:
    return Html().mend(pl.Series([text])).item()


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("can&#039;t", "can't"),
        ("a &amp; b", "a & b"),
        ("&lt;3 &quot;x&quot;", '<3 "x"'),
        ("&amp;amp;lt;3", "<3"),
        ("&#x1F600;&#128512;", "😀😀"),
        ("caf&eacute;", "café"),
        ("one<br />two<BR>three", "one two three"),
        ("<p class='x'>hi</p>", " hi "),
        ('<a href="https://example.org?a=1&amp;b=2">here</a>', " here "),
        ("<img src=x.png alt=lamp/>", " "),
        ("a<!-- note\nto self -->b", "a b"),
        ("&lt;b&gt;bold&lt;/b&gt;", " bold "),
        ("<b <i> title='x'>", " "),
        ('<time datetime="12:00">noon</time>', " noon "),
    ],
)
def test_what_is_mended(text: str, after: str) -> None:
    assert _mended(text) == after


@pytest.mark.parametrize(
    "text",
    [
        "a < b and c > d",
        "I <3 you",
        "ask <user> at <time> or <address>",
        "if x <b and y> 3",
        "AT&T; R&D",
        "&nosuchthing;",
        "?a=1&copy=2",
        "&amp without its end",
        "<-- left",
        "<>",
        "<bring it>",
        "&#99999999;",
        "&#xD800;",
    ],
)
def test_what_stays(text: str) -> None:
    assert _mended(text) == text


def test_evidence_counts_entities_and_tags(judge) -> None:
    rows = [{"text": "a<br>b<BR/>c"}, {"text": "x &amp; y &amp; z &bogus;"}, {"text": "plain"}]
    verdict = judge(Html, rows)
    assert verdict.rows == (1, 2)
    assert verdict.evidence == {"entities": {"&amp;": 2}, "tags": {"br": 2}, "first": [1, 2]}


def test_deep_nesting_ends_in_time() -> None:
    start = time.process_time()
    _mended("<b " * 20_000 + " title='x'>" * 20_000)
    _mended("&" + "amp;" * 100_000)
    _mended("&" + "#38;" * 100_000)
    assert time.process_time() - start < 3
