"""Fixing: which checks' fixes are applied, in which order, and the edits they make."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import polars as pl

from finetooth.core import edits
from finetooth.core.check import FIX_STEPS, Check
from finetooth.core.errors import UserError, did_you_mean
from finetooth.core.facts import Facts
from finetooth.core.finding import Outcome
from finetooth.core.ledger import Ledger
from finetooth.core.plugins import all_checks
from finetooth.core.rows import Rows, id_of
from finetooth.core.run import Work
from finetooth.recipe.sections import Prepare
from finetooth.stages.known import Known

T = TypeVar("T")


def chosen_fixes(options: Prepare, task: str = "text-classification") -> list[Check]:
    """Return the checks whose fixes are applied, in the order they are applied. Raises UserError on an unknown code.

    ``auto`` are the safe ones; a list adds reviewed kinds (``PRE013``) and takes others out (``-PRE011``).
    """
    able = {check.code: check for check in all_checks() if check.fixes and task in check.tasks}
    named = [] if isinstance(options.fix, str) else options.fix
    for code in (name.removeprefix("-") for name in named):
        if code not in able:
            hint = did_you_mean(code, able)
            raise UserError(f"no fix is named {code!r}{hint}", "recipe: prepare.fix", f"known: {', '.join(able)}")
    both = sorted(set(named) & {code.removeprefix("-") for code in named if code.startswith("-")})
    if both:
        raise UserError(f"{both[0]} is both named and taken out", "recipe: prepare.fix", "leave one of the two")
    safe = {code for code, check in able.items() if check.fix_class == "safe" and options.fix != "none"}
    wanted = (safe | {code for code in named if code in able}) - {
        code.removeprefix("-") for code in named if code[0] == "-"
    }
    return sorted((able[code] for code in wanted), key=lambda check: (FIX_STEPS.index(check.fix_step), check.code))


def asked_for(options: Prepare) -> frozenset[str]:
    """Return the codes that the recipe names: their fixes are applied though a finding is for review."""
    return frozenset(options.fix) if not isinstance(options.fix, str) else frozenset()


def offered_fixes(options: Prepare, held_back: Iterable[str] = (), task: str = "text-classification") -> list[Check]:
    """Return the checks that could mend too but are not applied: a person should look first.

    ``held_back`` are safe ones whose finding may be for review on these rows.
    """
    applied = {check.code for check in chosen_fixes(options, task)} - (set(held_back) - asked_for(options))
    able = [check for check in all_checks() if check.fixes and task in check.tasks]
    return [check for check in able if check.code not in applied]


def kept_ids(names: Iterable[int | str], rows: Rows) -> frozenset[int]:
    """Return the ids of rows by the names people see. Raises UserError for a name that no row has."""
    known = set(rows.ids)
    ids = {name: id_of(name) for name in names}
    for name, row in ids.items():
        if row not in known:
            fix = "name record numbers of the training file (131), or of another file with its role (test:17)"
            raise UserError(f"no row is named {name!r}", "recipe: prepare.keep_rows", fix)
    return frozenset(row for row in ids.values() if row is not None)


def mend(
    work: Work,
    rows: Rows,
    columns: pl.DataFrame,
    fixes: list[Check],
    known: Known,
    kept: frozenset[int] = frozenset(),
    asked: frozenset[str] = frozenset(),
) -> tuple[Rows, Ledger]:
    """Apply the fixes one after the other; each sees what the one before left. No fix touches the ``kept`` rows.

    A finding that is for review is mended only where its code is among the ``asked``.
    """

    def wanted(check: Check, rows: Rows) -> pl.DataFrame:
        if check.mend is None:
            return edits_of(check, known.facts(rows, columns), check.code in asked)
        after = {name: check.mend(rows.table[name].alias("text")) for name in ("text", "pair")}
        return pl.concat(edits.change(rows, name, texts, check.title) for name, texts in after.items())

    return one_after_the_other(work, rows, fixes, wanted, edits.apply, kept)


def one_after_the_other(
    work: Work,
    start: T,
    fixes: Sequence[Check],
    wanted: Callable[[Check, T], pl.DataFrame],
    after: Callable[[T, pl.DataFrame], T],
    kept: frozenset[int],
) -> tuple[T, Ledger]:
    """Apply the edits that are ``wanted`` of each fix to what the one before left, but for the ``kept`` rows."""
    ledger, found = Ledger.empty(), start
    for number, check in enumerate(fixes):
        work.progress(0.7 * number / (len(fixes) + 1), f"mending {check.aim}")
        table = wanted(check, found).filter(~pl.col("row").is_in(list(kept)))
        ledger, found = ledger.plus(table, work.stage, check.code), after(found, table)
    return found, ledger


def edits_of(check: Check, facts: Facts, asked: bool) -> pl.DataFrame:
    """Return the edits of a fix: none where its check passes, or where a finding is for review and it was not asked."""
    verdict = check.run(facts)
    sound = asked or (verdict.fix_class or "safe") == "safe"
    if check.edits is None or verdict.outcome is not Outcome.FAILED or not sound:
        return edits.no_edits()
    table: pl.DataFrame = facts.call(check.edits)
    return table


def without_unlabelled(rows: Rows) -> tuple[Rows, pl.DataFrame]:
    """Drop rows that nothing can be learned from or scored on, whatever ``prepare.fix`` says. Returns the edits too."""
    unlabelled = Facts({"rows": rows}).get("unlabelled")
    ids = rows.table.filter(unlabelled & (rows.table["role"] != "field"))["id"].to_list()
    return rows.without(ids), edits.drop(rows, ids, "without a label it can neither teach nor test")
