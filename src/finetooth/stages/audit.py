"""Audit: read every file into rows, so that the checks can look at them."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from finetooth import sources as readers
from finetooth.core.conversation import table_of
from finetooth.core.errors import LedgerError, UserError
from finetooth.core.ledger import Ledger
from finetooth.core.rows import ROLES, Rows
from finetooth.core.run import Work, stage
from finetooth.problems.choosing import problem_type_of
from finetooth.recipe.sections import Data

CLASSIFICATION, SFT = "text-classification", "sft"


@dataclass(frozen=True)
class Audited:
    """All rows as they were read, and what was learned about their files."""

    rows: Rows
    columns: pl.DataFrame  # id, and the other columns of the files
    sources: tuple[dict[str, Any], ...]
    ledger: Ledger
    conversations: pl.DataFrame = field(default_factory=lambda: table_of([], []))  # of task sft: one a row
    evaluation_sets: pl.DataFrame = field(default_factory=pl.DataFrame)  # those of data.evaluation_sets


def judged(read: Audited) -> dict[str, Any]:
    """Return what checks on rows rest on, by the names of the facts; conversations only where there are any."""
    given: dict[str, Any] = {"rows": read.rows, "columns": read.columns, "ledger": read.ledger}
    if read.conversations.height:
        given |= {"conversations": read.conversations, "evaluation_sets": read.evaluation_sets}
    return given


def contents(data: Data) -> dict[str, str]:
    """Return the content hash of each file that the recipe names. Raises UserError for one that cannot be read."""
    hashes = {role: readers.content_hash(location, role) for role, location in locations(data).items()}
    others = [*data.evaluation_sets, *([data.out_of_scope] if data.out_of_scope else [])]
    return hashes | {location: readers.content_hash(location) for location in others}


def locations(data: Data) -> dict[str, str]:
    """Return the locations that the recipe names, by role."""
    return {role: getattr(data, role) for role in ROLES if role == "train" or getattr(data, role)}


@stage("1-audit", version=5)
def audit(
    work: Work,
    data: Data,
    files: dict[str, str],
    seed: int,
    task: str = CLASSIFICATION,
    problem_type: str | None = None,
) -> Audited:
    """Read the files. Bad records that the recipe says to quarantine, and rows over the limit, go to the ledger.

    Raises UserError where labels contradict ``problem_type``, if that is told: before any check looks at the rows.
    """
    ledger, parts, others = Ledger.empty(), [], []
    about: list[dict[str, Any]] = []
    talks, read = [table_of([], [])], readers.read_conversations if task == SFT else readers.read
    for number, (role, location) in enumerate(locations(data).items()):  # train first: the others follow its columns
        work.progress(number / len(files), f"reading {location}")
        source = read(location, role, data)
        if about and task == SFT:
            source = _like_the_first(source, role, location, about[0]["conversation_format"])
        if role == "train":
            source = readers.by_split_column(source, data.split_column, location)
        if len(source.rows) + len(source.set_aside) != source.facts["records"]:
            raise LedgerError(f"{location}: {source.facts['records']} records, but not as many rows and entries")
        if role == "train":
            data = _followed(data, source)
            _must_be_given_once(source, data)
        ledger = ledger.plus(_set_aside(source.set_aside), work.stage)
        rows, over = limit(source.rows, data.limit if role == "train" else None, seed)
        ledger = ledger.plus(over, work.stage)
        parts.append(rows)
        others.append(_of(source.columns, rows) if over.height else source.columns)
        talks.append(_of(source.conversations, rows) if over.height else source.conversations)
        notes = [*source.facts["notes"], *_told_of(source.set_aside)]
        about.append({"role": role, **source.facts, "notes": notes, "sha256": files[role], "rows": len(rows)})
    together = pl.concat(others, how="diagonal")
    rows = Rows.concat(parts)
    if problem_type is not None:
        problem_type_of(problem_type, rows, locations(data))
    return Audited(rows, together, tuple(about), ledger, pl.concat(talks), readers.evaluation_sets(data))


def _like_the_first(source: readers.Source, role: str, location: str, taught_format: str) -> readers.Source:
    """Return conversations beside those that teach: a field may be of questions alone, what judges may not."""
    if role == "field":
        return readers.as_prompts(source, taught_format)
    readers.must_have_answers(source, taught_format, location)
    return source


def _of(table: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    return table.filter(pl.col("id").is_in(rows.ids.to_list()))


def _followed(data: Data, source: readers.Source) -> Data:
    """Return the options by which the other files are read: the columns that the training file has."""
    found: dict[str, Any] = {
        name: source.facts[name] for name in ("text_column", "label_column") if name in source.facts
    }
    return data if source.conversations.height else data.model_copy(update=found)


def _must_be_given_once(source: readers.Source, data: Data) -> None:
    """Raise UserError where a split is a file of its own and rows of the training file too."""
    for role in ("validation", "test"):
        if getattr(data, role) and role in source.rows.table["role"]:
            told = f"data.{role} names a file, and data.split_column = {data.split_column!r} names {role} rows too"
            raise UserError(told, f"data.{role}", "leave one of the two out")


def limit(rows: Rows, most: int | None, seed: int) -> tuple[Rows, pl.DataFrame]:
    """Return at most ``most`` training rows drawn at random, in file order, and ledger entries for the others."""
    taught = rows.role("train").ids if most is not None else rows.ids
    chosen = np.arange(len(taught))
    if most is not None and most < len(taught):
        chosen = np.sort(np.random.default_rng(seed).choice(len(taught), most, replace=False))
    gone = np.setdiff1d(np.arange(len(taught)), chosen)
    over = rows.only(taught.gather(gone).to_list())
    reason = f"not among the {most} rows drawn for data.limit"
    return rows.without(over.ids.to_list()), _entries(over.ids, over.texts, pl.lit(reason))


def _told_of(set_aside: pl.DataFrame) -> list[str]:
    """Say how many records could not be read, and where the first is; nothing where there is none."""
    if set_aside.is_empty():
        return []
    line, reason = set_aside.select("line", "reason").row(0)
    where = f"line {line:,}" if line is not None else "a record"
    records = "1 record is" if set_aside.height == 1 else f"{set_aside.height:,} records are"
    return [f"{records} set aside, in the ledger: {where}, {reason}"]


def _set_aside(table: pl.DataFrame) -> pl.DataFrame:
    return _entries(table["row"], table["before"], table["reason"])


def _entries(row: pl.Series, before: pl.Series, reason: pl.Series | pl.Expr) -> pl.DataFrame:
    empty = pl.lit(None, pl.String)
    return pl.DataFrame({"row": row, "before": before}).select(
        "row",
        "before",
        pl.lit("set aside").alias("action"),
        reason.alias("reason"),
        empty.alias("column"),
        empty.alias("after"),
    )
