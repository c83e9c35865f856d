"""Fast models on the pairs: frozen embeddings (or words) with logistic regression, and what they answer."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from .pairs import Pair

MOST_SOURCE, MOST_FIELD = 4_000, 2_000
_FOLDS = 5
_LONGEST = 64  # tokens
Array = np.ndarray


@dataclass(frozen=True)
class Answers:
    """``held``: probabilities [n, k] of the source rows by models that never saw them, ``truth`` their labels.

    ``field`` [m, k] are those of the field rows by the model of all source rows; ``vectors`` and ``field_vectors`` are
    their embeddings, the texts stand beside them. ``field_truth`` is for scoring alone.
    """

    pair: str
    family: str
    shifted: bool
    held: Array
    truth: Array
    vectors: Array
    texts: pl.Series
    field: Array
    field_vectors: Array
    field_texts: pl.Series
    field_truth: Array


def answers(pair: Pair, seed: int, model: str, cache: Path | None, words: bool = False) -> Answers:
    """Draw rows, fit, and answer: source rows out of fold, field rows by the model of all source rows."""
    draw = np.random.default_rng([seed, len(pair.name), *pair.name.encode()])
    source, field = (
        _drawn(table, most, draw) for table, most in ((pair.source, MOST_SOURCE), (pair.field, MOST_FIELD))
    )
    names = source["label"].unique().sort()
    truth, field_truth = (_codes(table, names) for table in (source, field))
    vectors, field_vectors = (embedded(table["text"], model, cache) for table in (source, field))
    features = (vectors, field_vectors) if not words else _words(source["text"], field["text"])
    held = np.zeros((len(truth), len(names)))
    fold = draw.permutation(len(truth)) % _FOLDS
    for number in range(_FOLDS):
        mask = fold == number
        held[mask] = _fitted(features[0][~mask], truth[~mask], features[0][mask], len(names))
    said = _fitted(features[0], truth, features[1], len(names))
    texts = source["text"], field["text"]
    about = pair.name, pair.family, pair.shifted
    return Answers(*about, held, truth, vectors, texts[0], said, field_vectors, texts[1], field_truth)


def embedded(texts: pl.Series, model: str, cache: Path | None) -> Array:
    """Return float32[n, d] by the product's own engine, kept in its cache."""
    from finetooth.facts.embedding.engine import embed
    from finetooth.training.base_model import locate

    return embed(locate(model), texts, _LONGEST, None, cache)


def _drawn(table: pl.DataFrame, most: int, draw: np.random.Generator) -> pl.DataFrame:
    return table[np.sort(draw.permutation(table.height)[:most]).tolist()]


def _codes(table: pl.DataFrame, names: pl.Series) -> Array:
    places = {name: place for place, name in enumerate(names)}
    return table["label"].replace_strict(places, return_dtype=pl.Int64, default=-1).to_numpy()


def _fitted(train: Array, truth: Array, other: Array, classes: int) -> Array:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=10.0, max_iter=300).fit(train, truth)
    full = np.zeros((other.shape[0], classes))
    full[:, model.classes_] = model.predict_proba(other)
    return full


def _words(source: pl.Series, field: pl.Series) -> tuple[Array, Array]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    reader = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    return reader.fit_transform(source.to_list()), reader.transform(field.to_list())
