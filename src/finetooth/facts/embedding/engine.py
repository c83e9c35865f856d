"""The engine: distinct texts, tokenised once, sorted by length, in batches of bounded tokens, kept by content."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from finetooth.core.fingerprint import digest
from finetooth.core.results import Base
from finetooth.facts.embedding.cache import VectorCache, text_keys
from finetooth.facts.embedding.encoder import Encoder, encoder_for

TOKENS_PER_BATCH = {"cpu": 1_024, "cuda": 32_768}  # measured: more only outgrows a processor's cache
_CHUNK = 1_000  # texts tokenised at a time
_VERSION = "1"  # raise it when the same texts would get other vectors

Progress = Callable[[float, str], None]


def embed(
    base: Base,
    texts: Sequence[str] | pl.Series,
    max_length: int,
    progress: Progress | None = None,
    cache: Path | None = None,
) -> np.ndarray:
    """Return float32[n, d]: one vector of length 1 for each text, cut at ``max_length`` tokens.

    Vectors are kept below ``cache`` (the user's cache folder where not given) by the content of weights and text.
    Raises NotApplicable where the base model is no encoder or cannot be loaded.
    """
    encoder = encoder_for(base)
    column = pl.Series("text", list(texts), dtype=pl.String).fill_null("")
    distinct = column.unique(maintain_order=True)
    vectors = _distinct(encoder, distinct.to_list(), max_length, progress or _silent, cache)
    places = pl.DataFrame({"text": distinct, "place": np.arange(len(distinct))})
    place = column.to_frame().join(places, on="text", how="left", maintain_order="left")["place"]
    return np.asarray(vectors[place.to_numpy()])


def setting(encoder: Encoder, max_length: int) -> str:
    """Return the name under which vectors of this model, pooling, length and number format are kept."""
    parts = (encoder.base.content, encoder.pooling, str(max_length), encoder.precision, encoder.device)
    return digest(_VERSION, *parts)[:32]


def _distinct(
    encoder: Encoder, texts: list[str], max_length: int, progress: Progress, cache: Path | None
) -> np.ndarray:
    store, keys = VectorCache(setting(encoder, max_length), cache), text_keys(texts)
    known, vectors = store.load(keys)
    missing = np.flatnonzero(~known)
    if len(missing) or vectors is None:
        computed = _compute(encoder, [texts[place] for place in missing], max_length, progress)
        if vectors is None:
            vectors = np.zeros((len(texts), computed.shape[1]), dtype=np.float32)
        vectors[missing] = computed
        store.save(keys[missing], computed)
    return vectors


def _compute(encoder: Encoder, texts: list[str], max_length: int, progress: Progress) -> np.ndarray:
    """Return float32[n, d] of texts that are all different; batches run from the longest to the shortest."""
    ids = [row for chunk in _chunks(texts) for row in encoder.encode(chunk, max_length)]
    done = 0
    vectors = np.zeros((len(ids), int(encoder.model.config.hidden_size)), dtype=np.float32)
    lengths = np.array([len(row) for row in ids], dtype=np.int64)
    for batch in _batches(lengths, TOKENS_PER_BATCH[encoder.device]):
        vectors[batch] = encoder.vectors([ids[place] for place in batch])
        done += int(lengths[batch].sum())
        progress(done / max(int(lengths.sum()), 1), "reading texts with the base model")
    return vectors


def _batches(lengths: np.ndarray, tokens: int) -> Iterator[np.ndarray]:
    """Yield row numbers, longest first, so that rows x longest stays within ``tokens`` (one row at least)."""
    order = np.argsort(-lengths, kind="stable")
    start = 0
    while start < len(order):
        rows = max(1, tokens // max(1, int(lengths[order[start]])))
        yield order[start : start + rows]
        start += rows


def _chunks(texts: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(texts), _CHUNK):
        yield texts[start : start + _CHUNK]


def _silent(_: float, __: str) -> None:
    """Tell nobody."""
