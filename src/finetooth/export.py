"""Export: the prepared splits as files for other tools, each row with the name by which the ledger knows it."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import polars as pl

from finetooth.core.errors import UserError
from finetooth.core.rows import LABEL_JOINT, ROLES, Rows, row_id
from finetooth.report.cells import is_formula, safe_column
from finetooth.stages.prepare import Prepared

Kind = Literal["parquet", "csv", "jsonl"]
FOLDER = "export"
EVALUATED, ANSWERING = "5-evaluate", "answering.json"
_SEPARATORS = ("|", ";", " | ", LABEL_JOINT)
_SPAN = row_id(ROLES[1], 0)  # ids of one role


@dataclass(frozen=True)
class Exported:
    """The files written, by split, and how many cells of a CSV were kept from running as formulas."""

    files: dict[str, Path]
    guarded: int
    separator: str | None  # between the labels of a row, in a CSV of rows with several
    answering: Path | None = None  # how the run's model makes answers of probabilities, where it was evaluated


def export(prepared: Prepared, root: Path, kind: Kind, separator: str | None = None) -> Exported:
    """Write train, validation, test and field rows to `RUN/export/`; what an earlier export of this kind left is gone.

    `answering.json`, by which other programs answer as the run does, goes along where the run has one.
    JSONL and Parquet hold what the model will learn from, to the letter. In a CSV a text that a spreadsheet would run
    gets `'` before it, and several labels are joined by ``separator``. Raises UserError where it cannot be written.
    """
    folder = root / FOLDER
    several = prepared.rows.labels.str.contains(LABEL_JOINT, literal=True).any()
    joint = (separator or _separator(prepared.rows.labels)) if several else None
    optional = [name for name in ("pair", "group") if prepared.rows.table[name].null_count() < len(prepared.rows)]
    files, guarded = {}, 0
    try:
        folder.mkdir(exist_ok=True)
        for role in ROLES:
            path, rows = folder / f"{role}.{kind}", getattr(prepared.splits, role)
            path.unlink(missing_ok=True)
            if len(rows):
                weights = prepared.weights if role == "train" else prepared.weights.clear()
                table = _table(rows, optional, bool(several), weights)
                guarded += _write(table, path, kind, joint)
                files[role] = path
        answering = _taken_along(root, folder)
    except OSError as error:
        told = f"the export cannot be written: {error.strerror}"
        raise UserError(told, str(folder), "choose a run folder you may write to with --out") from None
    return Exported(files, guarded, joint if kind == "csv" else None, answering)


def _taken_along(root: Path, folder: Path) -> Path | None:
    """Copy what makes answers of probabilities; what an earlier export left is gone where there is none."""
    mine, path = root / EVALUATED / ANSWERING, folder / ANSWERING
    path.unlink(missing_ok=True)
    if not ((root / EVALUATED / "done.json").is_file() and mine.is_file()):
        return None
    shutil.copyfile(mine, path)
    return path


def _table(rows: Rows, optional: list[str], several: bool, weights: pl.DataFrame) -> pl.DataFrame:
    """Return `text, pair, label, group, weight, row, line` of a split, without the columns that no row has."""
    record = (pl.col("id") % _SPAN).cast(pl.String)
    name = pl.when(pl.col("role") == "train").then(record).otherwise(pl.col("role").cast(pl.String) + ":" + record)
    label = pl.col("label").str.split(LABEL_JOINT) if several else pl.col("label")
    table = rows.table.with_columns(label, name.alias("row"))
    kept = ["text", "pair", "label", "group", "row", "line"]
    if weights.height:
        table = table.join(weights, on="id", how="left", maintain_order="left").with_columns(
            pl.col("weight").fill_null(1.0)
        )
        kept.insert(-2, "weight")
    return table.select(column for column in kept if column in optional or column not in ("pair", "group"))


def _write(table: pl.DataFrame, path: Path, kind: Kind, joint: str | None) -> int:
    """Write a table whole or not at all; return how many cells of a CSV were changed to be safe."""
    guarded = 0
    if kind == "csv":
        if joint is not None:
            table = table.with_columns(pl.col("label").list.join(joint))
        texts = [name for name, of in table.schema.items() if of == pl.String]
        guarded = int(sum(table.select(is_formula(name).sum() for name in texts).row(0)))
        table = table.with_columns(safe_column(name) for name in texts)
    writers: dict[str, Callable[[Any], Any]] = {
        "parquet": table.write_parquet,
        "csv": lambda to: table.write_csv(to, quote_style="non_numeric"),  # a lone carriage return must be quoted too
        "jsonl": table.write_ndjson,
    }
    beside = path.with_name(path.name + ".part")
    writers[kind](beside)
    beside.replace(path)
    return guarded


def _separator(labels: pl.Series) -> str:
    """Return what can part the labels of a row: something that none of them holds."""
    names = labels.drop_nulls().unique()
    return next(mark for mark in _SEPARATORS if mark == LABEL_JOINT or not names.str.contains(mark, literal=True).any())
