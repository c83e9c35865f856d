"""Preview: all that prepare would do to the rows, and what it could do if it were asked; nothing is written."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.events import Listener, silent
from finetooth.core.rows import Rows
from finetooth.core.run import Work
from finetooth.pipeline import must_make_sense
from finetooth.recipe.sections import Prepare, Recipe
from finetooth.selection import wanted_mending
from finetooth.stages import audit as reading
from finetooth.stages.doubting import without_suspects
from finetooth.stages.fixing import asked_for, chosen_fixes, kept_ids, mend, offered_fixes, without_unlabelled
from finetooth.stages.known import Known
from finetooth.stages.prepare import split
from finetooth.stages.sft.mending import Talks, mend_turns, without_unanswered
from finetooth.stages.sft.overlong import overlong
from finetooth.training.base_model import locate


@dataclass(frozen=True)
class Change:
    """What one fix does: entries of the ledger (``row, action, column, before, after, reason`` ...)."""

    code: str
    title: str
    entries: pl.DataFrame


@dataclass(frozen=True)
class Preview:
    """What prepare would do with these settings (in its order), and what each fix that is not applied would do then."""

    rows: Rows
    left: int
    sources: tuple[dict[str, Any], ...]
    applied: tuple[Change, ...]
    offered: tuple[Change, ...]


def preview(recipe: Recipe, listener: Listener = silent) -> Preview:
    """Read the recipe's files and try all fixes on the rows in memory. Raises UserError."""
    must_make_sense(recipe)
    base = locate(recipe.base_model, recipe.trust_remote_code) if recipe.base_model else None
    options, known = wanted_mending(recipe), Known.of(recipe, base)
    with TemporaryDirectory() as scratch:
        work = Work(Path(scratch), "audit", listener)
        read = reading.audit(work, recipe.data, reading.contents(recipe.data), recipe.seed, recipe.task)
        kept = kept_ids(options.keep_rows, read.rows)
        fixes = chosen_fixes(options, recipe.task)
        if recipe.task == "sft":
            return _of_conversations(work, read, options, known, kept)
        rows, ledger = mend(work, read.rows, read.columns, fixes, known, kept, asked_for(options))
        applied = [_change(check, ledger.table) for check in fixes]
        rows, unlabelled = without_unlabelled(rows)
        splits = split(rows, options, known, recipe.tune.method != "none")
        _, _, doubted = without_suspects(splits, options.label_errors, known, kept)
        rows = edits.apply(rows, doubted)
        applied += [Change("PRE002", "A row without a label can neither teach nor test", unlabelled)]
        applied += [Change("DAT005", f"prepare.label_errors: {options.label_errors}", doubted)]
        held = [check.code for check in fixes if check.edits is not None]
        offered = [_alone(check, work, rows, read.columns, known, kept) for check in offered_fixes(options, held)]
    return Preview(read.rows, len(rows), read.sources, _told(applied), _told(offered))


def _change(check: Check, entries: pl.DataFrame) -> Change:
    return Change(check.code, check.title, entries.filter(pl.col("check") == check.code))


def _alone(check: Check, work: Work, rows: Rows, columns: pl.DataFrame, known: Known, kept: frozenset[int]) -> Change:
    """Return what a fix would do to the rows as the applied fixes leave them."""
    _, ledger = mend(work, rows, columns, [check], known, kept, frozenset([check.code]))
    return _change(check, ledger.table)


def _told(changes: list[Change]) -> tuple[Change, ...]:
    return tuple(change for change in changes if change.entries.height)


def _of_conversations(
    work: Work, read: reading.Audited, options: Prepare, known: Known, kept: frozenset[int]
) -> Preview:
    """Try all fixes turn by turn."""
    fixes, columns = chosen_fixes(options, known.recipe.task), read.columns
    talks = Talks(read.rows, read.conversations)
    talks, ledger = mend_turns(work, talks, columns, fixes, known, kept, asked_for(options))
    applied = [_change(check, ledger.table) for check in fixes]
    talks, unsaid = without_unanswered(talks, known)
    applied += [Change("PRE036", "A conversation without an answer can neither teach nor test", unsaid)]
    long, _ = overlong(talks, known)
    applied += [Change("PRE031", f"training.overlong: {known.recipe.training.overlong}", long)]
    talks, offered = talks.after(long), []
    held = [check.code for check in fixes if check.edits is not None]
    for check in offered_fixes(options, held, known.recipe.task):
        _, alone = mend_turns(work, talks, columns, [check], known, kept, frozenset([check.code]))
        offered.append(_change(check, alone.table))
    return Preview(read.rows, len(talks.rows), read.sources, _told(applied), _told(offered))
