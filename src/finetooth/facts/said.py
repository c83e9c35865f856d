"""Which rows say something: a placeholder such as "N/A" stands where a text is missing."""

from dataclasses import dataclass

import polars as pl

from finetooth.core.facts import fact
from finetooth.core.rows import Rows
from finetooth.facts.placeholders import doubtful, sure

SHORT_WORDS = 2
SHORT_SHARE = (
    0.05  # from here on the data hold short answers: nlupp has 3 to 7 %, SMS 1.4 %, news, reviews and tweets 0 to 3 %
)
_OFTEN = 0.2  # of the rows of a class: it is one of short answers, such as "no"
_SEEN = 3  # rows of a word at least, to say that it carries a class
_RARELY = 0.01  # as rarely would all rows of a word fall in one class by chance, if it did not carry the class


@dataclass(frozen=True)
class Placeholders:
    """``where`` a row is a placeholder (Boolean, aligned with ``rows``), and how many that look so are answers."""

    where: pl.Series
    spared: int


@fact
def placeholder_rows(rows: Rows) -> Placeholders:
    """Look at both texts of each row."""
    doubted = doubtful(rows.texts)
    surely = sure(rows.texts) | sure(rows.table["pair"])
    spared = doubted.is_not_null() & ~surely & _answers(rows, doubted, surely)
    return Placeholders(surely | (doubted.is_not_null() & ~spared), int(spared.sum()))


@fact
def said_keys(train_keys: pl.DataFrame, rows: Rows, placeholder_rows: Placeholders) -> pl.DataFrame:
    """``train_keys`` without placeholders, which have a finding of their own: they are neither copies nor conflicts."""
    return train_keys.filter(~pl.col("id").is_in(rows.ids.filter(placeholder_rows.where).to_list()))


@fact
def agreed_keys(said_keys: pl.DataFrame, conflicts: pl.DataFrame) -> pl.DataFrame:
    """``said_keys`` of texts whose rows agree on the label: merging copies of the others would hide a majority."""
    return said_keys.join(conflicts.select("key").unique(), on="key", how="anti", maintain_order="left")


def _answers(rows: Rows, doubted: pl.Series, surely: pl.Series) -> pl.Series:
    """Return where a doubtful text is an answer: the others are as short, or it carries its class."""
    if doubted.null_count() == len(doubted):
        return doubted.is_not_null()
    other = doubted.is_null() & ~surely & rows.texts.is_not_null()
    short = (rows.texts.filter(other).str.count_matches(r"\S+") <= SHORT_WORDS).mean()
    if isinstance(short, float) and short >= SHORT_SHARE:
        return doubted.is_not_null()
    table = pl.DataFrame({"key": doubted, "label": rows.labels})
    shares = table.drop_nulls("label").group_by("label").agg((pl.len() / len(rows)).alias("share"))
    met = table.drop_nulls().group_by("key", "label").len().join(shares, on="label")
    pure = met.group_by("key").agg(pl.len().alias("labels"), pl.col("len").sum(), pl.col("share").first())
    carrying = pure.filter(
        (pl.col("labels") == 1) & (pl.col("len") >= _SEEN) & (pl.col("share") ** pl.col("len") <= _RARELY)
    )
    in_terse = rows.labels.is_in(_terse(rows, other).implode()).fill_null(False) & doubted.is_not_null()
    return doubted.is_in(carrying["key"].implode()).fill_null(False) | in_terse


def _terse(rows: Rows, other: pl.Series) -> pl.Series:
    """Return the labels whose rows are often as short as such a word."""
    counted_words = pl.DataFrame({"label": rows.labels, "words": rows.texts.str.count_matches(r"\S+")}).filter(other)
    shares = counted_words.drop_nulls().group_by("label").agg((pl.col("words") <= SHORT_WORDS).mean().alias("short"))
    return shares.filter(pl.col("short") >= _OFTEN)["label"]
