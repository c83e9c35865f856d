"""Prepare: apply the checks' fixes, each edit in the ledger, split so that nothing leaks, measure the gain."""

from dataclasses import dataclass

import polars as pl

from finetooth.core import edits
from finetooth.core.beside import SplitHonesty
from finetooth.core.errors import UserError
from finetooth.core.ledger import Ledger
from finetooth.core.results import ProbeGain, Splits
from finetooth.core.rows import Rows, role_of
from finetooth.core.run import Work, stage
from finetooth.facts.near import near_clusters
from finetooth.facts.split_sizes import share_for
from finetooth.problems import taught_by
from finetooth.recipe.sections import Prepare
from finetooth.stages.doubting import without_suspects
from finetooth.stages.fixing import asked_for, chosen_fixes, kept_ids, mend, without_unlabelled
from finetooth.stages.gain import gain
from finetooth.stages.honesty import split_honesty
from finetooth.stages.known import Known
from finetooth.stages.splitting import assign, assign_by_time, untimed


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
    _must_be_there(rows, ledger, mended, entries)
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
    """Use the splits that files give; set apart the missing ones from the training rows."""
    given = {role: rows.role(role) for role in ("validation", "test")}
    train = rows.role("train")
    usual = share_for(len(train))
    sizes = {
        "validation": 0.0 if len(given["validation"]) else options.validation_size or usual * (1 + tuning / 4),
        "test": 0.0 if len(given["test"]) else options.test_size or usual,
    }
    together = near_clusters(train, known.seed, known.recipe.audit.budget)
    dealt, kind = assign_by_time if options.split == "time" else assign, known.facts(rows).get("problem_type")
    side = dealt(train, together, sizes["validation"], sizes["test"], known.seed, kind)
    parts = {name: Rows(train.table.filter(side == name)) for name in ("train", "validation", "test")}
    made = {name: given[name] if len(given[name]) else parts[name] for name in ("validation", "test")}
    return Splits(parts["train"], made["validation"], made["test"], rows.role("field"))


def told_of_times(work: Work, rows: Rows, options: Prepare) -> None:
    """Say it where rows were split by time that have none: whether they are older than the test nobody knows."""
    if options.split == "time" and (told := untimed(rows.role("train"))):
        work.note(told)


def assignments(splits: Splits, by_time: bool = False) -> pl.DataFrame:
    """Return an entry for each row: the side it is on, and why."""
    empty = pl.lit(None, pl.String)
    others = (splits.validation, splits.test)
    drawn = any((part.table["role"] == "train").any() for part in others)
    tables: list[pl.DataFrame] = [
        part.table.select(
            pl.col("id").alias("row"),
            pl.lit("assign").alias("action"),
            pl.lit("split").alias("column"),
            empty.alias("before"),
            pl.lit(name).alias("after"),
            pl.when(pl.col("role") == name)
            .then(
                pl.lit("left after the other splits were drawn" if name == "train" and drawn else "given by its file")
            )
            .otherwise(pl.lit("the youngest rows judge" if by_time else "drawn by seed"))
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


def _must_be_enough(splits: Splits, entries: Ledger, problem_type: str) -> None:
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
    known = taught_by(problem_type, splits.train.labels.to_list()).knows(splits.validation.labels)
    if splits.validation.labels.filter(known).n_unique() < 2:
        told = (
            "the validation rows hold fewer than two of the labels that are learned: no setting can be chosen on them"
        )
        raise UserError(f"{told}; training labels: {sizes}", "2-prepare", fix)


def _dropped(entries: Ledger) -> str:
    counts = entries.counts().filter(pl.col("action") == "drop")
    told = ", ".join(f"{check} {rows:,}" for check, rows in counts.select("check", "rows").iter_rows())
    return f" (dropped by check: {told})" if told else ""
