"""Matching: the test rows of two runs brought together by what stands in them, or the difference named."""

from dataclasses import replace

import numpy as np
import polars as pl

from finetooth.comparing.answers import CONTENT, Answers, taught_by
from finetooth.core.errors import UserError
from finetooth.core.rows import name_of
from finetooth.metrics.predictions import Predictions

_FIX = "compare runs with the same test file: name it as data.test in both recipes"


def matched(first: Answers, second: Answers) -> tuple[Answers, Answers]:
    """Return both with the same labelled rows in the first's order, and the same labels.

    Raises UserError where the test rows, or their labels, are not the same: it says how many stand in one only.
    """
    for told in (first, second):
        if not told.one_label:
            kind = told.predictions.problem_type
            fix = "compare the scores with their intervals, in `finetooth history` or in the reports"
            raise UserError(f"runs with problem_type {kind} cannot be compared row by row", _place(told), fix)
    one, other = _numbered(first), _numbered(second)
    keys = [*CONTENT, "copy"]
    pairs = one.join(other, on=keys, how="full", nulls_equal=True, suffix="_second")
    _must_be_the_same(pairs, first, second)
    pairs = pairs.sort("place")
    wrong = pairs.filter(~pl.col("label").eq_missing(pl.col("label_second")))
    if wrong.height:
        raise _other_labels(wrong, first, second)
    return _with_labels(first, second, pairs["place_second"].to_numpy())


def _numbered(answers: Answers) -> pl.DataFrame:
    """Return content, label, id and place of each row; ``copy`` counts rows of the same content."""
    table = answers.rows.select(*CONTENT, "label", "id").with_row_index("place")
    ordered = table.sort("label", nulls_last=True, maintain_order=True)
    return ordered.with_columns(pl.int_range(pl.len()).over(*CONTENT).alias("copy"))


def _must_be_the_same(pairs: pl.DataFrame, first: Answers, second: Answers) -> None:
    left = pairs.filter(pl.col("place_second").is_null())
    right = pairs.filter(pl.col("place").is_null())
    if left.is_empty() and right.is_empty():
        return
    told = [_only(left.get_column("id"), first.name), _only(right.get_column("id_second"), second.name)]
    shared = pairs.height - left.height - right.height
    told.append(f"{shared:,} in both")
    told += [text for text in (_taught(left, second), _taught(right.select(
        *(pl.col(f"{name}_second").alias(name) for name in CONTENT)), first)) if text]  # fmt: skip
    raise UserError(
        f"the runs have different test rows: {'; '.join(told)}", f"{_place(first)} and {_place(second)}", _FIX
    )


def _only(ids: pl.Series, name: str) -> str:
    example = f" (row {name_of(int(ids.min()))}, say)" if len(ids) else ""  # type: ignore[arg-type]
    return f"{len(ids):,} only in {name}{example}"


def _taught(rows: pl.DataFrame, other: Answers) -> str:
    """Say how many of these test rows taught the other model."""
    taught = taught_by(other.root)
    known = rows.join(taught.unique(), on=list(CONTENT), how="semi", nulls_equal=True).height
    return f"{known:,} of them taught {other.name}" if known else ""


def _other_labels(wrong: pl.DataFrame, first: Answers, second: Answers) -> UserError:
    row = wrong.row(0, named=True)
    told = (
        f"{wrong.height:,} of the {len(first):,} test rows have other labels: row {name_of(row['id'])} is "
        f"{row['label']!r} in {first.name}, {row['label_second']!r} in {second.name}"
    )
    return UserError(
        told, f"{_place(first)} and {_place(second)}", "score both on the same labels: run one of them again"
    )


def _place(answers: Answers) -> str:
    return str(answers.root) if answers.root else answers.name


def _with_labels(first: Answers, second: Answers, order: np.ndarray) -> tuple[Answers, Answers]:
    """Put the second in the first's order, and both in one set of labels: a label not known has probability 0."""
    labels = (
        *first.predictions.labels,
        *(one for one in second.predictions.labels if one not in first.predictions.labels),
    )
    truth, rows = first.rows["label"], first.rows
    ids = first.predictions.ids
    told, said = _answered(first.predictions, labels), _answered(second.predictions, labels)
    before = Predictions.of(ids, truth, _widened(first.predictions, labels), labels, told)
    after = Predictions.of(ids, truth, _widened(second.predictions, labels)[order], labels, said[order])
    columns = second.columns[order.astype(np.int64)]
    one = replace(first, predictions=before, baselines={}).labelled()
    return one, replace(second, predictions=after, rows=rows, columns=columns, baselines={}).labelled()


def _widened(predictions: Predictions, labels: tuple[str, ...]) -> np.ndarray:
    table = np.zeros((len(predictions), len(labels)))
    table[:, [labels.index(label) for label in predictions.labels]] = predictions.probabilities
    return table


def _answered(predictions: Predictions, labels: tuple[str, ...]) -> np.ndarray:
    """Return the answers as places in ``labels``."""
    return np.array([labels.index(label) for label in predictions.labels], np.int64)[predictions.predicted]
