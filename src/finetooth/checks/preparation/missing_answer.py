"""PRE036: conversations without an answer to learn."""

import polars as pl

from finetooth.checks.wording import counted, frequencies, listed, names, part_of
from finetooth.core import edits
from finetooth.core.check import SFT, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows
from finetooth.facts.text import is_blank


class MissingAnswer(Check):
    """Some conversations end without an answer.

    Why: a row without an answer teaches nothing; one with an empty answer teaches to say nothing and stop.
    Fix: the rows are dropped. Look at why the answers are missing: a length limit of the writer's takes the long ones.
    Blind: answers that say nothing in words, such as "n/a". Rows from production need no answers.
    """

    code = "PRE036"
    tasks = SFT
    severity = Severity.ERROR
    fix_class = "safe"
    bad = [
        {"conversations": [[("user", "Is it open?"), ("assistant", " \n")], [("user", "Hi"), ("assistant", "Hello")]]},
        {"conversations": [[("user", "Is it open?")], [("user", "Hi"), ("assistant", "Hello")]]},
        {"conversations": [[("user", "Is it open?"), ("assistant", "It is."), ("user", "Thanks")]]},
        {"conversations": [[("assistant", "")], [("assistant", "Once upon a time")]]},
    ]
    good = [
        {"conversations": [[("user", "Is it open?"), ("assistant", "-")]]},
        {
            "conversations": [
                {"turns": [("user", "Is it open?")], "role": "field"},
                [("user", "Hi"), ("assistant", "Ho")],
            ]
        },
    ]

    def judge(self, rows: Rows, turns: pl.DataFrame) -> Finding | Passed:
        """Look at the last turn of each conversation."""
        if not len(rows):
            raise NotApplicable("there are no rows")
        found, looked = unanswered(rows, turns), len(rows) - len(rows.role("field"))
        if not looked:
            raise NotApplicable("rows from production need no answers")
        if found.is_empty():
            return Passed(f"{counted(looked, 'conversation')}, each ends with an answer")
        kinds = frequencies(found["kind"])
        message = f"{part_of(found.height, looked, 'conversation')} without an answer at the end: {listed(list(kinds))}"
        return Finding.on(message, found["id"], checked=looked, kinds=kinds, first=names(found["id"]))

    def edits(self, rows: Rows, turns: pl.DataFrame) -> pl.DataFrame:
        """Drop them."""
        found = unanswered(rows, turns)
        return edits.drop(rows, found["id"], found["kind"].alias("reason"))


def unanswered(rows: Rows, turns: pl.DataFrame) -> pl.DataFrame:
    """Return the rows whose last turn is no answer: ``id, kind``."""
    last = turns.with_columns(is_blank(turns["content"]).alias("blank"))
    last = last.group_by("id", maintain_order=True).last()
    table = rows.table.filter(pl.col("role") != "field").select("id")
    table = table.join(last, on="id", how="left", maintain_order="left")
    kind = (
        pl.when(pl.col("speaker").is_null())
        .then(pl.lit("there are no turns"))
        .when(pl.col("speaker") != "assistant")
        .then(pl.format("the last turn is the {}'s", "speaker"))
        .when(pl.col("blank") & pl.col("calls").is_null())
        .then(pl.lit("the answer is empty"))
    )
    return table.select("id", kind.alias("kind")).drop_nulls()
