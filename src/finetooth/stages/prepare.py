"""Prepare: apply the checks' fixes, each edit in the ledger, then split so that nothing leaks."""

from dataclasses import dataclass

import polars as pl

from finetooth.core import edits
from finetooth.core.check import FIX_STEPS, Check
from finetooth.core.errors import UserError, did_you_mean
from finetooth.core.facts import Facts
from finetooth.core.finding import Outcome
from finetooth.core.ledger import Ledger
from finetooth.core.plugins import all_checks
from finetooth.core.recipe import Prepare
from finetooth.core.results import Splits
from finetooth.core.rows import Rows
from finetooth.core.run import Work, stage
from finetooth.stages.splitting import assign, share_for


@dataclass(frozen=True)
class Prepared:
    """The mended rows, their splits, the ledger so far, and the codes of the text mends (predict applies them too)."""

    rows: Rows
    splits: Splits
    ledger: Ledger
    mends: tuple[str, ...]


@stage("2-prepare")
def prepare(work: Work, options: Prepare, rows: Rows, ledger: Ledger, seed: int) -> Prepared:
    """Mend, then split. Raises LedgerError when a row would be lost without an entry, UserError when too few remain."""
    fixes = chosen_fixes(options)
    mended, entries = mend(work, rows, fixes)
    entries.must_balance(rows, mended)
    splits, assigned = split(mended, options, seed)
    Ledger.empty().must_balance(mended, Rows.concat(vars(splits).values()))
    _must_be_enough(splits)
    everything = ledger.then(entries).plus(assigned, work.stage)
    return Prepared(mended, splits, everything, tuple(check.code for check in fixes if check.mend is not None))


def chosen_fixes(options: Prepare) -> list[Check]:
    """Return the checks whose fixes are applied, in the order they are applied. Raises UserError on an unknown code."""
    able = {check.code: check for check in all_checks() if check.fixes}
    codes = {"auto": list(able), "none": []}[options.fix] if isinstance(options.fix, str) else options.fix
    for code in codes:
        if code not in able:
            hint = did_you_mean(code, able)
            raise UserError(f"no fix is named {code!r}{hint}", "recipe: prepare.fix", f"known: {', '.join(able)}")
    return sorted((able[code] for code in codes), key=lambda check: (FIX_STEPS.index(check.fix_step), check.code))


def mend(work: Work, rows: Rows, fixes: list[Check]) -> tuple[Rows, Ledger]:
    """Apply the fixes one after the other; each sees what the one before left."""
    ledger = Ledger.empty()
    for number, check in enumerate(fixes):
        work.progress(number / (len(fixes) + 1), check.title)
        table = _edits(check, rows)
        ledger = ledger.plus(table, work.stage, check.code)
        rows = edits.apply(rows, table)
    return rows, ledger


def _edits(check: Check, rows: Rows) -> pl.DataFrame:
    if check.mend is not None:
        return edits.change(rows, "text", check.mend(rows.texts), check.title)
    facts = Facts({"rows": rows})
    if check.edits is None or check.run(facts).outcome is not Outcome.FAILED:
        return edits.no_edits()
    table: pl.DataFrame = facts.call(check.edits)
    return table


def split(rows: Rows, options: Prepare, seed: int) -> tuple[Splits, pl.DataFrame]:
    """Use the splits that files give; set apart the missing ones from the training rows. Returns ledger entries too."""
    given = {role: rows.role(role) for role in ("validation", "test")}
    train = rows.role("train")
    sizes = {
        "validation": 0.0 if len(given["validation"]) else options.validation_size or share_for(len(train)),
        "test": 0.0 if len(given["test"]) else options.test_size or share_for(len(train)),
    }
    keys = Facts({"rows": train}).get("normalised_text")
    side = assign(train, keys, sizes["validation"], sizes["test"], seed)
    parts = {name: Rows(train.table.filter(side == name)) for name in ("train", "validation", "test")}
    made = {name: given[name] if len(given[name]) else parts[name] for name in ("validation", "test")}
    splits = Splits(parts["train"], made["validation"], made["test"], rows.role("field"))
    return splits, _assignments(splits)


def _assignments(splits: Splits) -> pl.DataFrame:
    empty = pl.lit(None, pl.String)
    tables: list[pl.DataFrame] = [
        part.table.select(
            pl.col("id").alias("row"),
            pl.lit("assign").alias("action"),
            pl.lit("split").alias("column"),
            empty.alias("before"),
            pl.lit(name).alias("after"),
            pl.when(pl.col("role") == name)
            .then(pl.lit("given by its file"))
            .otherwise(pl.lit("drawn by seed"))
            .alias("reason"),
        )
        for name, part in vars(splits).items()
    ]
    return pl.concat(tables)


def _must_be_enough(splits: Splits) -> None:
    fix = "add rows, or look at `finetooth audit` and at what prepare.fix dropped"
    for name in ("train", "validation", "test"):
        if not len(getattr(splits, name)):
            raise UserError(f"no rows are left for the {name} split", "2-prepare", fix)
    if splits.train.labels.n_unique() < 2:
        raise UserError("fewer than two labels are left in the training rows", "2-prepare", fix)
