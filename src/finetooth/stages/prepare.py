"""Prepare: apply the checks' fixes, each edit in the ledger, split so that nothing leaks, measure the gain."""

from dataclasses import dataclass

import polars as pl

from finetooth.core import edits
from finetooth.core.beside import SplitHonesty
from finetooth.core.errors import UserError
from finetooth.core.ledger import Ledger
from finetooth.core.results import ProbeGain, Splits
from finetooth.core.rows import Rows
from finetooth.core.run import Work, stage
from finetooth.facts.near import near_clusters
from finetooth.problems import taught_by
from finetooth.recipe.sections import Prepare
from finetooth.stages.dealing import SIDES, assignments, deal, dropped, must_be_there, told_of_times
from finetooth.stages.doubting import without_suspects
from finetooth.stages.fixing import asked_for, chosen_fixes, kept_ids, mend, without_unlabelled
from finetooth.stages.gain import gain
from finetooth.stages.honesty import split_honesty
from finetooth.stages.known import Known


@dataclass(frozen=True)
class Prepared:
    """The mended rows, their splits, the ledger so far, and the codes of the text mends (predict applies them too).

    ``weights``: ``id, weight`` of the training rows that count for less than one. ``probe``: what mending gained.
    ``honesty``: what a naive random split of the rows as they came would have claimed.
    """

    rows: Rows
    splits: Splits
    ledger: Ledger
    mends: tuple[str, ...]
    weights: pl.DataFrame
    probe: ProbeGain | None
    honesty: SplitHonesty | None = None


@stage("2-prepare", version=7)
def prepare(
    work: Work, options: Prepare, rows: Rows, columns: pl.DataFrame, ledger: Ledger, known: Known, tuning: bool
) -> Prepared:
    """Mend, then split. Raises LedgerError when a row would be lost without an entry, UserError when too few remain."""
    fixes = chosen_fixes(options)
    kept = kept_ids(options.keep_rows, rows)
    mended, entries = mend(work, rows, columns, fixes, known, kept, asked_for(options))
    mended, unlabelled = without_unlabelled(mended)
    entries = entries.plus(unlabelled, work.stage, "PRE002")
    must_be_there(rows, ledger, mended, entries)
    splits = split(mended, options, known, tuning)
    told_of_times(work, mended, options)
    splits, weights, doubted = without_suspects(splits, options.label_errors, known, kept)
    mended, entries = edits.apply(mended, doubted), entries.plus(doubted, work.stage, "DAT005")
    entries.must_balance(rows, mended)
    Ledger.empty().must_balance(mended, Rows.concat(vars(splits).values()))
    kind = known.facts(mended).get("problem_type")
    _must_be_enough(splits, entries, kind)
    everything = ledger.then(entries).plus(assignments(splits, options.split == "time"), work.stage)
    work.progress(0.95, "a quick model before and after")
    mends = tuple(check.code for check in fixes if check.mend is not None)
    quick = gain(rows, splits, known.seed, kind)
    work.progress(0.97, "what a random split would have claimed")
    honesty = split_honesty(rows, splits, options.split == "time", known.seed, known.recipe.audit.budget)
    return Prepared(mended, splits, everything, mends, weights, quick, honesty)


def split(rows: Rows, options: Prepare, known: Known, tuning: bool) -> Splits:
    """Use the splits that files give; set apart the missing ones. Near copies stay on one side."""

    def tied(train: Rows) -> pl.Series:
        return near_clusters(train, known.seed, known.recipe.audit.budget)

    return deal(rows, options, tied, known.seed, tuning, known.facts(rows).get("problem_type"))


def _must_be_enough(splits: Splits, entries: Ledger, problem_type: str) -> None:
    sizes = ", ".join(
        f"{label!r} {count:,}" for label, count in splits.train.labels.value_counts(sort=True).head(5).iter_rows()
    )
    fix = "add rows, set prepare.validation_size and prepare.test_size, or name data.validation and data.test"
    for name in SIDES:
        if not len(getattr(splits, name)):
            told = f"no rows are left for the {name} split{dropped(entries)}; rows with one group or text stay together"
            raise UserError(f"{told}; training labels: {sizes or 'none'}", "2-prepare", fix)
    if splits.train.labels.n_unique() < 2:
        raise UserError(f"fewer than two labels are left to learn ({sizes}){dropped(entries)}", "2-prepare", fix)
    known = taught_by(problem_type, splits.train.labels.to_list()).knows(splits.validation.labels)
    if splits.validation.labels.filter(known).n_unique() < 2:
        told = (
            "the validation rows hold fewer than two of the labels that are learned: no setting can be chosen on them"
        )
        raise UserError(f"{told}; training labels: {sizes}", "2-prepare", fix)
