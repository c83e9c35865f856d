"""Values are told as people read them."""

import pytest

from finetooth.report.told import told


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
