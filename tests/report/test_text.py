import unicodedata

import pytest

from finetooth.report.text import fit, line, sentence, slug, visible, whole_sentences, width

VISIBLE_FORMATS = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"


def test_control_characters_are_stripped_and_line_feeds_stay():
    assert visible("\x1b[31mred\x07\x00\x9b\r\n\tend") == "[31mred\n\tend"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\u202eevil", r"\u202eevil"),
        ("a\u200bb", r"a\u200bb"),
        ("\ufeff", r"\ufeff"),
        ("\U000e0041", r"\U000e0041"),
        ("\ud800", r"\ud800"),
    ],
)
def test_unseen_characters_are_written_out(text, shown):
    assert visible(text) == shown


def test_no_format_character_passes_but_those_with_a_shape():
    formats = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in ("Cf", "Zl", "Zp", "Cs")]
    passed = {character for character in formats if visible(character) == character}
    assert all(unicodedata.category(character) == "Cf" for character in passed)
    assert {character for character in passed if ord(character) < 0x11000 or ord(character) > 0x13500} <= set(
        VISIBLE_FORMATS
    )


def test_what_can_be_read_stays():
    text = "Größe, 数字, عربي, naïve 👍 – “quoted”"
    assert visible(text) == text


def test_line_is_one_line_and_cut():
    assert line("a\n b\t c") == "a b c"
    assert line("x" * 300) == "x" * 200 + "…"
    assert line("x" * 200) == "x" * 200


def test_line_cuts_before_escaping_so_that_no_escape_is_torn():
    assert line("\u202e" * 3, 2) == r"\u202e\u202e…"


def test_fit_stays_within_its_room():
    for text in ("a plain and rather long label", "W" * 40, "数字数字数字数字数字", "i" * 200):
        assert width(fit(text, 12)) <= 12
    assert fit("short", 12) == "short"
    assert fit("a plain and rather long label", 12).endswith("…")


def test_slug_and_sentence():
    assert slug('EVL"><script>1') == "EVL-script-1"
    assert slug("…") == "x"
    assert sentence("set more rows apart") == "Set more rows apart"
    assert sentence("") == ""


def test_advice_is_cut_at_the_end_of_a_sentence():
    assert whole_sentences("Do this. Then that. And more.", 20) == "Do this. Then that."
    assert whole_sentences("Do this with care. Then that.", 5) == "Do this with care."
    assert whole_sentences("Set e.g. 0.5. Then look.", 99) == "Set e.g. 0.5. Then look."
