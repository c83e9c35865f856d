"""Answers: what one model said of the test rows, with all that is known of these rows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from finetooth.comparing.absent import no_run
from finetooth.core.errors import UserError
from finetooth.core.fingerprint import fingerprint
from finetooth.core.ledger import Ledger
from finetooth.core.rows import Rows
from finetooth.metrics.files import offer_again
from finetooth.metrics.intervals import group_index
from finetooth.metrics.predictions import Integers, Predictions
from finetooth.metrics.saying import SHAPES, read_said, said
from finetooth.problems.problem import ORDINAL, SINGLE

CONTENT = ("came", "came_pair")  # both texts of a row as they stood in its file: by these, rows of two runs are matched
BASELINES = "baseline_predictions.parquet"
_NEEDED = ("1-audit", "2-prepare", "4-train", "5-evaluate")


@dataclass(frozen=True, eq=False)
class Answers:
    """Predictions of one model, in the shape (metrics.saying.SHAPES) of its kind of problem.

    ``rows``: id, text, pair, label, group, and the texts as they came; in the same order.

    ``columns`` has the files' other columns, ``baselines`` what simpler models said of the same rows.
    """

    name: str
    predictions: Predictions
    rows: pl.DataFrame
    columns: pl.DataFrame
    metric: str
    baselines: Mapping[str, Predictions] = field(default_factory=dict)
    root: Path | None = None
    label_column: str | None = None
    only_labels: bool = False  # whether it told no probabilities

    @classmethod
    def of(
        cls,
        name: str,
        predictions: pl.DataFrame,
        labels: tuple[str, ...],
        test: Rows,
        read: Rows,
        columns: pl.DataFrame,
        metric: str,
        problem_type: str = SINGLE,
        **more: Any,
    ) -> "Answers":
        """Gather them; ``read`` are all rows as they came. Raises ValueError for predictions of other rows."""
        if predictions["id"].to_list() != test.ids.to_list():
            raise ValueError("the predictions are not those of the test rows")
        came = read.table.select("id", pl.col("text").alias(CONTENT[0]), pl.col("pair").alias(CONTENT[1]))
        rows = test.table.select("id", "text", "pair", "label", "group").join(
            came, on="id", how="left", maintain_order="left"
        )
        others = test.table.select("id").join(columns, on="id", how="left", maintain_order="left")
        found: Any = read_said(problem_type, predictions.with_columns(truth=test.labels), labels)
        return cls(name, found, rows, others, metric, **more)

    @classmethod
    def foreseen(
        cls,
        labels: tuple[str, ...],
        test: Rows,
        read: Rows,
        columns: pl.DataFrame,
        metric: str,
        problem_type: str = SINGLE,
    ) -> "Answers":
        """Return the answers of a model that is yet to be trained, all alike: to look at what will be compared."""
        chances = np.full((len(test), len(labels)), 1 / len(labels))
        frame = said(problem_type, test.ids, test.labels, chances, labels).to_frame(test.labels)
        return cls.of("this run", frame, labels, test, read, columns, metric, problem_type)

    def __len__(self) -> int:
        return self.rows.height

    @property
    def one_label(self) -> bool:
        """Whether one label is right in each row: what goes by classes can be asked of these alone."""
        return self.predictions.problem_type in (SINGLE, ORDINAL)

    @property
    def groups(self) -> Integers | None:
        """The number of each row's group, from 0; None where no row has one."""
        groups = self.rows["group"]
        if groups.null_count() == len(groups):
            return None
        return np.unique(group_index(groups), return_inverse=True)[1].astype(np.int64)

    def fingerprint(self) -> str:
        """Return what the test rows are: the same for the same texts and labels, in whatever order and file."""
        return fingerprint(self.rows.select(*CONTENT, "label").sort(*CONTENT, "label", nulls_last=True))

    def labelled(self) -> "Answers":
        """Return the answers to the rows that have a label."""
        has = self.rows["label"].is_not_null()
        if has.all():
            return self
        mask = has.to_numpy()
        kept = {name: one.where(mask) for name, one in self.baselines.items()}
        told = (self.predictions.where(mask), self.rows.filter(has), self.columns.filter(has))
        return Answers(self.name, *told, self.metric, kept, self.root, self.label_column, self.only_labels)


def read_answers(root: Path) -> Answers:
    """Return what a run's model said of its test rows. Raises UserError where no such run lies there."""
    for name in _NEEDED:
        if not (root / name / "done.json").is_file():
            raise no_run(root, f"no finished run lies here: {name} is not done")
    if (root / "5-evaluate" / "answers.parquet").is_file():
        fix = "compare it with another run of a language model, by `finetooth compare RUN RUN`"
        raise UserError("this run made a language model, whose answers cannot be compared by labels", str(root), fix)
    try:
        return _read(root)
    except (OSError, ValueError, KeyError, TypeError, IndexError, pl.exceptions.PolarsError) as error:
        fix = "give the command that made it again: stages whose files were altered are done anew"
        raise UserError(f"the run cannot be read: {line_of(error)}", str(root), fix) from None


def line_of(error: Exception) -> str:
    """Return the first line of an error, cut."""
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def baselines_of(
    frame: pl.DataFrame, test: Rows, labels: tuple[str, ...], problem_type: str = SINGLE
) -> dict[str, Any]:
    """Return the predictions of each baseline that the evaluation kept, by name."""
    names = frame["baseline"].unique(maintain_order=True).to_list()
    parts = {name: frame.filter(pl.col("baseline") == name).drop("baseline") for name in names}
    return {name: read_said(problem_type, part.with_columns(truth=test.labels), labels) for name, part in parts.items()}


def _read(root: Path) -> Answers:
    scored, prepared, read = root / "5-evaluate", root / "2-prepare", root / "1-audit"
    offer_again(root / "recipe.yaml")
    labels = tuple(_json(root / "4-train" / "labels.json"))
    test = Rows(pl.read_parquet(prepared / "test.parquet"))
    rows = Rows(pl.read_parquet(read / "rows.parquet"))
    columns, kept = pl.read_parquet(read / "columns.parquet"), scored / BASELINES
    kind = problem_type_of_run(root)
    sources = _json(read / "sources.json")
    return Answers.of(
        root.resolve().name,
        pl.read_parquet(scored / "predictions.parquet"),
        labels,
        test,
        rows,
        columns,
        _json(scored / "scores.json")["selection_metric"],
        kind,
        baselines=baselines_of(pl.read_parquet(kept), test, labels, kind) if kept.is_file() else {},
        root=root,
        label_column=sources[0].get("label_column") if sources else None,
    )


def problem_type_of_run(root: Path) -> str:
    """Return which kind of problem a run's model learned; one label a row, where the run does not say."""
    path = root / "3-tune" / "settings.json"
    found = _json(path).get("problem_type", SINGLE) if path.is_file() else SINGLE
    return found if found in SHAPES else SINGLE


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def as_came(rows: Rows, ledger: Ledger) -> Rows:
    """Return rows with both texts as they stood in their files, before any fix: the first entry on each tells."""
    edits = ledger.table.filter((pl.col("action") == "edit") & pl.col("column").is_in(["text", "pair"]))
    first = edits.unique(["row", "column"], keep="first", maintain_order=True)
    table = rows.table
    for name in ("text", "pair"):
        was = first.filter(pl.col("column") == name).select(pl.col("row").alias("id"), pl.col("before").alias("was"))
        joined = table.join(was.with_columns(edited=True), on="id", how="left", maintain_order="left")
        table = joined.with_columns(pl.when(pl.col("edited")).then("was").otherwise(name).alias(name)).drop(
            "was", "edited"
        )
    return Rows(table)


def taught_by(root: Path | None) -> pl.DataFrame:
    """Return the contents (columns of CONTENT) of the rows that taught a model; none where they cannot be read."""
    empty = pl.DataFrame(schema=dict.fromkeys(CONTENT, pl.String))
    if root is None:
        return empty
    try:
        train = pl.read_parquet(root / "2-prepare" / "train.parquet", columns=["id"])
        rows = pl.read_parquet(root / "1-audit" / "rows.parquet", columns=["id", "text", "pair"])
    except (OSError, pl.exceptions.PolarsError):
        return empty
    return rows.join(train, on="id", how="semi").select(
        pl.col("text").alias(CONTENT[0]), pl.col("pair").alias(CONTENT[1])
    )
