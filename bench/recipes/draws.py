"""The rows of the bench: training rows drawn by size and seed from real sets, and one test for all methods."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from finetooth.core.rows import Rows
from finetooth.facts.split_sizes import share_for
from finetooth.stages.splitting import assign, sample

SETS = ("trec", "banking77", "tweet_emotion", "mr", "sms_spam", "reuters_r8")
SIZES = ("8", "200", "1000", "all")
SHARE_SET_APART = 0.2  # the test, where a set has no split of its own
_DROPPED = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Draw:
    """Training rows and test rows. ``train`` and ``validation`` part ``rows`` by the product's own rule."""

    rows: Rows
    train: Rows
    validation: Rows
    test: Rows


def draw(data: Path, name: str, size: str, seed: int, most_test_rows: int) -> Draw:
    """Return the rows of a set: ``8`` a class, or about as many as ``size`` says, stratified; ``all`` of them.

    Training rows whose text, letters and digits alone, stands in the test are left out, and copies of each other too.
    """
    train, test = _whole(data, name)
    test = test.sample(min(most_test_rows, test.height), seed=0, shuffle=True)
    keys = pl.col("text").map_elements(lambda text: _DROPPED.sub("", text.lower()), pl.String)
    pool = train.with_columns(keys.alias("key")).unique("key", keep="first", maintain_order=True)
    pool = pool.join(test.with_columns(keys.alias("key")), on="key", how="anti").drop("key")
    rows = _sized(Rows.of(pool.to_dicts()), size, seed)
    side = assign(rows, rows.table["id"].cast(pl.String), share_for(len(rows)), 0.0, seed)
    parts = (Rows(rows.table.filter(side == part)) for part in ("train", "validation"))
    return Draw(rows, *parts, Rows.of(test.to_dicts()))


def _sized(rows: Rows, size: str, seed: int) -> Rows:
    if size == "all":
        return rows
    if size != "8":
        return sample(rows, int(size), seed)
    order = pl.Series("order", np.random.default_rng(seed).permutation(len(rows)))
    few = pl.col("order").rank("ordinal").over("label") <= int(size)
    return Rows(rows.table.with_columns(order).filter(few).drop("order"))


def _whole(data: Path, name: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    folder = data / name
    if not folder.is_dir():
        sys.exit(f"there is no {folder}: name the folder of the sets with --data")
    if (folder / "test.csv").is_file():
        return _read(folder / "train.csv"), _read(folder / "test.csv")
    rows = _read(folder / "data.csv").sample(fraction=1.0, seed=0, shuffle=True)
    cut = round(rows.height * SHARE_SET_APART)
    return rows[cut:], rows[:cut]


def _read(path: Path) -> pl.DataFrame:
    table = pl.read_csv(path, infer_schema=False)
    return table.select("text", "label").drop_nulls().filter(pl.col("text").str.strip_chars() != "")
