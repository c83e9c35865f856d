"""Punctuation goes, words and symbols stay."""

import pytest

from finetooth.scenarios.no_punctuation import NoPunctuation


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("don’t, won't", "dont wont"),
        ("good/bad...ugly", "good bad ugly"),
        ('(well) "done"', "well done"),
        ("3 + 4 = 7 €", "3 + 4 = 7 €"),
        ("¿Qué? ¡Sí!", "Qué Sí"),
        ("今天，很好。", "今天 很好"),
        ("no marks here", "no marks here"),
        ("line one.\nline two.", "line one\nline two"),
    ],
)
def test_marks_of_all_scripts_go_and_words_stay_apart(before: str, after: str):
    assert NoPunctuation().apply([before], 0) == [after]
