"""All pairs, exactly as one large product would give them."""

import numpy as np

from finetooth.facts.embedding import similarity
from finetooth.facts.embedding.similarity import nearest, pairs_above


def _vectors(count: int = 300) -> np.ndarray:
    vectors = np.random.default_rng(0).normal(size=(count, 6)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_pairs_are_those_of_the_whole_product(monkeypatch) -> None:
    monkeypatch.setattr(similarity, "BLOCK", 64)
    vectors, owners = _vectors(), np.arange(300) // 2
    left, right, scores = pairs_above(vectors, owners, 0.8)
    whole = vectors @ vectors.T
    wanted = {(i, j) for i in range(300) for j in range(i + 1, 300) if whole[i, j] >= 0.8 and i // 2 != j // 2}
    assert set(zip(left.tolist(), right.tolist(), strict=True)) == wanted
    assert (np.diff(scores) <= 0).all()


def test_nearest_passes_over_rows_of_the_same_owner(monkeypatch) -> None:
    monkeypatch.setattr(similarity, "BLOCK", 64)
    vectors, owners = _vectors(), np.arange(300) // 2
    whole = vectors @ vectors.T
    whole[owners[:, None] == owners[None, :]] = -1
    wanted = -np.sort(-whole, axis=1)[:, :3]
    assert np.allclose(nearest(vectors, owners, 3), wanted, atol=1e-6)
    assert np.allclose(nearest(vectors, owners, 3, np.array([7, 250])), wanted[[7, 250]], atol=1e-6)


def test_too_few_others() -> None:
    found = nearest(_vectors(2), np.arange(2), 3)
    assert found.shape == (2, 3)
    assert (found[:, 1:] == -1).all()
    assert [len(part) for part in pairs_above(_vectors(0), np.empty(0), 0.5)] == [0, 0, 0]
