"""Vectors of judged rows: matched by id, and none where too few rows have one."""

import numpy as np
import polars as pl

from finetooth.facts.embeddings import Embedded
from finetooth.facts.label_noise.vectors import vectors_of

EMBEDDED = Embedded(pl.Series([7, 3, 5]), np.array([[0.7], [0.3], [0.5]], np.float32), True, 40)


def test_rows_are_matched_with_their_vectors_by_id() -> None:
    vectors, rows = vectors_of(pl.Series([3, 4, 7]), EMBEDDED)
    assert vectors is not None
    assert rows is not None
    assert rows.tolist() == [0, 2]
    assert vectors[:, 0].tolist() == np.float32([0.3, 0.7]).tolist()


def test_there_are_none_without_embeddings_or_where_few_rows_have_one() -> None:
    assert vectors_of(pl.Series([3, 4]), None) == (None, None)
    assert vectors_of(pl.Series(range(10, 40)).extend(pl.Series([3])), EMBEDDED) == (None, None)
