"""Prepare, for conversations: mend them turn by turn, each edit in the ledger, and split so that nothing leaks."""

from dataclasses import dataclass

import polars as pl

from finetooth.core.errors import UserError
from finetooth.core.ledger import Ledger
from finetooth.core.results import Splits
from finetooth.core.rows import Rows, role_of
from finetooth.core.run import Work, stage
from finetooth.facts.near import near_clusters
from finetooth.facts.split_sizes import share_for
from finetooth.facts.text import normalise
from finetooth.recipe.sections import Prepare
from finetooth.stages.fixing import asked_for, chosen_fixes, kept_ids
from finetooth.stages.known import Known
from finetooth.stages.prepare import assignments, told_of_times
from finetooth.stages.sft.mending import Talks, mend_turns, without_unanswered
from finetooth.stages.sft.overlong import overlong
from finetooth.stages.splitting import assign, assign_by_time, units_of

_SIDES = ("train", "validation", "test")


@dataclass(frozen=True)
class Prepared:
    """The mended rows and conversations, their splits, the ledger so far, and the codes of the mends of turns."""

    rows: Rows
    conversations: pl.DataFrame
    splits: Splits
    ledger: Ledger
    mends: tuple[str, ...]


@stage("2-prepare", version=2)
def prepare(
    work: Work,
    options: Prepare,
    rows: Rows,
    columns: pl.DataFrame,
    conversations: pl.DataFrame,
    ledger: Ledger,
    known: Known,
    tuning: bool,
) -> Prepared:
    """Mend, then split. Raises LedgerError when a row would be lost without an entry, UserError when too few remain."""
    fixes = chosen_fixes(options, known.recipe.task)
    kept = kept_ids(options.keep_rows, rows)
    talks, entries = mend_turns(work, Talks(rows, conversations), columns, fixes, known, kept, asked_for(options))
    talks, unsaid = without_unanswered(talks, known)
    entries = entries.plus(unsaid, work.stage, "PRE036")
    work.progress(0.75, "counting tokens")
    long, cut = overlong(talks, known)
    entries, talks = entries.plus(long, work.stage, "PRE031"), talks.after(long)
    entries.must_balance(rows, talks.rows)
    _must_be_there(rows, ledger, talks.rows, entries)
    work.progress(0.8, "splitting")
    splits = split_talks(talks.rows, options, known, tuning)
    told_of_times(work, talks.rows, options)
    Ledger.empty().must_balance(talks.rows, Rows.concat(vars(splits).values()))
    _must_be_enough(splits, entries)
    everything = (
        ledger.then(entries)
        .plus(cut, work.stage, "PRE031")
        .plus(assignments(splits, options.split == "time"), work.stage)
    )
    mends = tuple(check.code for check in fixes if check.mend is not None)
    return Prepared(talks.rows, talks.conversations, splits, everything, mends)


def split_talks(rows: Rows, options: Prepare, known: Known, tuning: bool) -> Splits:
    """Use the splits that files give; set apart the missing ones from the training rows.

    Rows of one prompt, near copies and groups stay on one side.
    """
    given, train = {role: rows.role(role) for role in _SIDES[1:]}, rows.role("train")
    usual = share_for(len(train))
    validation = 0.0 if len(given["validation"]) else options.validation_size or usual * (1 + tuning / 4)
    test = 0.0 if len(given["test"]) else options.test_size or usual
    dealt = assign_by_time if options.split == "time" else assign
    side = dealt(train, tied(train, known), validation, test, known.seed)
    parts = {name: Rows(train.table.filter(side == name)) for name in _SIDES}
    made = {name: given[name] if len(given[name]) else parts[name] for name in _SIDES[1:]}
    return Splits(parts["train"], made["validation"], made["test"], rows.role("field"))


def tied(rows: Rows, known: Known) -> pl.Series:
    """Return a number for each row: rows of one prompt and near copies share it, directly or through others."""
    together = near_clusters(rows, known.seed, known.recipe.audit.budget)
    prompts = normalise(rows.texts)
    return units_of(together, prompts.set(rows.table["pair"].is_null() | (prompts == ""), None))


def _must_be_there(read: Rows, ledger: Ledger, mended: Rows, entries: Ledger) -> None:
    """Raise UserError when a file was given and none of its rows is left: another split must not take its place."""
    given = {role_of(row) for row in (*read.ids, *ledger.gone()) if role_of(row) in set(read.table["role"])}
    for role in given - set(mended.table["role"]):
        fix = f"mend or leave out data.{role}, or look at it with `finetooth audit`"
        raise UserError(f"no row of data.{role} could be used{_dropped(entries)}", f"data.{role}", fix)


def _must_be_enough(splits: Splits, entries: Ledger) -> None:
    fix = "add rows, set prepare.validation_size and prepare.test_size, or name data.validation and data.test"
    for name in _SIDES:
        if not len(getattr(splits, name)):
            told = f"no rows are left for the {name} split{_dropped(entries)}"
            raise UserError(f"{told}; rows with one group, prompt or text stay together", "2-prepare", fix)


def _dropped(entries: Ledger) -> str:
    counts = entries.counts().filter(pl.col("action") == "drop")
    told = ", ".join(f"{check} {rows:,}" for check, rows in counts.select("check", "rows").iter_rows())
    return f" (dropped by check: {told})" if told else ""
