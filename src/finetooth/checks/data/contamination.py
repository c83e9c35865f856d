"""DAT032: questions of evaluation sets among the training rows."""

import polars as pl

from finetooth.checks.wording import counted, frequencies, names, part_of
from finetooth.core import edits
from finetooth.core.check import SFT, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows
from finetooth.core.statistics import Partner
from finetooth.facts.text import normalise

_WORDS = 8  # of a sequence, as others count them (Touvron et al. 2023 take 10 tokens, Brown et al. 2020 13 words)
_SHARE = 0.6  # of a question's sequences
_NOISE = r"[^\p{L}\p{N}]+"
_SET = pl.DataFrame(
    {
        "set": ["quiz/test.jsonl"],
        "record": [3],
        "text": ["A crate holds nine lamps and two of them are broken. How many shine?"],
        "answer": ["7"],
    }
)


class Contamination(Check):
    """Training rows hold questions of a named evaluation set.

    Why: a score on a set that was trained on measures memory; others compare models on these sets.
    Fix: for review: the rows are dropped from train.
    Blind: sets that `data.evaluation_sets` does not name, paraphrases, translations. A question counts as met when 60 %
    of its sequences of eight words stand in one row; a shorter one when it stands there whole.
    """

    code = "DAT032"
    tasks = SFT
    severity = Severity.ERROR
    fix_class = "review"
    bad = [
        {
            "conversations": [
                [
                    ("user", "Please: a crate holds nine lamps, and two of them are broken. How many shine?"),
                    ("assistant", "7"),
                ]
            ],
            "evaluation_sets": _SET,
        }
    ]
    good = [
        {
            "conversations": [[("user", "A crate holds ten jars. How many are whole?"), ("assistant", "10")]],
            "evaluation_sets": _SET,
        }
    ]

    def judge(self, rows: Rows, answered: pl.DataFrame, evaluation_sets: pl.DataFrame) -> Finding | Passed:
        """Look for the sequences of words of each question."""
        if evaluation_sets.is_empty():
            raise NotApplicable("no evaluation set is named (data.evaluation_sets)")
        train = len(rows.role("train"))
        found, sets = _met(answered, evaluation_sets), evaluation_sets["set"].n_unique()
        looked = f"{counted(evaluation_sets.height, 'question')} of {counted(sets, 'evaluation set')}"
        if found.is_empty():
            return Passed(f"{counted(train, 'training row')}, none with any of {looked}")
        met = frequencies(found.unique(["set", "record"])["set"])
        told = ", ".join(f"{number:,} of {name}" for name, number in met.items())
        ids = found["id"].unique(maintain_order=True)
        partners = (
            Partner(row, None, round(share, 3))
            for row, share in found.unique("id", maintain_order=True).select("id", "share").iter_rows()
        )
        message = f"{part_of(len(ids), train, 'training row')} with questions of evaluation sets: {told} ({looked})"
        return Finding.on(message, ids, checked=train, partners=partners, met=met, first=names(ids))

    def edits(self, rows: Rows, answered: pl.DataFrame, evaluation_sets: pl.DataFrame) -> pl.DataFrame:
        """Drop them."""
        found = _met(answered, evaluation_sets).unique("id", keep="first", maintain_order=True)
        reasons = [f"it holds record {record} of {name}" for name, record in found.select("set", "record").iter_rows()]
        return edits.drop(rows, found["id"], pl.Series(reasons, dtype=pl.String))


def _met(answered: pl.DataFrame, sets: pl.DataFrame) -> pl.DataFrame:
    """Return which rows hold which questions: ``id, set, record, share``."""
    train = answered.filter(pl.col("role") == "train")
    held = _sequences(train.select("id", (pl.col("prompt_key") + " " + pl.col("answer_key")).alias("text")), ["id"])
    asked = _sequences(sets.with_columns(normalise(sets["text"]).alias("text")), ["set", "record"])
    short = asked.filter(pl.col("words") < _WORDS)
    long = asked.filter(pl.col("words") >= _WORDS)
    hits = long.explode("grams").unique(["set", "record", "grams"])
    hits = hits.join(held.filter(pl.col("words") >= _WORDS).explode("grams").unique(["id", "grams"]), on="grams")
    shares = hits.group_by("id", "set", "record").agg((pl.len() / pl.col("many").first()).alias("share"))
    whole = short.join(train.select("id", _bare(pl.col("prompt_key")).alias("bare")), on="bare")
    whole = whole.select("id", "set", "record", pl.lit(1.0).alias("share"))
    both = pl.concat([shares.filter(pl.col("share") >= _SHARE), whole.cast(shares.schema)])
    return both.sort("share", "id", "set", "record", descending=[True, False, False, False])


def _bare(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(_NOISE, " ").str.strip_chars()


def _sequences(table: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Return the hashed sequences of words of each text: ``grams``, with ``words``, ``many`` and the ``bare`` text."""
    listed = table.select(*keys, _bare(pl.col("text")).alias("bare")).with_columns(
        pl.col("bare").str.split(" ").alias("list")
    )
    listed = listed.with_columns(pl.col("list").list.len().alias("words"))
    grams = [
        [hash_of(" ".join(words[place : place + _WORDS])) for place in range(max(0, len(words) - _WORDS + 1))]
        for words in listed["list"].to_list()
    ]
    made = pl.Series("grams", grams, dtype=pl.List(pl.Int64))
    return listed.drop("list").with_columns(made).with_columns(pl.col("grams").list.n_unique().alias("many"))


def hash_of(text: str) -> int:
    """Return a stable number of a text."""
    from zlib import crc32

    data = text.encode("utf-8", "replace")
    return crc32(data) << 31 ^ crc32(data[::-1])
