"""The join finds exactly the pairs that comparing all with all finds."""

import random

import polars as pl
import pytest

from finetooth.facts.neighbours import arrays, overlap, prefixes, shingles
from finetooth.facts.neighbours import join as joining
from finetooth.facts.neighbours.join import jaccard_join, join
from finetooth.facts.neighbours.minhash import bands


def grams(text: str, size: int) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[at : at + size]) for at in range(max(1, len(words) - size + 1))} if words else set()


def by_hand(texts: list[str], size: int, threshold: float) -> dict[tuple[int, int], float]:
    sets = [grams(text, size) for text in texts]
    scores = {
        (one, two): len(sets[one] & sets[two]) / len(sets[one] | sets[two])
        for one in range(len(texts))
        for two in range(one + 1, len(texts))
        if sets[one] and sets[two]
    }
    return {pair: score for pair, score in scores.items() if score >= threshold - 1e-12}


def edited(seed: int) -> list[str]:
    draw = random.Random(seed)
    known = [f"w{number}" for number in range(30)]
    texts = [" ".join(draw.choices(known, k=draw.choice([0, 1, 2, 3, 5, 8, 12]))) for _ in range(50)]
    for _ in range(50):
        words = draw.choice(texts).split()
        if words:
            words[draw.randrange(len(words))] = draw.choice(known)
        texts.append(" ".join(words))
    return texts


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_join_equals_comparing_all_with_all(size: int, threshold: float) -> None:
    texts = edited(size)
    wanted = by_hand(texts, size, threshold)
    found = {(left, right): score for left, right, score in jaccard_join(pl.Series(texts), size, threshold).iter_rows()}
    assert found.keys() == wanted.keys()
    assert found == pytest.approx(wanted)


def test_join_of_two_files_is_the_crossing_part() -> None:
    texts = edited(9)
    wanted = {(left, right - 40) for left, right in by_hand(texts, 2, 0.5) if left < 40 <= right}
    found = jaccard_join(pl.Series(texts[:40]), 2, 0.5, pl.Series(texts[40:]))
    assert set(found.select("left", "right").iter_rows()) == wanted


def test_small_chunks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = pl.Series(edited(4))
    whole = jaccard_join(texts, 2, 0.4)
    for module, name in [(arrays, "_PIECE"), (prefixes, "_CHUNK"), (overlap, "_CHUNK"), (shingles, "_CHUNK")]:
        monkeypatch.setattr(module, name, 50)
    monkeypatch.setattr(shingles, "_PIECE", 50)
    assert jaccard_join(texts, 2, 0.4).equals(whole)


def test_bands_take_over_where_the_exact_join_would_grow_with_the_square(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(1)
    texts = pl.Series([" ".join(draw.choices("abcdefghij", k=12)) for _ in range(400)])
    exact = join(texts, 1, 0.8)
    assert exact.exact
    monkeypatch.setattr(joining, "_FREE", 0)
    monkeypatch.setattr(joining, "_PER_SET", 0)
    banded = join(texts, 1, 0.8)
    assert not banded.exact
    wanted = set(exact.pairs.select("left", "right").iter_rows())
    found = set(banded.pairs.select("left", "right").iter_rows())
    assert found <= wanted
    assert len(found) >= 0.5 * len(wanted)  # larger buckets are paired only in part
    assert banded.pairs.equals(join(texts, 1, 0.8).pairs)


def test_long_texts_of_shared_parts_are_joined_exactly() -> None:
    draw = random.Random(2)
    parts = [" ".join(draw.choices([f"w{number}" for number in range(300)], k=12)) for _ in range(40)]
    texts = [" ".join(draw.choices(parts, k=draw.randint(3, 8))) for _ in range(60)]
    texts += [text.replace("w7", "w8", 2) for text in texts]
    wanted = by_hand(texts, 5, 0.8)
    found = {(left, right): score for left, right, score in jaccard_join(pl.Series(texts), 5, 0.8).iter_rows()}
    assert found == pytest.approx(wanted)
    assert any(score < 1 for score in found.values())


def test_a_text_that_repeats_itself_counts_each_shingle_once() -> None:
    found = jaccard_join(pl.Series(["so it goes " * 50, "so it goes " * 3, "so it goes"]), 3, 0.8)
    assert set(found.iter_rows()) == {(0, 1, 1.0)}


def test_bands_miss_one_in_a_thousand_at_most() -> None:
    number, rows = bands(0.8)
    assert (1 - 0.8**rows) ** number <= 0.001


@pytest.mark.parametrize("texts", [[], [None], ["", " "], ["one"], [None, "a b", "a\tb", "a  b"]])
def test_any_texts_are_joined(texts: list[str | None]) -> None:
    found = jaccard_join(pl.Series(texts, dtype=pl.String), 3, 0.8)
    assert found.height == (3 if len(texts) == 4 else 0)
    assert found.columns == ["left", "right", "score"]
