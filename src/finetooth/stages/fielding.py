"""Fielding: what the field rows are like, which score they will have, and which of them to label next."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl

from finetooth.answering.answering import Answering
from finetooth.core import store
from finetooth.core.errors import NotApplicable
from finetooth.core.results import Base, Settings, Splits
from finetooth.core.rows import Rows, name_of
from finetooth.facts.embedding.engine import embed
from finetooth.facts.probing import text_features as word_vectors
from finetooth.facts.text import whole
from finetooth.field.apart import Apart, apart
from finetooth.field.coverage import Uncovered, coverage
from finetooth.field.estimate import Estimated, Known, Unknown, estimate
from finetooth.field.features import FEATURES, text_features
from finetooth.field.labelling import next_rows
from finetooth.field.refining import with_labels
from finetooth.field.results import Drifted, FieldLook
from finetooth.metrics.predictions import UNLABELLED, Predictions
from finetooth.report.cells import safe_column
from finetooth.stages.splitting import sample

LABEL_NEXT = "label_next.csv"
FEWEST = 20  # different field rows; of fewer nothing is told
_MOST_ROWS, _FEWEST_ROWS = 2_000, 300
_TOKENS = 100_000  # that are read of each side
_CHARACTERS_A_TOKEN = 4.5

Progress = Callable[[float, str], None]
Vectors = np.ndarray


@dataclass(frozen=True)
class Fielded:
    """What is told of the field, and the rows to label next: ``id, guess, chance, why``."""

    look: FieldLook | None
    label_next: pl.DataFrame


@dataclass(frozen=True)
class _Sides:
    """The rows that are looked at, with their vectors: training rows, held-out rows, and field rows."""

    train: Rows
    train_vectors: Vectors
    held: Predictions
    held_rows: Rows
    held_vectors: Vectors
    field: Predictions
    field_rows: Rows
    field_vectors: Vectors


def nothing() -> Fielded:
    """Return what is told where there are no field rows."""
    schema = {"id": pl.Int64, "guess": pl.String, "chance": pl.Float64, "why": pl.String}
    return Fielded(None, pl.DataFrame(schema=schema))


def fielded(
    base: Base,
    settings: Settings,
    splits: Splits,
    held_out: pl.DataFrame | None,
    said: object,
    answering: Answering,
    progress: Progress,
) -> Fielded:
    """Look at the field rows. ``said`` are the model's answers to them; where these are no single labels, or where
    fewer than 20 rows have a text of their own, nothing is told.

    ``held_out`` are answers by models that had not seen the rows: what chances and simulated shifts are made of.
    """
    if not isinstance(said, Predictions) or len(said.labels) < 2:
        return nothing()
    if splits.field.table.select("text", "pair").n_unique() < FEWEST:
        return nothing()
    sides = _sides(base, settings, splits, held_out, said, answering, progress)
    texts = [texts_of(rows) for rows in (sides.train, sides.field_rows)]
    tests = apart(
        sides.train_vectors,
        sides.field_vectors,
        settings.seed,
        (text_features(texts[0]), text_features(texts[1])),
        FEATURES,
    )
    ids = sides.field_rows.ids.to_numpy()
    missing = coverage(sides.train_vectors, texts[0], sides.field_vectors, texts[1], ids, settings.seed)
    try:
        found = _estimated(sides, missing, settings.seed)
    except NotApplicable as reason:
        return Fielded(_look(tests, missing, None, str(reason)), nothing().label_next)
    return Fielded(_look(tests, missing, found, ""), _next(sides, missing, found, settings.seed))


def _sides(
    base: Base,
    settings: Settings,
    splits: Splits,
    held_out: pl.DataFrame | None,
    said: Predictions,
    answering: Answering,
    progress: Progress,
) -> _Sides:
    known = Rows.concat([splits.train, splits.validation])
    table = (
        held_out.unique("id", keep="first", maintain_order=True) if held_out is not None and held_out.width else None
    )
    answered = Rows(known.table.filter(pl.col("id").is_in(table["id"].implode()))) if table is not None else Rows.of([])
    seed, most = settings.seed, affordable_rows(known, settings.max_length)
    held = sample(answered, most, seed) if len(answered) else answered
    train, field = sample(splits.train, most, seed), some_rows(splits.field, most, seed)
    vectors = vectors_of(base, settings.max_length, [train, held, field], progress)
    places = pl.DataFrame({"id": said.ids, "place": np.arange(len(said))})
    order = field.table.select("id").join(places, on="id", how="left", maintain_order="left")["place"].to_numpy()
    told = Predictions(
        said.ids[order], said.truth[order], said.probabilities[order], said.labels, said.predicted[order]
    )
    of_held = _held(table, held, said.labels, answering)
    return _Sides(train, vectors[0], of_held, held, vectors[1], told, field, vectors[2])


def affordable_rows(rows: Rows, longest: int) -> int:
    """Return how many rows of each side are read: fewer where they are long."""
    mean = float(texts_of(rows).str.len_chars().mean() or 1) / _CHARACTERS_A_TOKEN  # type: ignore[arg-type]  # of lengths
    return int(np.clip(_TOKENS / max(1.0, min(mean, longest)), _FEWEST_ROWS, _MOST_ROWS))


def some_rows(rows: Rows, most: int, seed: int) -> Rows:
    """Return at most so many rows with text, drawn at random without a look at labels.

    The same rows give the same draw: labels of `label_next.csv` that come back lie in it.
    """
    table = rows.table.filter(pl.col("text").fill_null("").str.strip_chars() != "")
    if table.height <= most:
        return Rows(table)
    return Rows(table[np.sort(np.random.default_rng(seed).permutation(table.height)[:most])])


def _held(table: pl.DataFrame | None, rows: Rows, labels: tuple[str, ...], answering: Answering) -> Predictions:
    if table is None:
        return Predictions(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, len(labels))), labels)
    chosen = rows.table.select("id").join(table, on="id", how="left", maintain_order="left")
    return answering.predictions(Predictions.from_frame(chosen, labels))


def vectors_of(base: Base, longest: int, parts: list[Rows], progress: Progress | None) -> list[Vectors]:
    """Return vectors of length 1 by the base model; where it gives none, by the words."""
    texts = pl.concat([texts_of(part) for part in parts])
    try:
        found = embed(base, texts, longest, progress)
    except NotApplicable:
        found = word_vectors(texts)
    return apart_again(found, parts)


def apart_again(found: Vectors, parts: list[Rows]) -> list[Vectors]:
    """Return the vectors of each part of the rows."""
    ends = np.cumsum([0, *(len(part) for part in parts)])
    return [found[start:stop] for start, stop in pairwise(ends)]


def texts_of(rows: Rows) -> pl.Series:
    """Return all that the model reads of each row, "" where that is nothing."""
    return whole(rows).fill_null("").rename("text")


def _estimated(sides: _Sides, missing: Uncovered, seed: int) -> Estimated:
    held, field = sides.held, sides.field
    known = Known(held.probabilities, held.truth, sides.held_vectors, texts_of(sides.held_rows), held.predicted)
    unknown = Unknown(field.probabilities, sides.field_vectors, texts_of(sides.field_rows), field.predicted)
    found = estimate(known, unknown, field.labels, seed)
    labelled = field.truth != UNLABELLED
    return with_labels(found, field, labelled, missing.mask) if labelled.any() else found


def _look(tests: Apart, missing: Uncovered, found: Estimated | None, why: str) -> FieldLook:
    drifted = tuple(Drifted(one.name, one.value, one.usual, one.p) for one in tests.tests)
    told = found.estimate if found else None
    return FieldLook(
        *tests.rows, tests.auc, tests.low, tests.high, tests.p, tests.alarm, drifted, missing.coverage, told, why
    )


def _next(sides: _Sides, missing: Uncovered, found: Estimated, seed: int) -> pl.DataFrame:
    labelled = sides.field.truth != UNLABELLED
    rows, stray = next_rows(found.chances, missing.mask, labelled, seed)
    why = np.where(stray, "not covered by training", "tells the score")
    return pl.DataFrame(
        {
            "id": sides.field.ids[rows],
            "guess": sides.field.texts.gather(rows),
            "chance": np.round(found.chances[rows], 3),
            "why": why,
        },
        schema=nothing().label_next.schema,
    )


def write_label_next(folder: Path, rows: pl.DataFrame, field: Rows) -> None:
    """Write the rows to label as a CSV that a spreadsheet may open, with an empty column for the label.

    It is written whole or not at all; where there are none, a file of other rows is removed.
    """
    if rows.is_empty():
        (folder / LABEL_NEXT).unlink(missing_ok=True)
        return
    texts = rows.join(field.table.select("id", "text", "pair"), on="id", how="left", maintain_order="left")
    names = pl.Series("row", [str(name_of(row)) for row in rows["id"]], dtype=pl.String)
    shown = ["text", *(["pair"] if texts["pair"].null_count() < texts.height else []), "guess"]
    table = texts.with_columns(names, pl.lit("").alias("label")).select(
        "row", *(safe_column(name) for name in shown), "label", "chance", "why"
    )
    store.write_text(folder / LABEL_NEXT, table.write_csv(quote_style="non_numeric"))  # or a lone \r would part rows
