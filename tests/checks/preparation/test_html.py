"""PRE007."""

import time

import polars as pl
import pytest

from finetooth.checks.preparation.html import Html
from finetooth.core.finding import Outcome


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
        ('see [the page](https://a.example/x_(y) "t") now', "see the page now"),
        ("![a lamp](/img/lamp.png)", "a lamp"),
        ("[url=https://a.example]here[/url] [B]x[/B]", " here   x "),
        ("<!DOCTYPE html><p>hi", "  hi"),
        ("&lt;![CDATA[hi]]&gt;", " hi "),
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
        "x[i] and [b] of a list",
        "f[0](x) and [see](note)",
        "https://a.example/?a=1 and <https://a.example>",
    ],
)
def test_what_stays(text: str) -> None:
    assert _mended(text) == text


def test_evidence_counts_entities_and_tags(judge) -> None:
    rows = [{"text": "a<br>b<BR/>c"}, {"text": "x &amp; y &amp; z &bogus;"}, {"text": "plain"}]
    verdict = judge(Html, rows)
    assert verdict.rows == (1, 2)
    assert (verdict.evidence["entities"], verdict.evidence["tags"]) == ({"&amp;": 2}, {"br": 2})
    assert verdict.evidence["first"] == [1, 2]
    assert verdict.statistics.checked == 3


def test_evidence_counts_links_markdown_and_bbcode(judge) -> None:
    rows = [{"text": "see [it](https://a.example)"}, {"text": "[i]so[/i]"}, {"text": "see https://a.example"}]
    verdict = judge(Html, rows)
    assert verdict.rows == (1, 2)
    assert [verdict.evidence[name] for name in ("markdown_links", "bbcode", "with_links")] == [1, 1, 2]


def test_links_alone_are_no_fault(judge) -> None:
    verdict = judge(Html, [{"text": "see https://a.example"}, {"text": "no"}])
    assert verdict.outcome is Outcome.PASSED
    assert verdict.evidence == {"with_links": 1}


def test_markup_is_reviewed_before_it_is_taken_out() -> None:
    assert Html.fix_class == "review"


def test_deep_nesting_ends_in_time() -> None:
    start = time.process_time()
    _mended("<b " * 20_000 + " title='x'>" * 20_000)
    _mended("&" + "amp;" * 100_000)
    _mended("&" + "#38;" * 100_000)
    assert time.process_time() - start < 3
