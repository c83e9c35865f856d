"""PRE033: placeholders of a template that nobody filled in."""

import polars as pl

from finetooth.checks.wording import counted, frequencies, listed, names, part_of
from finetooth.core import edits
from finetooth.core.check import SFT, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows

_WORDS = (
    "name|user|username|user_name|first_name|last_name|author|assistant|bot|bot_name|model|model_name|company|"
    "company_name|brand|product|product_name|organization|city|country|date|time|year|topic|title|subject|question|"
    "answer|input|output|instruction|context|prompt|response|query|text|document|passage|language|number|email|phone|"
    "address|url|link|placeholder|system_prompt|history|persona|role"
)
_HOLDERS = (
    r"\{\{\s*[A-Za-z_][\w .\-|]{0,40}\}\}"  # {{name}}
    r"|\{%-?\s*(?:if|for|set|endif|endfor)\b[^%]{0,80}%\}"  # of a template's own language
    r"|\$\{[A-Za-z_]\w{0,40}\}|%\([A-Za-z_]\w{0,40}\)s"  # ${name}, %(name)s
    rf"|\{{(?i:{_WORDS})\}}|<<(?i:{_WORDS})>>|<(?i:(?:insert|your|enter)[ _-][a-z _-]{{2,30}})>"
)
_CODE = r"(?s)```.*?(?:```|$)|`[^`\n]{1,200}`"


class UnfilledPlaceholders(Check):
    """Turns hold placeholders that were never filled in.

    Why: "I am {{name}}, made by {{author}}" is learned and said word for word.
    Fix: fill them in, in the file; or let prepare drop the rows, once you ask for it.
    Blind: placeholders in code (between backticks) are taken for code; and words that look like any other, such as
    "[Your Name]" in a letter to be filled in, which may be what was asked for.
    """

    code = "PRE033"
    tasks = SFT
    severity = Severity.ERROR
    fix_class = "review"
    bad = [
        {"conversations": [[("user", "Who are you?"), ("assistant", "I am {{name}}.")]]},
        {"conversations": [[("user", "Sum up: {text}"), ("assistant", "It is about a lamp.")]]},
        {"conversations": [[("system", "You work for ${company}."), ("user", "Hi"), ("assistant", "Hello.")]]},
    ]
    good = [
        {"conversations": [[("user", "How do I print it?"), ("assistant", "Like this: `{{ name }}`, or {1, 2}.")]]},
        {"conversations": [[("user", "Which set?"), ("assistant", "The set {x} of one element, {a: 1} in Python.")]]},
    ]

    def judge(self, turns: pl.DataFrame) -> Finding | Passed:
        """Look for the forms in which templates write them, outside code."""
        if turns.is_empty():
            raise NotApplicable("there are no turns")
        found, looked = _found(turns), turns["id"].n_unique()
        if found.is_empty():
            return Passed(f"{counted(looked, 'conversation')}, no placeholder left unfilled")
        ids = found["id"].unique(maintain_order=True)
        holders = frequencies(found["holder"].str.slice(0, 60))
        message = f"{part_of(len(ids), looked, 'conversation')} with unfilled placeholders: {listed(list(holders))}"
        by = frequencies(found["speaker"])
        return Finding.on(message, ids, checked=looked, placeholders=holders, speakers=by, first=names(ids))

    def edits(self, rows: Rows, turns: pl.DataFrame) -> pl.DataFrame:
        """Drop them."""
        return edits.drop(rows, _found(turns)["id"].unique(maintain_order=True), "a placeholder was never filled in")


def _found(turns: pl.DataFrame) -> pl.DataFrame:
    likely = turns.filter(pl.col("content").str.contains(_HOLDERS) & (pl.col("speaker") != "tool"))
    bare = likely.with_columns(
        pl.col("content").str.replace_all(_CODE, " ").str.extract(f"({_HOLDERS})").alias("holder")
    )
    return bare.drop_nulls("holder")
