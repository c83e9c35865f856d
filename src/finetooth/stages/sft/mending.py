"""Mending conversations: the checks' fixes turn by turn, each edit told as one of the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from finetooth.checks.preparation.missing_answer import unanswered
from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.ledger import Ledger
from finetooth.core.rows import Rows
from finetooth.core.run import Work
from finetooth.core.turning import apply_to_turns, change_turns
from finetooth.stages.fixing import edits_of, one_after_the_other
from finetooth.stages.known import Known

_UNSAID = "without an answer it can neither teach nor test"


@dataclass(frozen=True)
class Talks:
    """Rows and the conversations they show, aligned by id."""

    rows: Rows
    conversations: pl.DataFrame

    def after(self, table: pl.DataFrame) -> "Talks":
        """Return both with these edits applied."""
        return Talks(*apply_to_turns(self.rows, self.conversations, table))


def mend_turns(
    work: Work,
    talks: Talks,
    columns: pl.DataFrame,
    fixes: Iterable[Check],
    known: Known,
    kept: frozenset[int] = frozenset(),
    asked: frozenset[str] = frozenset(),
) -> tuple[Talks, Ledger]:
    """Apply the fixes one after the other; each sees what the one before left. No fix touches the ``kept`` rows.

    A finding that is for review is mended only where its code is among the ``asked``.
    """

    def wanted(check: Check, talks: Talks) -> pl.DataFrame:
        facts = known.facts(talks.rows, columns, talks.conversations)
        if check.mend is None:
            return edits_of(check, facts, check.code in asked)
        turns = facts.get("turns")
        return change_turns(turns, check.mend(turns["content"].alias("text")), check.title)

    return one_after_the_other(work, talks, list(fixes), wanted, Talks.after, kept)


def without_unanswered(talks: Talks, known: Known) -> tuple[Talks, pl.DataFrame]:
    """Drop rows that nothing can be learned from or scored on, whatever ``prepare.fix`` says. Returns the edits too."""
    turns = known.facts(talks.rows, None, talks.conversations).get("turns")
    table = edits.drop(talks.rows, unanswered(talks.rows, turns)["id"], _UNSAID)
    return talks.after(table), table
