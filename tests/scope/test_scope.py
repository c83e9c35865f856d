"""Scope: the threshold keeps its promise, lies on the disk whole, and works without vectors."""

from pathlib import Path

import numpy as np
import pytest

from finetooth.scope.scope import FILE, VECTORS, Held, fewest, fit_scope, read_scope, write_scope
from finetooth.scope.strangeness import Known

LABELS = ("a", "b")


def drawn(rows: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return vectors around two axes, probabilities that know them, and classes."""
    draw = np.random.default_rng(seed)
    classes = draw.integers(0, 2, rows)
    vectors = np.eye(6)[classes] + 0.4 * draw.normal(size=(rows, 6))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    logits = 6 * vectors[:, :2]
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return vectors.astype(np.float32), chances, classes


@pytest.fixture
def known() -> Known:
    vectors, _, classes = drawn(300, 1)
    return Known(np.arange(300), vectors, classes)


def fitted(known: Known, rows: int, seed: int, share: float = 0.1):
    vectors, chances, _ = drawn(rows, seed)
    found = fit_scope(LABELS, Held(np.arange(1_000, 1_000 + rows), chances, vectors), known, share, "b0")
    assert found is not None
    return found


def test_the_share_of_false_alarms_is_what_was_asked_for(known: Known):
    vectors, chances, _ = drawn(4_000, 5)
    rates = [(fitted(known, 60, seed).strangeness(chances, vectors, known) > 1).mean() for seed in range(10, 50)]
    assert 0.07 < np.mean(rates) < 0.115


def test_strangers_are_flagged_and_the_median_row_is_at_zero(known: Known):
    scope = fitted(known, 400, 2)
    vectors, chances, _ = drawn(1_000, 3)
    foreign, even = np.eye(6, dtype=np.float32)[2:], np.full((4, 2), 0.5)
    usual, odd = scope.strangeness(chances, vectors, known), scope.strangeness(even, foreign, known)
    assert abs(np.median(usual)) < 0.15
    assert (odd > 1).all()


def test_without_vectors_doubt_tells_alone(known: Known):
    scope = fitted(known, 400, 2)
    alone = scope.strangeness(np.array([[0.5, 0.5], [0.999, 0.001]]))
    assert alone[0] > 1 > alone[1]


def test_too_few_held_out_rows_set_no_threshold(known: Known):
    vectors, chances, _ = drawn(18, 2)
    assert fewest(0.05) == 19
    assert fit_scope(LABELS, Held(np.arange(18), chances, vectors), known, 0.05) is None


def test_rows_that_are_all_alike_do_not_divide_by_nothing(known: Known):
    same = np.tile([[0.9, 0.1]], (40, 1))
    scope = fit_scope(LABELS, Held(np.arange(40), same, None), None, 0.05)
    assert scope is not None
    assert np.isfinite(scope.strangeness(same)).all()
    assert not (scope.strangeness(same) > 1).any()


def test_what_was_written_is_read_again(known: Known, tmp_path: Path):
    scope = fitted(known, 100, 2)
    write_scope(tmp_path, scope, known)
    assert {path.name for path in tmp_path.iterdir()} == {FILE, VECTORS}
    found = read_scope(tmp_path)
    assert found is not None
    again, rows = found
    assert again == scope
    assert rows is not None
    np.testing.assert_array_equal(rows.ids, known.ids)
    np.testing.assert_allclose(rows.vectors, known.vectors, atol=1e-3)
    assert read_scope(tmp_path / "nowhere") is None
