"""Texts with the same letters are tied whatever spaces and signs part them; numbers and symbols count."""

import polars as pl
import pytest

from finetooth.facts.neighbours.alike import SIGNED, SPACED, alike, letters, telling_signs


def tied(one: str, two: str) -> float | None:
    """Return the distance of two texts if they are tied."""
    found = alike(pl.Series(["nothing like it", one, "nor like this", two]))
    assert set(found.select("left", "right").iter_rows()) <= {(1, 3)}
    return found["distance"][0] if found.height else None


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("the baker's loaves aren't fresh .", "the baker 's loaves are n't fresh."),
        ("well ... maybe", "well maybe"),
        ("so soon .", "so soon"),
        ("我们走吧。", "我们走吧"),
    ],
)
def test_spaces_and_full_stops(one: str, two: str) -> None:
    assert tied(one, two) == SPACED


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("the well-known baker (of lyon) is back", "the well known baker of lyon is back"),
        ("''fresh'' loaves, at last", '"fresh" loaves at last!'),
        ("is it fresh?", "is it fresh"),
        ("room 5, floor 1.5", "room 5 - floor 1.5?"),
    ],
)
def test_signs(one: str, two: str) -> None:
    assert tied(one, two) == SIGNED


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("it costs 1.5 crowns", "it costs 15 crowns"),
        ("add -5 to it", "add 5 to it"),
        ("from 3/4 on", "from 34 on"),
        ("fresh loaves 😀", "fresh loaves"),
        ("a loaf at 5 %", "a loaf at 5"),
        ("call me @baker", "call me baker"),
        ("fresh loaves :)", "fresh loaves :("),
        ("fresh loaves ;-)", "fresh loaves"),
        ("...", ". . ."),
        ("😀", "😅"),
        ("we bake", "we baked"),
    ],
)
def test_what_may_be_another_text(one: str, two: str) -> None:
    assert tied(one, two) is None


def test_the_words_are_those_of_the_shorter_text() -> None:
    found = alike(pl.Series(["ice cream !", "icecream", "oh, ice.", "oh ice"]))
    assert sorted(found.select("left", "right", "words").iter_rows()) == [(0, 1, 1), (2, 3, 2)]


def test_no_texts_and_one_text_have_no_pairs() -> None:
    for texts in ([], ["fresh"], ["", ""]):
        assert alike(pl.Series(texts, dtype=pl.String)).is_empty()


def test_a_text_spelled_in_many_ways_is_tied_to_the_next_twenty() -> None:
    ways = [f"fresh{'!' * n} loaves{'?' * m}" for n in range(1, 21) for m in range(1, 21)]
    found = alike(pl.Series(ways))
    assert found.height == sum(min(20, len(ways) - 1 - n) for n in range(len(ways)))
    assert (found["left"] < found["right"]).all()


def test_letters_keep_numbers_whole() -> None:
    one, two = letters(pl.Series(["v 1.2.3 - out now!", "v 1.23 out now"]))
    assert one != two
    assert one == letters(pl.Series(["v1.2.3 out, now"]))[0]


def test_only_signs_that_may_tell_are_left() -> None:
    table = pl.DataFrame({"words": [["?", ".", "…", "'s", "it", "'", ",", ")", "😀"]]})
    assert table.select(telling_signs(pl.col("words"))).item().to_list() == ["?", ")", "😀"]
