"""Languages and scripts of texts."""

import numpy as np
import polars as pl
import pytest

from finetooth.facts.language import LANGUAGES, language_scores, margins, plain, siblings
from finetooth.facts.scripts import letter_counts, main_scripts

TEXTS = [
    "the room was clean and quiet at night",
    "das zimmer war leider sehr laut",
    "la chambre était très bruyante",
    "номер был шумный а завтрак холодный",
    "",
    "x",
    "部屋はとても静かでした",
]


def test_scores_are_those_of_the_library() -> None:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages(list(LANGUAGES))
    scores = language_scores(pl.Series(TEXTS))
    for text, row in zip(TEXTS, scores, strict=True):
        if text:
            theirs = dict(model.rank(text))
            ours = dict(zip(LANGUAGES, np.exp(row - row.max()) / np.exp(row - row.max()).sum(), strict=True))
            same = [name for name in LANGUAGES if name not in ("sr", "uz")]  # in two scripts there, in one here
            assert [ours[name] for name in same] == pytest.approx([theirs[name] for name in same], abs=2e-3)


def test_a_text_has_the_same_score_alone_and_among_others() -> None:
    together = language_scores(pl.Series(TEXTS))
    alone = np.concatenate([language_scores(pl.Series([text])) for text in TEXTS])
    assert together == pytest.approx(alone, abs=1e-4)
    assert language_scores(pl.Series([], dtype=pl.String)).shape == (0, len(LANGUAGES))


def test_margins_leave_siblings_out() -> None:
    scores = language_scores(pl.Series(["jeg bor i en lille by ved havet og har en hund"]))
    assert siblings("da") == {"da", "no"}
    assert siblings("en") == {"en"}
    assert margins(scores, "no")[0] < 0 < margins(scores, "en")[0]


def test_plain_keeps_the_words_alone() -> None:
    texts = pl.Series(["RT @ann: See https://a.example/b #now &amp; <b>GO</b> 12x!", None, "Ｄａｓ\tist  gut"])
    assert plain(texts).to_list() == ["rt see go x", "", "das ist gut"]


def test_the_script_of_most_letters() -> None:
    words = pl.Series(["hello you", "привет hi", "мир hello you", "漢字かな", "안녕", "नमस्ते", "", None, "ab жз"])
    names = main_scripts(words, letter_counts(words)).to_list()
    assert names[:2] == ["Latin", "Cyrillic"]
    assert names[2:] == ["Latin", "Chinese and Japanese", "Korean", "Devanagari", None, None, None]


def test_vowel_signs_do_not_hide_a_script() -> None:
    words = pl.Series(["रेलवे स्टेशन कहाँ है", "আমার কার্ড", "hello"])
    assert main_scripts(words, letter_counts(words)).to_list() == ["Devanagari", "Bengali", "Latin"]
