"""A check's message becomes a sentence; a title's names and numbers stay whole."""

import pytest

from finetooth.report.prose import said, unbroken


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("it ran to its end", "It ran to its end"),
        ("macro_f1 0.508 lies in [0.4, 0.6]", "macro-F1 0.508 lies in [0.4, 0.6]"),
        ("a column 'macro_f1' and `roc_auc`", "A column 'macro_f1' and `roc_auc`"),
        ("macro_f1.low >= 0.90 is not met", "macro_f1.low >= 0.90 is not met"),
        ("validation: 150 rows", "Validation: 150 rows"),
        ("label_column is missing", "label_column is missing"),
        ("12 of 40 rows\nof one class", "12 of 40 rows of one class"),
        ("", ""),
    ],
)
def test_a_message_is_told_as_a_sentence(message, shown):
    assert said(message, 200) == shown


def test_within_a_sentence_there_is_no_capital():
    assert said("it ran to its end", 200, False) == "it ran to its end"
    assert said("a" * 30, 20) == "a" * 20 + "…"


def test_titles_are_escaped_and_keep_names_and_numbers_whole():
    shown = unbroken("macro-F1 <b>of</b> 12 % & more")
    whole = '<span class="whole">{}</span>'.format
    assert shown == f"{whole('macro-F1')} &lt;b&gt;of&lt;/b&gt; {whole('12 %')} &amp; more"
