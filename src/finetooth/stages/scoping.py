"""Scoping: from which strangeness on a text is flagged as none of the classes, and how well that tells."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from finetooth import sources
from finetooth.answering.answering import Answering
from finetooth.core.errors import NotApplicable
from finetooth.core.results import Base, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.core.run import Work
from finetooth.facts.embedding.engine import embed
from finetooth.metrics.predictions import UNLABELLED, Predictions
from finetooth.recipe.sections import Data, Validate
from finetooth.scope.judging import RECALL, alarms_at, auroc, rate, spread
from finetooth.scope.results import ScopeLook, Stranger
from finetooth.scope.scope import Held, Scope, fit_scope, read_scope, write_scope
from finetooth.scope.strangeness import Floats, Known
from finetooth.stages.fielding import Progress, affordable_rows, apart_again, some_rows, texts_of
from finetooth.stages.predicting import Predictor
from finetooth.stages.splitting import sample

SHOWN = 5
_TIMES_KNOWN = 3  # so many times as many training rows are kept as rows of any other part are looked at
_LONGEST = 400  # characters of a row that is shown


@dataclass(frozen=True, eq=False)
class _Part:
    """Rows of one kind with what the model says of them, and how strange they are."""

    rows: Rows
    said: Predictions
    strangeness: Floats

    @property
    def flagged(self) -> np.ndarray:
        return np.asarray(self.strangeness > 1)


def read_unknown(data: Data, text_column: str) -> Rows | None:
    """Return the rows that belong to no class, where the recipe names a file of them; labels in it are passed over.

    Raises UserError where it cannot be read.
    """
    if data.out_of_scope is None:
        return None
    others = dict.fromkeys(("label_column", "group_column", "time_column", "split_column", "label_separator"))
    asked = data.model_copy(update={"field": data.out_of_scope, "text_column": text_column, **others})
    rows = sources.read(data.out_of_scope, "field", asked).rows
    return rows.with_column(pl.Series("label", [None] * len(rows), dtype=pl.String))


def scoped(
    work: Work,
    options: Validate,
    base: Base,
    settings: Settings,
    splits: Splits,
    held_out: pl.DataFrame | None,
    predictor: Predictor,
    unknown: Rows | None,
) -> ScopeLook | None:
    """Set the threshold on held-out rows, keep it, and judge it on the test rows and on those of no class.

    None where it is not asked for, where an answer is no single label, or where there are too few held-out rows.
    """
    if options.out_of_scope == "none" or held_out is None or not held_out.height or not len(splits.test):
        return None
    most, seed = affordable_rows(splits.train, settings.max_length), settings.seed
    tested, foreign = sample(splits.test, most, seed), some_rows(splits.field, most, seed)
    strange = some_rows(unknown, most, seed) if unknown is not None else Rows.of([])
    said = [predictor.predict(rows) for rows in (tested, strange, foreign)]
    answers = [one for one in said if isinstance(one, Predictions)]
    if len(answers) < len(said) or len(predictor.labels) < 2:
        return None
    held_rows, held = _held(splits, held_out, predictor.answering, most, seed)
    taught = sample(Rows(splits.train.table.filter(pl.col("label").is_not_null())), _TIMES_KNOWN * most, seed)
    parts = [taught, held_rows, tested, strange, foreign]
    vectors = _vectors(base, settings.max_length, parts, work.progress)
    known = _known(taught, vectors[0], predictor.labels) if vectors else None
    of_held = Held(held.ids, held.probabilities, vectors[1] if vectors else None)
    scope = fit_scope(predictor.labels, of_held, known, options.false_alarms, base.content)
    if scope is None:
        return None
    write_scope(work.folder, scope, known)
    test, none, field = (
        _Part(rows, one, scope.strangeness(one.probabilities, vectors[place] if vectors else None, known))
        for place, (rows, one) in enumerate(zip(parts[2:], answers, strict=True), 2)
    )
    return _look(scope, test, none, field, seed)


def strangeness_of(folder: Path, base: Base | None, rows: Rows, said: Predictions, longest: int) -> Floats | None:
    """Return how strange rows are by what a validation kept in its folder; above 1 they are out of scope.

    Where the base model is none or another, their doubt tells alone. None where no threshold was set.
    """
    found = read_scope(folder)
    if found is None:
        return None
    scope, known = found
    same = base is not None and base.content == scope.base and scope.whole is not None
    vectors = _vectors(base, longest, [rows]) if same and base is not None else []
    return scope.strangeness(said.probabilities, vectors[0] if vectors else None, known)


def _held(
    splits: Splits, held_out: pl.DataFrame, answering: Answering, most: int, seed: int
) -> tuple[Rows, Predictions]:
    """Return rows that the model had not seen, and what was answered then; of a row with several answers the first."""
    table = held_out.unique("id", keep="first", maintain_order=True)
    known = Rows.concat([splits.train, splits.validation])
    rows = sample(Rows(known.table.filter(pl.col("id").is_in(table["id"].implode()))), most, seed)
    chosen = rows.table.select("id").join(table, on="id", how="left", maintain_order="left")
    return rows, answering.predictions(Predictions.from_frame(chosen, answering.labels))


def _vectors(base: Base, longest: int, parts: list[Rows], progress: Progress | None = None) -> list[np.ndarray]:
    """Return the base model's vectors of each part; none where it gives none."""
    try:
        found = embed(base, pl.concat([texts_of(part) for part in parts]), longest, progress)
    except NotApplicable:
        return []
    return apart_again(found, parts)


def _known(rows: Rows, vectors: np.ndarray, labels: tuple[str, ...]) -> Known:
    places = rows.labels.replace_strict({name: place for place, name in enumerate(labels)}, default=None)
    able = places.is_not_null().to_numpy()
    found = places.drop_nulls().to_numpy().astype(np.int64)
    return Known(rows.ids.to_numpy()[able], vectors[able].astype(np.float16).astype(np.float32), found)


def _look(scope: Scope, test: _Part, unknown: _Part, field: _Part, seed: int) -> ScopeLook:
    labelled, right = test.said.truth != UNLABELLED, test.said.predicted == test.said.truth
    flagged = rate(test.flagged)
    if flagged is None:
        raise ValueError("no test row was looked at")
    there = len(unknown.rows) > 0
    nearest = np.argsort(unknown.strangeness, kind="stable")
    farthest = np.argsort(-field.strangeness, kind="stable")
    return ScopeLook(
        scope.false_alarms,
        scope.rows,
        scope.whole is not None,
        flagged,
        rate(right[labelled & ~test.flagged]),
        rate(right[labelled & test.flagged]),
        auroc(test.strangeness, unknown.strangeness) if there else None,
        rate(unknown.flagged),
        alarms_at(RECALL, test.strangeness, unknown.strangeness, seed) if there else None,
        rate(field.flagged),
        spread(test.strangeness, unknown.strangeness, field.strangeness),
        _shown(field, farthest[field.flagged[farthest]]),
        _shown(unknown, nearest[~unknown.flagged[nearest]]),
    )


def _shown(part: _Part, places: np.ndarray) -> tuple[Stranger, ...]:
    texts, guesses, ids = texts_of(part.rows), part.said.texts, part.rows.ids
    return tuple(
        Stranger(ids[place], texts[place][:_LONGEST], guesses[place], round(float(part.strangeness[place]), 3))
        for place in places[:SHOWN].tolist()
    )
