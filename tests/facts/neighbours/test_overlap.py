"""Jaccard similarities are those of the sets, however long they are and however many at a time."""

import random

import numpy as np
import pytest

from finetooth.facts.neighbours import overlap
from finetooth.facts.neighbours.overlap import jaccard
from finetooth.facts.neighbours.sets import TokenSets


def token_sets(sets: list[set[int]], alone: list[int]) -> TokenSets:
    lengths = [len(tokens) for tokens in sets]
    return TokenSets(
        rows=np.arange(len(sets)),
        sizes=np.array(lengths) + np.array(alone),
        alone=np.array(alone),
        tokens=np.array([token for tokens in sets for token in sorted(tokens)], np.uint32),
        starts=np.cumsum([0, *lengths]),
    )


@pytest.mark.parametrize("chunk", [1, 40, 400_000])
def test_similarities_are_those_of_the_sets(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlap, "_CHUNK", chunk)
    draw = random.Random(5)
    sets = [set(draw.choices(range(40), k=draw.choice([1, 2, 5, 60]))) for _ in range(30)]
    alone = [draw.randrange(3) for _ in sets]
    left, right = (np.array([draw.randrange(30) for _ in range(200)]) for _ in range(2))
    wanted = [
        len(sets[one] & sets[two]) / (len(sets[one] | sets[two]) + alone[one] + alone[two])
        for one, two in zip(left, right, strict=True)
    ]
    assert jaccard(token_sets(sets, alone), left, right) == pytest.approx(wanted)


def test_no_pairs_have_no_similarity() -> None:
    none = np.zeros(0, np.int64)
    assert jaccard(token_sets([{1}], [0]), none, none).tolist() == []
