import pytest

from finetooth.screen.clean import clean, safe


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;new title\x07text", "text"),
        ("\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b2Jcleared", "cleared"),
        ("bell\x07 back\x08 null\x00", "bell back null"),
        ("two\nlines\tand\r\ntabs", "two lines and  tabs"),
        ("plain [bold]text[/bold] :smile:", "plain [bold]text[/bold] :smile:"),
        ("Grüße, 日本", "Grüße, 日本"),
    ],
)
def test_what_a_terminal_would_act_on_is_removed(hostile, shown):
    assert clean(hostile) == shown


@pytest.mark.parametrize("char", ["\u202e", "\u2066", "\u200f", "\ud800", "\U000e0041"])
def test_what_cannot_be_seen_or_turns_the_text_is_written_out(char):
    assert clean(f"a{char}b") == f"a\\{'U000e0041' if ord(char) > 0xFFFF else f'u{ord(char):04x}'}b"


def test_an_escape_that_is_never_closed_does_not_hide_the_rest():
    assert "the rest" in clean("\x1b]0;the rest")


def test_long_text_is_cut_and_says_so():
    assert clean("x" * 1000, limit=10) == "x" * 9 + "…"


def test_markup_in_text_means_nothing():
    assert safe("[red]x[/red]").plain == "[red]x[/red]"
