"""Audit: read every file into rows, so that the checks can look at them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from finetooth import sources as readers
from finetooth.core.errors import LedgerError
from finetooth.core.ledger import Ledger
from finetooth.core.rows import ROLES, Rows
from finetooth.core.run import Work, stage
from finetooth.recipe.sections import Data


@dataclass(frozen=True)
class Audited:
    """All rows as they were read, and what was learned about their files."""

    rows: Rows
    columns: pl.DataFrame  # id, and the other columns of the files
    sources: tuple[dict[str, Any], ...]
    ledger: Ledger


def contents(data: Data) -> dict[str, str]:
    """Return the content hash of each file that the recipe names. Raises UserError for one that cannot be read."""
    return {role: readers.content_hash(location, role) for role, location in locations(data).items()}


def locations(data: Data) -> dict[str, str]:
    """Return the locations that the recipe names, by role."""
    return {role: getattr(data, role) for role in ROLES if role == "train" or getattr(data, role)}


@stage("1-audit", version=2)
def audit(work: Work, data: Data, files: dict[str, str], seed: int) -> Audited:
    """Read the files. Bad records that the recipe says to quarantine, and rows over the limit, go to the ledger."""
    ledger, parts, others, about = Ledger.empty(), [], [], []
    for number, (role, location) in enumerate(locations(data).items()):  # train first: the others follow its columns
        work.progress(number / len(files), f"reading {location}")
        source = readers.read(location, role, data)
        if len(source.rows) + len(source.set_aside) != source.facts["records"]:
            raise LedgerError(f"{location}: {source.facts['records']} records, but not as many rows and entries")
        if role == "train":
            data = data.model_copy(update={name: source.facts[name] for name in ("text_column", "label_column")})
        ledger = ledger.plus(_set_aside(source.set_aside), work.stage)
        rows, over = limit(source.rows, data.limit if role == "train" else None, seed)
        ledger = ledger.plus(over, work.stage)
        parts.append(rows)
        others.append(source.columns.filter(pl.col("id").is_in(rows.ids.to_list())) if over.height else source.columns)
        about.append({"role": role, **source.facts, "sha256": files[role], "rows": len(rows)})
    return Audited(Rows.concat(parts), pl.concat(others, how="diagonal"), tuple(about), ledger)


def limit(rows: Rows, most: int | None, seed: int) -> tuple[Rows, pl.DataFrame]:
    """Return at most ``most`` rows drawn at random, in file order, and ledger entries for the others."""
    chosen = np.arange(len(rows))
    if most is not None and most < len(rows):
        chosen = np.sort(np.random.default_rng(seed).choice(len(rows), most, replace=False))
    over = rows.without(rows.ids.gather(chosen).to_list())
    reason = f"not among the {most} rows drawn for data.limit"
    return rows.only(rows.ids.gather(chosen).to_list()), _entries(over.ids, over.texts, pl.lit(reason))


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
