"""Strangeness: doubt, and the distance from the rows of what is answered."""

import numpy as np

from finetooth.scope.strangeness import Known, entropy, farness

AXES = np.eye(3, dtype=np.float32)
KNOWN = Known(np.array([10, 11, 12]), AXES, np.array([0, 1, 1]))


def test_entropy_is_none_where_the_model_is_sure():
    found = entropy(np.array([[1.0, 0.0], [0.5, 0.5]]))
    assert found[0] < 1e-9
    assert found[1] == np.log(2)


def test_farness_goes_by_the_rows_of_what_is_answered():
    sure = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]])
    found = farness(AXES[[0, 0, 0]], sure, KNOWN)
    np.testing.assert_allclose(found, [0, 1, 0.5])


def test_a_known_row_does_not_count_for_itself():
    sure = np.array([[0.0, 1.0], [0.0, 1.0]])
    found = farness(AXES[[1, 1]], sure, KNOWN, ids=np.array([11, 99]))
    np.testing.assert_allclose(found, [1, 0])


def test_a_class_without_rows_is_far():
    known = Known(KNOWN.ids, KNOWN.vectors, np.zeros(3, np.int64))
    assert farness(AXES[:1], np.array([[0.0, 1.0]]), known)[0] == 2


def test_many_rows_are_as_few_at_a_time():
    draw = np.random.default_rng(0)
    vectors = draw.normal(size=(2_100, 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    chances = draw.dirichlet(np.ones(3), 2_100)
    known = Known(np.arange(2_100), vectors, draw.integers(0, 3, 2_100))
    found = farness(vectors, chances, known, known.ids)
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1)
    nearest = np.stack([cosines[:, known.classes == place].max(axis=1) for place in range(3)], axis=1)
    np.testing.assert_allclose(found, 1 - (chances * nearest).sum(axis=1), atol=1e-5)
