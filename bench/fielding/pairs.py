"""Real shifts: labelled rows a model is trained on, and rows from elsewhere with the same labels."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

LANGUAGES = ("arabic", "english", "french", "german", "hindi", "italian", "portuguese", "spanish")
_DROPPED = re.compile(r"[\W_]+")
_FEWEST = 10  # rows a label must have on both sides
_AIRLINE_DAYS = ("20-02-2015", "22-02-2015")  # the first days of the field


@dataclass(frozen=True)
class Pair:
    """``source`` and ``field`` have text and label; ``family`` names the pairs that hang together.

    Where ``shifted`` is false the field was drawn like the source: a control.
    """

    name: str
    family: str
    source: pl.DataFrame
    field: pl.DataFrame
    shifted: bool = True


def pairs(data: Path) -> Iterator[Pair]:
    """Yield the pairs whose files are there; no field text stands in the source too."""
    for family, made in _FAMILIES.items():
        if (data / family).is_dir():
            for name, source, field, shifted in made(data):
                yield Pair(name, family, *_apart(source, field), shifted)


Made = Iterator[tuple[str, pl.DataFrame, pl.DataFrame, bool]]


def _sst2(data: Path) -> Made:
    source = pl.concat([_read(data / f"sst2/{part}.csv") for part in ("train", "validation")])
    yield "sst2 to its test", source, _read(data / "sst2/test.csv"), False
    yield "sst2 to cr", source, _read(data / "cr/data.csv"), True
    rows = _records(data / "advglue/sst2.jsonl", "sentence", "label")
    hard = [{"text": row["sentence"], "label": ("negative", "positive")[row["label"]]} for row in rows]
    yield "sst2 to advglue", source, pl.DataFrame(hard), True
    for part in ("tweets", "product_reviews", "news_editorials", "movie_reviews"):
        rated = _read(data / f"vader_gt/{part}.csv").filter(pl.col("label") != "neutral")
        yield f"sst2 to vader {part}", source, rated, True


def _spam(data: Path) -> Made:
    yield "sms_spam to youtube_spam", _read(data / "sms_spam/data.csv"), _read(data / "youtube_spam/data.csv"), True


def _umsab(data: Path) -> Made:
    for one in LANGUAGES:
        source = pl.concat([_read(data / f"umsab/{one}_{part}.csv") for part in ("train", "validation")])
        for other in LANGUAGES:
            yield f"umsab {one} to {other}", source, _read(data / f"umsab/{other}_test.csv"), one != other


def _hate(data: Path) -> Made:
    source = pl.concat([_read(data / f"tweet_hate/{part}.csv") for part in ("train", "validation")])
    yield "tweet_hate to its test", source, _read(data / "tweet_hate/test.csv"), True


def _nlupp(data: Path) -> Made:
    banking, hotels = (_one_shared_label(data, *names) for names in (("banking", "hotels"), ("hotels", "banking")))
    yield "nlupp banking to hotels", banking, hotels, True
    yield "nlupp hotels to banking", hotels, banking, True


def _one_shared_label(data: Path, domain: str, other: str) -> pl.DataFrame:
    """Return the rows that have exactly one of the labels that both domains have often enough."""
    tables = [pl.DataFrame(_records(data / f"nlupp/{one}.jsonl", "text", "labels")) for one in (domain, other)]
    often = [table.explode("labels")["labels"].value_counts().filter(pl.col("count") >= _FEWEST) for table in tables]
    shared = often[0].join(often[1], on="labels")["labels"].sort()
    kept = tables[0].with_columns(pl.col("labels").list.set_intersection(shared.to_list()))
    return kept.filter(pl.col("labels").list.len() == 1).select("text", pl.col("labels").list.first().alias("label"))


def _airline(data: Path) -> Made:
    table = pl.read_csv(data / "airline_tweets/Tweets.csv", infer_schema=False)
    day = pl.col("tweet_created").str.slice(0, 10).str.to_date("%d-%m-%Y")
    rows = table.select("airline", day.alias("day"), "text", pl.col("airline_sentiment").alias("label"))
    for start in _AIRLINE_DAYS:
        first = pl.lit(start).str.to_date("%d-%m-%Y")
        parts = (rows.filter(side).select("text", "label") for side in (pl.col("day") < first, pl.col("day") >= first))
        yield f"airline from {start[:5]} on", *parts, True


_FAMILIES: dict[str, Callable[[Path], Made]] = {
    "sst2": _sst2,
    "sms_spam": _spam,
    "umsab": _umsab,
    "tweet_hate": _hate,
    "nlupp": _nlupp,
    "airline_tweets": _airline,
}


def _records(path: Path, *wanted: str) -> list[dict[str, Any]]:
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return [{name: row[name] for name in wanted} for row in rows]


def _read(path: Path) -> pl.DataFrame:
    table = pl.read_csv(path, infer_schema=False).select("text", "label").drop_nulls()
    return table.filter(pl.col("text").str.strip_chars() != "")


def _apart(source: pl.DataFrame, field: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return both without copies, and the field without texts and labels that the source has not, or has too."""
    key = pl.col("text").map_elements(lambda text: _DROPPED.sub("", text.lower()), pl.String).alias("key")
    left, right = (one.with_columns(key).unique("key", keep="first", maintain_order=True) for one in (source, field))
    right = right.join(left, on="key", how="anti", maintain_order="left")
    known = right.filter(pl.col("label").is_in(left["label"].unique().to_list()))
    return left.drop("key"), known.drop("key")


def own_pairs() -> Iterator[Pair]:
    """Yield a pair of rows that the bench writes itself, where no public sets are there: plain orders, then chatty."""
    from detecting.grammar import own_questions

    data = own_questions(1500, 500)
    source, field = (
        pl.DataFrame([{"text": r.text, "label": r.label} for r in part]) for part in (data.train, data.test)
    )
    chatty = field.with_columns(("yo " + pl.col("text").str.to_lowercase() + " plz").alias("text"))
    yield Pair("own questions, chatty", "own", *_apart(source, chatty))
