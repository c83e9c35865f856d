"""DAT035: answers that are the prompt again."""

import polars as pl

from finetooth.checks.wording import counted, frequencies, names, part_of
from finetooth.core import edits
from finetooth.core.check import SFT, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows
from finetooth.facts.text import normalise

_FEWEST = 3  # words of a prompt that is copied: "Hi" may be answered with "Hi"
_LEADING = 6  # words of a prompt that an answer starts with
_USUAL = 0.2  # of the rows: then to say it again is the task


class CopiedPrompt(Check):
    """Answers copy the prompt.

    Why: a column read twice, or an answer field that came empty, teaches to parrot what was asked.
    Fix: for review: the rows are dropped. Find out where prompt and answer were put together.
    Blind: answers that say the prompt again in other words. To mend a text may need no change: such rows are found too.
    """

    code = "DAT035"
    tasks = SFT
    fix_class = "review"
    bad = [
        {"conversations": [[("user", "When does the shop open?"), ("assistant", "When does the shop open?")]]},
        {
            "conversations": [
                [
                    ("user", "Tell me when the shop in Lyon opens."),
                    ("assistant", "Tell me when the shop in Lyon opens. At 9."),
                ]
            ]
        },
    ]
    good = [
        {"conversations": [[("user", "When does the shop open?"), ("assistant", "The shop opens at nine.")]]},
        {"conversations": [[("user", "Hi"), ("assistant", "Hi")]]},
    ]

    def judge(self, answered: pl.DataFrame) -> Finding | Passed:
        """Compare each answer with what the user said last."""
        asked = answered.filter(~pl.col("plain"))
        if asked.is_empty():
            raise NotApplicable("there are no prompts")
        found = _found(asked)
        if found.is_empty() or found.height > _USUAL * max(20, asked.height):
            usual = f"; {found.height:,} copy it, which seems to be the task" if found.height else ""
            return Passed(f"{counted(asked.height, 'answer')}, none that copies its prompt{usual}")
        kinds = frequencies(found["kind"])
        told = ", ".join(f"{kind} {number:,}" for kind, number in kinds.items())
        message = f"{part_of(found.height, asked.height, 'answer')} that copy the prompt ({told})"
        return Finding.on(message, found["id"], checked=asked.height, kinds=kinds, first=names(found["id"]))

    def edits(self, rows: Rows, answered: pl.DataFrame) -> pl.DataFrame:
        """Drop them."""
        asked = answered.filter(~pl.col("plain"))
        found = _found(asked)
        found = found.clear() if found.height > _USUAL * max(20, asked.height) else found
        return edits.drop(rows, found["id"], "the answer copies the prompt")


def _found(asked: pl.DataFrame) -> pl.DataFrame:
    table = asked.with_columns(normalise(asked["asked"]).alias("asked_key"))
    words = pl.col("asked_key").str.count_matches(r"\S+")
    whole = pl.col("answer_key").is_in([""]).not_() & (
        (pl.col("answer_key") == pl.col("asked_key")) | (pl.col("answer_key") == pl.col("prompt_key"))
    )
    leads = pl.col("answer_key").str.starts_with(pl.col("asked_key"))
    kind = (
        pl.when(whole & (words >= _FEWEST))
        .then(pl.lit("all of it"))
        .when(leads & (words >= _LEADING))
        .then(pl.lit("before the answer"))
    )
    return table.select("id", kind.alias("kind")).drop_nulls()
