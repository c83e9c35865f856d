"""Rewrites say the same in a little other words."""

import polars as pl

from finetooth.facts.embedding.rewriting import contracted, rewrites, rewritten, swapped, thinned


def test_ways() -> None:
    assert swapped("When it rains, the cellar floods.") == "the cellar floods, When it rains."
    assert swapped("Sorry, closed.") == "Sorry, closed."
    assert contracted("I do not like it") == "I don't like it"
    assert thinned("take the train to the city", 1, frozenset({"the", "to"})) == "take the train the city"
    assert thinned("take it", 0, frozenset({"the"})) == "take it"
    assert rewritten("Nothing to change here", 0, frozenset()) == "Nothing to change here"


def test_each_is_drawn_once_by_seed_and_changed() -> None:
    texts = pl.Series("text", [f"If it is {n} degrees, the pipe number {n} will freeze" for n in range(40)] + ["short"])
    before, after = rewrites(texts, 10, 3)
    assert len(set(before)) == len(after) == 10
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert rewrites(texts.shuffle(seed=1), 10, 3) == (before, after)
    assert rewrites(texts, 10, 4) != (before, after)


def test_texts_without_words() -> None:
    assert rewrites(pl.Series("text", ["", "!!", "你好你好"]), 10, 0) == ([], [])
