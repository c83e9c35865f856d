"""PRE007."""

import json
import random

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
        ("&amp without its end", "& without its end"),
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
        "?a=1&amp=2",
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


def test_deep_nesting_is_mended_to_its_end() -> None:
    assert _mended("&" + "amp;" * 100_000) == "&"
    assert _mended("&" + "#38;" * 100_000) == "&"
    assert "title" in _mended("<b " * 20_000 + " title='x'>" * 20_000)  # read again and again it would take hours


@pytest.mark.parametrize(
    "text",
    [
        "It’s fine – I don’t mind 😀",
        "Great place.\n\nThe food was good.",
        'He said "no".\nThen he left.',
        "naïve café?!\n",
    ],
)
def test_escapes_of_prose_are_read_back_to_what_was_written(text: str) -> None:
    assert _mended(json.dumps(text)[1:-1]) == text


def test_escaped_bytes_are_read_back() -> None:
    assert _mended(str("the café – nice".encode())[2:-1]) == "the café – nice"


@pytest.mark.parametrize(
    "text",
    [
        r"C:\new\table\report",
        r"it is in D:\notes",
        r"see \\server\new\ now",
        r"src\name and docs\News",
        r"open docs\news.txt please",
        r"$\nu \to \tau$",
        r"\nabla f and \rho",
        r"\text{so} \neq 0",
        r"print('a\nb')",
        r'System.out.println("one\ntwo");',
        r"the range [\u0400-\u04FF]",
        r"put \n for a newline",
        r"why is \u2019 in my JSON string?",
        r"s = 'caf\xc3\xa9'",
        r"grep '\bword\b' \n",
        r"a lone \ud83d half",
        r"a control \u0000 sign",
        r"a backslash \u005cn in code",
        r"¯\_(ツ)_/¯ \n",
        r"he said \new",
        "one line\nand \\nanother",
        r"\x41\x42 plain letters",
    ],
)
def test_escapes_of_code_paths_and_formulas_stay(text: str) -> None:
    assert _mended(text) == text


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("It isn&#8217t right", "It isn’t right"),
        ("don&#39t go, I &#39said&#39 so", "don't go, I 'said' so"),
        ("Tom &amp Ann &amp", "Tom & Ann &"),
        ("can&#8217 ; t stop", "can’ t stop"),
        ("quot;Noquot; she said", '"Noquot; she said'),
        ("Tom amp; Ann, Q amp;amp; A", "Tom & Ann, Q & A"),
        ("oil #39;s price, it#39;s high", "oil 's price, it's high"),
        ("lt;b&gt;bold", " bold"),
        ("the shop&amp;#039;s mo", "the shop's mo"),
    ],
)
def test_entities_that_lost_a_part(text: str, after: str) -> None:
    assert _mended(text) == after


@pytest.mark.parametrize(
    "text",
    [
        "my new amp; it is loud",
        "a 50 amp; breaker",
        "issue #39; fixed",
        "https://a.example/?a=1&lt=2&gt=3&amp=4",
        "5 lt; of milk, the GT; it",
        "&#392 people",
        "AT&T and R&D; S&P",
    ],
)
def test_words_and_addresses_are_no_entities(text: str) -> None:
    assert _mended(text) == text


def test_escapes_in_most_rows_are_how_the_texts_are_written(judge) -> None:
    written = [{"text": f"Line {n}.\\nAnd more."} for n in range(6)]
    verdict = judge(Html, [*written, *({"text": "plain"} for _ in range(4))])
    assert verdict.outcome is Outcome.PASSED
    assert "60.0 % with escapes, which is how these texts are written" in verdict.message
    few = judge(Html, [*written, *({"text": "plain"} for _ in range(10))])
    assert few.rows == (1, 2, 3, 4, 5, 6)
    assert few.evidence["escapes"] == 6
    marked = judge(Html, [*written, {"text": "a<br>b"}])
    assert marked.rows == (7,)


ESCAPES = {
    "\\n": "\n", "\\n.": "\n.", "\\u2019": "\u2019", "\\n ": "\n ", "&amp": "&", "; &amp;": "; &", "&#8217 ": "\u2019 ",
    "\\xe2": "\\xe2", "' ": "' ", ";": ";", "#39;s": "#39;s",
}  # fmt: skip


@pytest.mark.parametrize(("piece", "after"), ESCAPES.items())
def test_hostile_escapes_are_read_to_their_end(piece: str, after: str) -> None:
    """Thirty thousand of them in one cell; a reader that starts anew at each would not come to an end."""
    told = _mended("\\n" + piece * 30_000)
    assert told[-len(after) * 29_999 :] == after * 29_999


def test_mending_escapes_twice_is_mending_them_once() -> None:
    draw = random.Random(3)
    pieces = [
        "\\",
        "n",
        "u2019",
        "\\n",
        "\\u0026",
        "amp;",
        "&#92;",
        "\\u005c",
        "#39;",
        "s ",
        ". ",
        "A",
        "&amp",
        "quot;",
        "\\x26",
    ]
    texts = pl.Series(["".join(draw.choices(pieces, k=draw.randint(1, 9))) for _ in range(20_000)])
    once = Html().mend(texts)
    assert Html().mend(once).to_list() == once.to_list()
