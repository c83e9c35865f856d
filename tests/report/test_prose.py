"""A check's message becomes a sentence; a title's names and numbers stay whole."""

import pytest

from finetooth.report.prose import said, unbroken


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("it ran to its end", "It ran to its end"),
        ("macro_f1 0.508 lies in [0.4, 0.6]", "macro-F1 0.508 lies between 0.4 and 0.6"),
        ("kappa 0.434 [0.286, 0.582] on 9 rows", "Kappa 0.434 (0.286 to 0.582) on 9 rows"),
        ("the gain (0.41234, 0.49876) is told", "The gain (0.412 to 0.498) is told"),
        ("it fell (difference -0.020 [-0.051, -0.000])", "It fell (difference −0.020, −0.051 to 0.000)"),
        ("ends at [12%, 34%]", "Ends at (12 % to 34 %)"),
        ("rows (3, 7) and 'x [0.1, 0.2]' stay", "Rows (3, 7) and 'x [0.1, 0.2]' stay"),
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


def test_of_a_long_list_some_parts_are_told_and_the_others_counted():
    message = "; ".join(f"group {place} falls short" for place in range(30))
    told = said(message, 100)
    assert told == "Group 0 falls short; group 1 falls short; group 2 falls short; group 3 falls short; and 26 more"
    assert len(told) <= 100


def test_titles_are_escaped_and_keep_names_and_numbers_whole():
    shown = unbroken("macro-F1 <b>of</b> 12 % & more")
    whole = '<span class="whole">{}</span>'.format
    assert shown == f"{whole('macro-F1')} &lt;b&gt;of&lt;/b&gt; {whole('12 %')} &amp; more"
