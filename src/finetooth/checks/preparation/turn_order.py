"""PRE035: turns out of order, and turns that say nothing."""

import polars as pl

from finetooth.checks.wording import counted, frequencies, listed, names, part_of
from finetooth.core import edits
from finetooth.core.check import SFT, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows
from finetooth.facts.text import is_blank

_CONVENTION = 0.5  # of the conversations: so many share a fault that it is how they were written


class TurnOrder(Check):
    """Turns are out of order or empty.

    Why: most chat templates refuse two turns of one speaker in a row or a late system prompt, others write them down in
    a form that the model never meets in use; an empty turn teaches to answer nothing.
    Fix: for review: the rows are dropped. Better mend what wrote them: a lost turn is lost in every later one too.
    Blind: turns that stand in a right order but belong to another conversation (DAT036).
    """

    code = "PRE035"
    tasks = SFT
    fix_class = "review"
    bad = [
        {"conversations": [[("user", "Is it open?"), ("user", "Today?"), ("assistant", "It is.")]]},
        {"conversations": [[("assistant", "Hello!"), ("user", "Is it open?"), ("assistant", "It is.")]]},
        {"conversations": [[("user", "Is it open?"), ("system", "Be brief."), ("assistant", "It is.")]]},
        {"conversations": [[("user", "Is it open?"), ("assistant", ""), ("user", "And?"), ("assistant", "It is.")]]},
        {"conversations": [[("user", "Is it open?"), ("tool", '{"open": true}'), ("assistant", "It is.")]]},
    ]
    good = [
        {"conversations": [[("system", "Be brief."), ("user", "Is it open?"), ("assistant", "It is.")]]},
        {"conversations": [[("assistant", "Once upon a time there was a lamp.")]]},
    ]

    def judge(self, turns: pl.DataFrame) -> Finding | Passed:
        """Go through the turns of each conversation."""
        if turns.is_empty():
            raise NotApplicable("there are no turns")
        faults, looked = turn_faults(turns), turns["id"].n_unique()
        if faults.is_empty():
            return Passed(
                f"{counted(looked, 'conversation')}, {counted(turns.height, 'turn')}: all in order, none empty"
            )
        ids, kinds = faults["id"].unique(maintain_order=True), frequencies(faults["kind"])
        told = "; nearly all are written so" if len(ids) > _CONVENTION * looked else ""
        message = f"{part_of(len(ids), looked, 'conversation')} with turns out of order or empty: {listed(list(kinds))}"
        return Finding.on(message + told, ids, checked=looked, kinds=kinds, first=names(ids))

    def edits(self, rows: Rows, turns: pl.DataFrame) -> pl.DataFrame:
        """Drop them."""
        faults = turn_faults(turns).unique("id", keep="first", maintain_order=True)
        return edits.drop(rows, faults["id"], faults["kind"].alias("reason"))


def turn_faults(turns: pl.DataFrame) -> pl.DataFrame:
    """Return what is wrong with which conversation: ``id, kind``, in the order of the turns."""
    blank = pl.Series("blank", is_blank(turns["content"])) & turns["calls"].is_null()
    table = turns.with_columns(
        blank.alias("blank"),
        pl.col("speaker").shift(1).over("id").alias("before"),
        pl.col("calls").shift(1).over("id").is_not_null().alias("called"),
    )
    spoken = table.filter(pl.col("speaker") != "system").group_by("id", maintain_order=True).first()
    alone = (pl.col("speaker") == "assistant") & (pl.col("turns") == 1)
    again = pl.col("speaker").is_in(["user", "assistant"]) & (pl.col("speaker") == pl.col("before"))
    last = pl.col("turn") == pl.col("turns") - 1
    found = [
        _named(spoken.filter((pl.col("speaker") != "user") & ~alone), "the {} speaks first"),
        _named(table.filter((pl.col("speaker") == "system") & (pl.col("turn") > 0)), "a {} prompt that comes late"),
        _named(table.filter(again & ~pl.col("called")), "two turns of the {} in a row"),
        _named(table.filter((pl.col("speaker") == "tool") & (pl.col("before") == "user")), "a {} answers uncalled"),
        _named(table.filter(pl.col("blank") & ~(last & (pl.col("speaker") == "assistant"))), "an empty turn of the {}"),
    ]
    return pl.concat(found).sort("id", "turn", maintain_order=True).select("id", "kind")


def _named(found: pl.DataFrame, form: str) -> pl.DataFrame:
    return found.select("id", "turn", pl.format(form, "speaker").alias("kind"))
