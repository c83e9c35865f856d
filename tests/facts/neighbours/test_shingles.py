"""Word n-grams as hashes: as many as a text has, equal where the words are."""

import polars as pl
import pytest

from finetooth.facts.neighbours import shingles as shingling
from finetooth.facts.neighbours.shingles import word_shingles

TEXTS = ["a b c d", None, "b c d", "a", "", "a b", "c d a b c d", "b a"]


def sets(texts: list[str | None], ngram: int) -> list[list[int]]:
    found = word_shingles(pl.Series(texts, dtype=pl.String), ngram)
    return [found.hashes[at : at + n].tolist() for at, n in zip(found.starts, found.counts, strict=True)]


def test_a_text_has_its_n_grams_and_a_shorter_one_is_a_shingle() -> None:
    assert [len(hashes) for hashes in sets(TEXTS, 3)] == [2, 0, 1, 1, 0, 1, 4, 1]
    assert [len(hashes) for hashes in sets(TEXTS, 1)] == [4, 0, 3, 1, 0, 2, 6, 2]


def test_equal_n_grams_have_equal_hashes_and_the_order_counts() -> None:
    whole, _, tail, one, _, two, long, turned = sets(TEXTS, 3)
    assert whole[1:] == tail
    assert long[2:] == whole
    assert len({*whole, *tail, *one, *two, *long, *turned}) == 2 + 2 + 3


@pytest.mark.parametrize("ngram", [1, 2, 3, 5])
def test_pieces_change_nothing(ngram: int, monkeypatch: pytest.MonkeyPatch) -> None:
    known = sets(TEXTS * 5, ngram)
    monkeypatch.setattr(shingling, "_CHUNK", 7)
    assert sets(TEXTS * 5, ngram) == known


def test_owners_name_the_text_of_each_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shingling, "_PIECE", 3)
    found = word_shingles(pl.Series(TEXTS), 2)
    owners = [text for _, some in found.owners() for text in some.tolist()]
    assert owners == [text for text, count in enumerate(found.counts.tolist()) for _ in range(count)]
    assert [piece.start for piece, _ in found.owners()][1:] == [piece.stop for piece, _ in found.owners()][:-1]
