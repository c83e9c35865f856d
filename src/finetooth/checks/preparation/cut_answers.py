"""PRE032: answers that stop in the middle of a sentence."""

from collections import Counter

import polars as pl

from finetooth.checks.wording import counted, frequencies, names, part_of
from finetooth.core import edits
from finetooth.core.check import SFT, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows

_FEWEST = 30  # answers, to know how they usually end
_SAME_END = 0.97  # of the answers that end in one sign or line: the others were cut
_USUAL_END = 0.5  # of the answers that end in one sign: it is how they end, as `;` is in SQL
_PROSE = 0.7  # of the answers of several sentences that end in a full stop or the like
_DANGLING = (  # words that nothing ends with
    "a|an|the|and|or|but|nor|of|to|in|on|at|by|for|with|from|into|onto|as|than|that|which|who|whose|because|if|when|while|"
    "although|is|are|was|were|be|been|being|has|have|had|will|would|can|could|should|may|might|must|such|their|its|our|"
    "your|my|his|her|this|these|those|not|very|more|most|between|through|about|also|including|due|per|every|each|any"
)
_HANGS = rf"(?i)(?:[a-z]\s+(?:{_DANGLING})|[a-z0-9),;]\s*[,(\[;–—-]|\b(?:{_DANGLING}),)\s*$"
_ENDED = r"""[.!?…。！？؟۔।:;`)\]}>"'”’»*_|]\s*$|\p{So}\s*$|\p{Sk}\s*$|(?:https?://|#)\S+\s*$"""
_SENTENCE = r"""[.!?]["'”’)]*\s+["'“‘(]*[\p{Lu}\d]"""
_LAST_LINE = r"([^\n]*)\s*$"
_LISTED = r"^\s*(?:[-*+•–]|\d{1,3}[.)]|[a-zA-Z][.)]|#+|>|\|)\s*\S"
_WORDS = r"\p{L}+"
_CODE = r"[{};=<>]|\b(?:def|return|SELECT|import|function|class)\b"


class CutAnswers(Check):
    """Answers stop in the middle of a sentence.

    Why: whoever wrote them hit a length limit; a model that learns them stops anywhere, or never learns to stop.
    Fix: for review: the rows are dropped. Write the answers anew with a higher limit.
    Blind: answers cut at the end of a sentence or in a list; lists, verse and titles rightly end without a full stop,
    so an open end only counts behind whole sentences, or where nearly all answers end alike.
    """

    code = "PRE032"
    tasks = SFT
    fix_class = "review"
    bad = [
        {
            "conversations": [
                [
                    ("user", "Why is it warm?"),
                    ("assistant", "The sun shines all day. At night it cools down because the"),
                ]
            ]
        },
        {"conversations": [[("user", "How?"), ("assistant", "Here it is:\n```python\nprint('a')\n")]]},
    ]
    good = [
        {
            "conversations": [
                [("user", "Why is it warm?"), ("assistant", "The sun shines all day. At night it cools down.")]
            ]
        },
        {"conversations": [[("user", "Name three."), ("assistant", "Lamp, chair, box")]]},
        {"conversations": [[("user", "List them."), ("assistant", "Here are two. Take both:\n- a lamp\n- a chair")]]},
    ]

    def judge(self, answered: pl.DataFrame) -> Finding | Passed:
        """Look at how each answer ends, and how the others do."""
        if answered.is_empty():
            raise NotApplicable("there are no answers")
        found = cut_answers(answered)
        if found.is_empty():
            return Passed(f"{counted(answered.height, 'answer')}, none that seems to be cut")
        kinds = frequencies(found["kind"])
        told = ", ".join(f"{kind} {number:,}" for kind, number in kinds.items())
        message = f"{part_of(found.height, answered.height, 'answer')} that seem to be cut ({told})"
        ends = found["end"].head(5).to_list()
        return Finding.on(
            message, found["id"], checked=answered.height, kinds=kinds, ends=ends, first=names(found["id"])
        )

    def edits(self, rows: Rows, answered: pl.DataFrame) -> pl.DataFrame:
        """Drop them."""
        found = cut_answers(answered)
        return edits.drop(
            rows, found["id"], pl.Series([f"the answer is cut: {kind}" for kind in found["kind"]], dtype=pl.String)
        )


def cut_answers(answered: pl.DataFrame) -> pl.DataFrame:
    """Return the answers that seem to be cut: ``id, kind, end``."""
    if answered.is_empty():
        return pl.DataFrame(schema={"id": pl.Int64, "kind": pl.String, "end": pl.String})
    answer, last = pl.col("answer"), pl.col("answer").str.extract(_LAST_LINE)
    prose = answer.str.contains(_SENTENCE) & ~last.str.contains(_LISTED) & ~last.str.contains(_CODE)
    tail = last.str.extract(r"(?:^|[.!?][\"'”’)]*\s+)([^.!?]*)$")  # what stands behind the last whole sentence
    table = answered.with_columns(
        (_hanging() & ~_ends_as_most(answered)).alias("hangs"),
        (answer.str.count_matches("```", literal=True) % 2 == 1).alias("fence"),
        (prose & ~answer.str.contains(_ENDED) & (tail.str.count_matches(_WORDS) >= 2)).alias("open"),
        answer.str.slice(-60).alias("end"),
    )
    settled = table.filter(answer.str.contains(_SENTENCE) & ~last.str.contains(_LISTED))
    ended = int(settled["answer"].str.contains(_ENDED).sum())
    usual = pl.lit(settled.height < _FEWEST or ended >= _PROSE * settled.height)
    kind = (
        pl.when("fence")
        .then(pl.lit("in a block of code"))
        .when("hangs")
        .then(pl.lit("in a sentence"))
        .when(pl.col("open") & usual)
        .then(pl.lit("in a sentence"))
    )
    table = table.with_columns(kind.alias("kind"))
    if (unlike := _unlike_all_others(answered)) is not None:
        missed = pl.col("kind").is_null() & unlike
        table = table.with_columns(pl.when(missed).then(pl.lit("unlike all others")).otherwise("kind").alias("kind"))
    return table.filter(pl.col("kind").is_not_null()).select("id", "kind", "end")


def _hanging() -> pl.Expr:
    """Whether the last word cannot be the last: "because the", "and", an open bracket."""
    long = pl.col("answer").str.count_matches(_WORDS) >= 5
    return (
        long
        & pl.col("answer").str.contains(_HANGS)
        & ~pl.col("answer").str.contains(r"(?i)\b(?:to|for|with|of|in|on)\?\s*$")
    )


def _ends_as_most(answered: pl.DataFrame) -> pl.Series:
    """Return where an answer ends in the sign that at least half of them end in; letters are none."""
    marks = answered["answer"].str.strip_chars_end().str.slice(-1)
    mark, number = Counter(marks.fill_null("").to_list()).most_common(1)[0]
    usual = answered.height >= _FEWEST and number >= _USUAL_END * answered.height and not mark.isalnum()
    return (marks == mark).fill_null(False) if usual else pl.repeat(False, answered.height, eager=True)


def _unlike_all_others(answered: pl.DataFrame) -> pl.Series | None:
    """Return where an answer does not end as nearly all do: in one sign, or in a line of one form ("#### 12")."""
    if answered.height < _FEWEST:
        return None
    line = answered["answer"].str.strip_chars_end().str.extract(_LAST_LINE)
    forms = line.str.replace_all(r"-?\d+(?:[.,:]\d+)*", "0").str.slice(0, 40)
    marks = line.str.slice(-1)
    leads = line.str.extract(r"^(\W{1,6}|\w[\w ]{2,30}:)")
    for keys in (forms, leads, marks):
        form, number = Counter(keys.fill_null("").to_list()).most_common(1)[0]
        if number >= _SAME_END * answered.height and form and not form.isalnum():
            return pl.Series("unlike", keys != form, dtype=pl.Boolean).fill_null(True)
    return None
