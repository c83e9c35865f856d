"""A file of predictions as answers: another model's labels for a run's test rows, found by id or by text."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from finetooth.comparing.answers import CONTENT, Answers, line_of
from finetooth.core.errors import UserError, did_you_mean
from finetooth.core.rows import id_of, name_of, role_of
from finetooth.metrics.predictions import Predictions

_IDS = ("id", "record", "row")
_PREDICTION = "prediction"
_FIX = "write a column `prediction`, and `id` (17, test:17) or `text` as in the test file"


def read_predictions(path: Path, run: Answers) -> Answers:
    """Return the answers that a file (CSV, JSONL, Parquet) tells for a run's test rows. Raises UserError.

    It has a column ``prediction``, and ``id`` (or ``record``) or ``text``; ``p(LABEL)`` are probabilities, which are
    used where every label that is predicted has them.
    """
    table = _table(path)
    if _PREDICTION not in table.columns:
        hint = did_you_mean(_PREDICTION, table.columns)
        raise UserError(f"the file has no column `prediction`{hint}", str(path), _FIX)
    places = _places(table, run, path)
    found = table[places]
    missing = found[_PREDICTION].is_null()
    if missing.any():
        row = run.rows["id"][missing.arg_true()[0]]
        told = f"{int(missing.sum()):,} test rows have no prediction: row {name_of(row)}, say"
        raise UserError(told, str(path), "predict every test row")
    return _answers(path, found, run)


def _answers(path: Path, found: pl.DataFrame, run: Answers) -> Answers:
    said = found[_PREDICTION].to_list()
    labels = (*run.predictions.labels, *sorted({*said} - {*run.predictions.labels}))
    if not {*said} & ({*run.predictions.labels} | {*run.rows["label"].to_list()}):
        hint = did_you_mean(str(said[0]), run.predictions.labels)
        raise UserError(f"no prediction is a label of the run: {said[0]!r}{hint}", str(path), "predict labels by name")
    chances = _chances(found, labels, path)
    sure = chances is None
    table = _certain(said, labels) if chances is None else chances
    chosen = np.array([labels.index(label) for label in said], np.int64)
    predictions = Predictions.of(run.predictions.ids, run.rows["label"], table, labels, chosen)
    told = {"name": path.name, "predictions": predictions, "baselines": {}, "root": None, "only_labels": sure}
    return replace(run, **told)  # type: ignore[arg-type]


def _certain(said: Sequence[str], labels: tuple[str, ...]) -> np.ndarray:
    table = np.zeros((len(said), len(labels)))
    table[np.arange(len(said)), [labels.index(label) for label in said]] = 1.0
    return table


def _chances(found: pl.DataFrame, labels: tuple[str, ...], path: Path) -> np.ndarray | None:
    """Return the probabilities float64[n, labels] where the file tells them for every label, else None.

    They may be highest for another label than the one that is told: thresholds and costs do that.
    """
    names = [f"p({label})" for label in labels]
    if any(name not in found.columns for name in names):
        return None
    table = found.select(pl.col(name).cast(pl.Float64, strict=False) for name in names).to_numpy()
    if not np.isfinite(table).all():
        raise UserError("a probability is no number", str(path), "leave the columns p(LABEL) out, or fill them all")
    return table


def _table(path: Path) -> pl.DataFrame:
    readers: dict[str, Any] = {
        ".csv": lambda: pl.read_csv(path, infer_schema=False),
        ".tsv": lambda: pl.read_csv(path, infer_schema=False, separator="\t"),
        ".jsonl": lambda: pl.read_ndjson(path, infer_schema_length=None),
        ".parquet": lambda: pl.read_parquet(path),
    }
    if path.suffix.lower() not in readers:
        raise UserError("predictions are read from CSV, TSV, JSONL or Parquet", str(path), "name such a file")
    try:
        table: pl.DataFrame = readers[path.suffix.lower()]()
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        raise UserError(f"the predictions cannot be read: {line_of(error)}", str(path), _FIX) from None
    texts = [name for name in (*_IDS, _PREDICTION, "text", "pair") if name in table.columns]
    nested = [name for name in texts if table[name].dtype.is_nested()]
    if nested:
        raise UserError(f"the column {nested[0]!r} holds lists or objects", str(path), "write one value a row")
    return table.with_columns(pl.col(texts).cast(pl.String))


def _places(table: pl.DataFrame, run: Answers, path: Path) -> list[int]:
    """Return for each test row the place of its line in the file."""
    by_id = next((name for name in _IDS if name in table.columns), None)
    if by_id is None and "text" not in table.columns:
        raise UserError("the file has neither a column `id` nor `text`", str(path), _FIX)
    keyed = _by_id(table[by_id], run) if by_id else _by_text(table)
    wanted = run.rows.select(pl.col("id").cast(pl.Int64)) if by_id else _wanted(run)
    names = wanted.columns
    keyed = keyed.with_row_index("place")
    twice = keyed.filter(pl.struct(names).is_duplicated() & pl.all_horizontal(pl.col(names[0]).is_not_null()))
    if by_id and twice.height:
        line = table[by_id][twice["place"][0]]
        raise UserError(f"the {by_id} {line} stands there twice", str(path), "write one line for each test row")
    joined = wanted.join(keyed, on=names, how="left", nulls_equal=not by_id, maintain_order="left")
    lacking = joined["place"].is_null()
    if lacking.any():
        row = run.rows["id"][lacking.arg_true()[0]]
        told = f"{int(lacking.sum()):,} of the {len(run):,} test rows are not in the file: row {name_of(row)}, say"
        raise UserError(told, str(path), _FIX)
    return joined["place"].to_list()


def _by_id(ids: pl.Series, run: Answers) -> pl.DataFrame:
    """Return the row of each line: `test:17`, or `17`, which is the record of the file that the test rows come from."""
    roles = {role_of(row) for row in run.rows["id"].to_list()}
    role = roles.pop() if len(roles) == 1 else "train"
    plain = [str(name) if ":" in str(name) else f"{role}:{name}" for name in ids.to_list()]
    return pl.DataFrame({"id": pl.Series([id_of(name) for name in plain], dtype=pl.Int64)})


def _by_text(table: pl.DataFrame) -> pl.DataFrame:
    pair = table["pair"] if "pair" in table.columns else pl.Series([None] * table.height, dtype=pl.String)
    keyed = pl.DataFrame({CONTENT[0]: table["text"], CONTENT[1]: pair})
    return keyed.with_columns(pl.int_range(pl.len()).over(*CONTENT).alias("copy"))


def _wanted(run: Answers) -> pl.DataFrame:
    return run.rows.select(*CONTENT).with_columns(pl.int_range(pl.len()).over(*CONTENT).alias("copy"))
