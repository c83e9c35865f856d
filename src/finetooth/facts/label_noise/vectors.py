"""The vectors that a voice of its own can rest on: those of rows whose labels are judged."""

import numpy as np
import polars as pl

from finetooth.facts.embeddings import Embedded

LEAST_SHARE = 0.1  # of the rows that must have a vector

Array = np.ndarray


def vectors_of(ids: pl.Series, embeddings: Embedded | None) -> tuple[Array | None, Array | None]:
    """Return the vectors float32[m, d] of the rows that have one, and those rows' places; None where they are few."""
    if embeddings is None:
        return None, None
    known = pl.DataFrame({"id": embeddings.ids}).with_row_index("place")
    found = ids.to_frame("id").with_row_index("row").join(known, on="id", maintain_order="left")
    if found.height < LEAST_SHARE * len(ids):
        return None, None
    vectors = np.asarray(embeddings.vectors[found["place"].to_numpy()], dtype=np.float32)
    return vectors, found["row"].to_numpy().astype(np.int64)
