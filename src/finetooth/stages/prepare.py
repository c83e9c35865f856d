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
from finetooth.core.rows import Rows, role_of
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
    mended, unlabelled = without_unlabelled(mended)
    entries = entries.plus(unlabelled, work.stage, "PRE002")
    entries.must_balance(rows, mended)
    _must_be_there(rows, ledger, mended, entries)
    splits, assigned = split(mended, options, seed)
    Ledger.empty().must_balance(mended, Rows.concat(vars(splits).values()))
    _must_be_enough(splits, entries)
    everything = ledger.then(entries).plus(assigned, work.stage)
    return Prepared(mended, splits, everything, tuple(check.code for check in fixes if check.mend is not None))


def chosen_fixes(options: Prepare) -> list[Check]:
    """Return the checks whose fixes are applied, in the order they are applied. Raises UserError on an unknown code.

    A list of codes with a minus (``-PRE011``) means all but these.
    """
    able = {check.code: check for check in all_checks() if check.fixes}
    wanted = {"auto": list(able), "none": []}[options.fix] if isinstance(options.fix, str) else options.fix
    codes = [code.removeprefix("-") for code in wanted]
    minus = any(code.startswith("-") for code in wanted)
    if minus and not all(code.startswith("-") for code in wanted):
        fix = "name those to apply ([PRE003]), or those to leave out ([-PRE011])"
        raise UserError(f"codes with and without a minus are mixed: {', '.join(wanted)}", "recipe: prepare.fix", fix)
    for code in codes:
        if code not in able:
            hint = did_you_mean(code, able)
            raise UserError(f"no fix is named {code!r}{hint}", "recipe: prepare.fix", f"known: {', '.join(able)}")
    chosen = [check for code, check in able.items() if (code in codes) != minus]
    return sorted(chosen, key=lambda check: (FIX_STEPS.index(check.fix_step), check.code))


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


def without_unlabelled(rows: Rows) -> tuple[Rows, pl.DataFrame]:
    """Drop rows that nothing can be learned from or scored on, whatever ``prepare.fix`` says. Returns the edits too."""
    blank = (pl.col("role") != "field") & (pl.col("label").fill_null("").str.strip_chars() == "")
    ids = rows.table.filter(blank)["id"].to_list()
    return rows.without(ids), edits.drop(rows, ids, "without a label it can neither teach nor test")


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


def _must_be_there(read: Rows, ledger: Ledger, mended: Rows, entries: Ledger) -> None:
    """Raise UserError when a file was given and none of its rows is left: another split must not take its place."""
    given = {role_of(row) for row in (*read.ids, *ledger.gone())}
    for role in given - set(mended.table["role"]):
        fix = f"mend or leave out data.{role}, or look at it with `finetooth audit`"
        raise UserError(f"no row of data.{role} could be used{_dropped(entries)}", f"data.{role}", fix)


def _must_be_enough(splits: Splits, entries: Ledger) -> None:
    sizes = ", ".join(
        f"{label!r} {count:,}" for label, count in splits.train.labels.value_counts(sort=True).head(5).iter_rows()
    )
    fix = "add rows, set prepare.validation_size and prepare.test_size, or name data.validation and data.test"
    for name in ("train", "validation", "test"):
        if not len(getattr(splits, name)):
            told = (
                f"no rows are left for the {name} split{_dropped(entries)}; rows with one group or text stay together"
            )
            raise UserError(f"{told}; training labels: {sizes or 'none'}", "2-prepare", fix)
    if splits.train.labels.n_unique() < 2:
        raise UserError(f"fewer than two labels are left to learn ({sizes}){_dropped(entries)}", "2-prepare", fix)
    known = splits.validation.labels.is_in(splits.train.labels.unique().to_list())
    if splits.validation.labels.filter(known).n_unique() < 2:
        told = (
            "the validation rows hold fewer than two of the labels that are learned: no setting can be chosen on them"
        )
        raise UserError(f"{told}; training labels: {sizes}", "2-prepare", fix)


def _dropped(entries: Ledger) -> str:
    counts = entries.counts().filter(pl.col("action") == "drop")
    told = ", ".join(f"{check} {rows:,}" for check, rows in counts.select("check", "rows").iter_rows())
    return f" (dropped by check: {told})" if told else ""
