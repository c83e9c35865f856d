import pytest

from finetooth.screen.difference import marked, parts


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Caf\u00c3\u00a9 au lait", "Café au lait", "Caf[-Ã©-]{+é+} au lait"),
        ("  tea ", "tea", "[-␣␣-]tea[-␣-]"),
        ("a\tb", "a b", "a[-⇥-]{+␣+}b"),
        ("a\u200bb", "ab", "a[-\\u200b-]b"),
        ("a\x1b[2Jb", "ab", "a[-\\x1b[2J-]b"),
        ("", "new", "{+new+}"),
        (None, "new", "{+new+}"),
        ("same", "same", "same"),
    ],
)
def test_the_change_is_marked(before, after, told):
    assert marked(before, after).plain == told


def test_what_stayed_is_cut_around_the_change():
    told = marked("x" * 500 + "old" + "y" * 500, "x" * 500 + "new" + "y" * 500).plain
    assert len(told) < 100
    assert "[-old-]{+new+}" in told


def test_long_texts_are_compared_at_their_ends_only():
    told = parts("a" * 5000 + "old" + "b" * 5000, "a" * 5000 + "new" + "b" * 5000)
    assert [kind for kind, _ in told] == ["gone", "new"] or ("gone", "old") in told


def test_a_text_that_changed_everywhere_is_cut(printed):
    told = marked("ab" * 400, "ba" * 300 + "c" * 100).plain
    assert len(told) < 2000


def test_nothing_hostile_gets_through():
    told = marked("[red]a\x1b]0;x\x07\u202e", "[red]b\x9b2J").plain
    assert "\x1b" not in told
    assert "\x9b" not in told
    assert "\u202e" not in told
    assert "[red]" in told
