import pytest

from finetooth.report.markdown import bullets, plain, table


@pytest.mark.parametrize(("text", "shown"), [
    ("a|b", r"a\|b"), ("`code`", r"\`code\`"), ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"), ("&lt;", "&amp;lt;"),
    ("[a](javascript:x)", r"\[a\](javascript:x)"), ("a\n# b", r"a \# b"), ("https://evil.example", r"https\://evil.example"),
    ("www.evil.example", r"www\.evil.example"), ("- item", r"\- item"), ("1. item", r"1\. item"), ("a_b*c", r"a\_b\*c"),
    ("0.1.0", "0.1.0"), ("2) x", r"2\) x"), ("+1", r"\+1"),
    ("plain, macro-F1 0.812", "plain, macro-F1 0.812"), ("\u202ex", r"\\u202ex"), ("---", r"\---"),
])  # fmt: skip
def test_text_of_users_stays_text(text, shown):
    assert plain(text) == shown


def test_table_and_bullets():
    assert table(("a", "b"), [("1", "2")]) == "| a | b |\n| --- | ---: |\n| 1 | 2 |"
    assert bullets(["a", "b"]) == "- a\n- b"
