"""DAT033: refusals, and answers that speak of being an AI."""

import polars as pl

from finetooth.checks.wording import counted, frequencies, names, part_of
from finetooth.core import edits
from finetooth.core.check import SFT, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows

_KIND = (
    r"(?:ai|a\.i\.|artificial intelligence|(?:large )?language model|llm|virtual assistant|chatbot"
    r"|machine learning model)"
)
AS_AN_AI = (
    rf"(?i)\b(?:as|i(?:['’]m| am)|being)(?: just| only| merely)? an? {_KIND}\b"
    r"|\b(?:my|the) (?:knowledge cut-?off|training data (?:only )?(?:goes|extends))"
    r"|\btrained by (?:openai|anthropic|google)\b"
    r"|\bi (?:do not|don['’]t|cannot|can['’]t) have (?:personal|feelings|emotions|opinions|real[- ]time"
    r"|access to (?:the internet|real[- ]time|current))"
)
_DOES = (
    r"(?:help|assist|fulfil|comply|provide|answer|create|generate|write|do (?:that|this|so)|complete|engage|support"
    r"|discuss|satisfy|process|perform|carry out|share|give|order|book|access|make|produce|continue|respond)"
)
_NOT = (
    r"(?:['’]m|am)? ?(?:can(?:no|['’])t|can not|unable|not able|won['’]t|will not"
    r"|(?:don['’]t|do not) have the (?:ability|capability)|(?:must|have to) decline)"
)
_REGRET = (
    r"(?:i(?:['’]m| am) (?:very |really |truly |so )?(?:sorry|afraid)|sorry|my apologies|i apologi[sz]e|unfortunately"
    r"|regrettably)"
)
REFUSED = (
    rf"(?i)^\W*(?:{_REGRET}\b[^.!?\n]{{0,40}}?\bi\W{{0,3}}{_NOT}(?: to| directly)? {_DOES}"
    rf"|i (?:cannot|can['’]t|can not|won['’]t|will not|am (?:not able|unable)) (?:to )?{_DOES}"
    rf"|i(?:['’]m| am) (?:not able|unable) to {_DOES})"
)


class Refusals(Check):
    """Answers refuse, or speak of being an AI.

    Why: a model taught by another's answers learns its refusals and its name too, and refuses what it was fine-tuned
    to do; a few such rows are enough.
    Fix: for review: the rows are dropped. Keep refusals that are the task, and write them in your own words.
    Blind: refusals in other languages or in the middle of a long answer; and refusals that are right.
    """

    code = "DAT033"
    tasks = SFT
    fix_class = "review"
    bad = [
        {
            "conversations": [
                [("user", "What do you like?"), ("assistant", "As an AI language model, I have no taste.")]
            ]
        },
        {"conversations": [[("user", "Write a poem."), ("assistant", "I'm sorry, but I cannot help with that.")]]},
    ]
    good = [
        {"conversations": [[("user", "What is an AI?"), ("assistant", "A program that does what takes thought.")]]},
        {"conversations": [[("user", "A note?"), ("assistant", "I am sorry that I cannot come on Friday.")]]},
    ]

    def judge(self, turns: pl.DataFrame) -> Finding | Passed:
        """Search what the assistant says."""
        said = turns.filter(pl.col("speaker") == "assistant")
        if said.is_empty():
            raise NotApplicable("the assistant says nothing")
        found, looked = _found(turns), said["id"].n_unique()
        if found.is_empty():
            return Passed(f"{counted(looked, 'conversation')}, no refusal and no talk of being an AI")
        ids, kinds = found["id"].unique(maintain_order=True), frequencies(found["kind"])
        told = ", ".join(f"{kind} {number:,}" for kind, number in kinds.items())
        message = (
            f"{part_of(len(ids), looked, 'conversation')} with answers that refuse or speak of being an AI ({told})"
        )
        return Finding.on(message, ids, checked=looked, kinds=kinds, first=names(ids))

    def edits(self, rows: Rows, turns: pl.DataFrame) -> pl.DataFrame:
        """Drop them."""
        return edits.drop(
            rows, _found(turns)["id"].unique(maintain_order=True), "the answer refuses, or speaks as an AI"
        )


def _found(turns: pl.DataFrame) -> pl.DataFrame:
    said = turns.filter((pl.col("speaker") == "assistant") & pl.col("content").is_not_null())
    kind = (
        pl.when(pl.col("content").str.contains(AS_AN_AI))
        .then(pl.lit("as an AI"))
        .when(pl.col("content").str.contains(REFUSED))
        .then(pl.lit("refusal"))
    )
    return said.select("id", kind.alias("kind")).drop_nulls()
