"""Shadow: an old and a new model beside each other on live rows, each reading the file as it was taught to."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from finetooth.comparing.answers import CONTENT, Answers
from finetooth.comparing.disagreement import Disagreement, disagreement
from finetooth.core.errors import UserError
from finetooth.core.rows import Rows
from finetooth.metrics.predictions import Predictions
from finetooth.prediction import Answered, answers_to, recipe_of_run


def shadowed(old: Path, new: Path, file: str, sets: Sequence[str] = ()) -> Disagreement:
    """Let both runs answer a file, and say where they disagree. Raises UserError.

    Columns, mends and labels are each run's own, but for what ``sets`` say of how the file is read. A row's label is
    the first run's, else the second's.
    """
    names = _names(old, new)
    told = [_answered(root, file, sets) for root in (old, new)]
    both = told[0].rows.ids.filter(told[0].rows.ids.is_in(told[1].rows.ids.implode()))
    notes = []
    for name, one in zip(names, told, strict=True):
        if len(one.rows) > len(both):
            notes.append(f"{len(one.rows) - len(both):,} rows were read by {name} alone: they are left out")
    if not len(both):
        raise UserError("no row was read by both runs", file, "name a file that both can read")
    labels = [_rows(one.rows, both)["label"] for one in told]
    apart = (labels[0].is_not_null() & labels[1].is_not_null() & (labels[0] != labels[1])).sum()
    if apart:
        notes.append(f"{apart:,} rows have another label to {names[1]} than to {names[0]}, which counts")
    truth = labels[0].fill_null(labels[1]) if labels[0].null_count() else labels[0]
    shown = _rows(told[0].source.rows, both).with_columns(truth.alias("label"))
    first, second = (_as_answers(name, one, both, shown) for name, one in zip(names, told, strict=True))
    return disagreement(first, second, notes)


def _answered(root: Path, file: str, sets: Sequence[str]) -> Answered:
    recipe = recipe_of_run(root)
    if recipe.task == "sft":
        told = "a language model writes texts: its answers cannot be compared by labels"
        raise UserError(told, str(root), "compare runs of task text-classification")
    found = answers_to(root, recipe, file, labelled=True, sets=sets)
    if not isinstance(found.said, Predictions):
        told = f"answers of problem_type {found.said.problem_type} cannot be compared row by row"
        raise UserError(told, str(root), "compare runs that give each row one label")
    return found


def _rows(rows: Rows, ids: pl.Series) -> pl.DataFrame:
    return ids.to_frame("id").join(rows.table, on="id", how="left", maintain_order="left")


def _as_answers(name: str, told: Answered, ids: pl.Series, shown: pl.DataFrame) -> Answers:
    said = told.said
    assert isinstance(said, Predictions)  # noqa: S101 - looked at when it was answered
    mine = said.where(pl.Series(said.ids).is_in(ids.implode()).to_numpy())
    came = (pl.col("text").alias(CONTENT[0]), pl.col("pair").alias(CONTENT[1]))
    return Answers(name, mine, shown.with_columns(came), shown.select("id"), "macro_f1")


def _names(old: Path, new: Path) -> tuple[str, str]:
    names = old.resolve().name, new.resolve().name
    return names if names[0] != names[1] else (str(old), str(new))
