"""Values are told as people read them."""

import pytest

from finetooth.report.told import told, told_as


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        ((), "–"),
        ({}, "–"),
        ("", "–"),
        (True, "yes"),
        (12, "12"),
        (0.123456, "0.1235"),
        (["a", "b"], "a, b"),
        ({"no_accents": [0.5, 0.25], "emoji": 1}, "no accents 0.5, 0.25; emoji 1"),
        ([{"words": ["app", "late"], "share": 0.2}, {"words": ["bill"]}], "(words app, late; share 0.2); words bill"),
    ],
)
def test_nothing_is_left_of_brackets_and_quotes(value: object, text: str) -> None:
    assert told(value) == text


def test_an_interval_is_told_by_its_ends() -> None:
    assert told_as("interval", [0.41234, 0.49876]) == "0.4123 to 0.4988"
    assert told_as("macro_f1_interval", [[0.1, 0.2], [0.3, 0.4]]) == "0.1 to 0.2; 0.3 to 0.4"
    assert told_as("rows", [3, 7]) == "3, 7"
    assert told({"interval": [0.1, 0.2]}) == "interval 0.1 to 0.2"
