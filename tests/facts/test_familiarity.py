"""Words that the other rows know speak for their language, words that none knows against it."""

import numpy as np
import polars as pl
import pytest

from finetooth.facts.familiarity import familiarity

KNOWN = ["the room", "was clean", "and quiet", "at night", "my card", "is lost"]
ROWS = pl.Series([f"{KNOWN[n % 6]} {KNOWN[n // 6 % 6]} thing{n}" for n in range(240)])


def test_known_words_speak_for_the_language_and_unknown_ones_against() -> None:
    known = familiarity(ROWS)
    assert known is not None
    assert known.usual == pytest.approx(0.2, abs=0.05)
    ours, mixed, theirs = known.lean(pl.Series(["the card was quiet", "the card was kaputt", "mera naya phone"]), False)
    assert (ours, theirs) == (-2.0, 2.0)
    assert ours < mixed < theirs


def test_a_row_does_not_vouch_for_its_own_words() -> None:
    known = familiarity(pl.concat([ROWS, pl.Series(["mera naya phone", "mera naya phone"])]))
    assert known is not None
    text = pl.Series(["mera naya phone"] * 2)
    assert known.lean(text, np.array([True, False])).tolist() == [2.0, -2.0]


def test_few_rows_know_too_few_words() -> None:
    assert familiarity(ROWS.head(199)) is None


def test_no_text_is_no_error() -> None:
    known = familiarity(ROWS)
    assert known is not None
    assert known.lean(pl.Series([], dtype=pl.String), False).shape == (0,)
