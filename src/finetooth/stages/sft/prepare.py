"""Prepare, for conversations: mend them turn by turn, each edit in the ledger, and split so that nothing leaks."""

from dataclasses import dataclass
from functools import partial

import polars as pl

from finetooth.core.errors import UserError
from finetooth.core.ledger import Ledger
from finetooth.core.results import Splits
from finetooth.core.rows import Rows
from finetooth.core.run import Work, stage
from finetooth.facts.near import near_clusters
from finetooth.facts.text import normalise
from finetooth.recipe.sections import Prepare
from finetooth.stages.dealing import SIDES, assignments, deal, dropped, must_be_there, told_of_times
from finetooth.stages.fixing import asked_for, chosen_fixes, kept_ids
from finetooth.stages.known import Known
from finetooth.stages.sft.mending import Talks, mend_turns, without_unanswered
from finetooth.stages.sft.overlong import overlong
from finetooth.stages.splitting import units_of


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
    must_be_there(rows, ledger, talks.rows, entries)
    work.progress(0.8, "splitting")
    splits = deal(talks.rows, options, partial(tied, known=known), known.seed, tuning)
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


def tied(rows: Rows, known: Known) -> pl.Series:
    """Return a number for each row: rows of one prompt and near copies share it, directly or through others."""
    together = near_clusters(rows, known.seed, known.recipe.audit.budget)
    prompts = normalise(rows.texts)
    return units_of(together, prompts.set(rows.table["pair"].is_null() | (prompts == ""), None))


def _must_be_enough(splits: Splits, entries: Ledger) -> None:
    fix = "add rows, set prepare.validation_size and prepare.test_size, or name data.validation and data.test"
    for name in SIDES:
        if not len(getattr(splits, name)):
            told = f"no rows are left for the {name} split{dropped(entries)}"
            raise UserError(f"{told}; rows with one group, prompt or text stay together", "2-prepare", fix)
