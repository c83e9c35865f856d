"""Near duplicates among the rows: pairs, how they were found, and the clusters that must not be parted."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.core.errors import NotApplicable
from finetooth.core.facts import fact
from finetooth.core.rows import Rows
from finetooth.facts.budget import affordable
from finetooth.facts.neighbours.alike import letters, telling_signs
from finetooth.facts.neighbours.calibration import Calibration
from finetooth.facts.neighbours.clusters import connected
from finetooth.facts.neighbours.near import near_texts
from finetooth.facts.neighbours.words import wording
from finetooth.facts.text import is_blank, normalise, whole

RATE = 10_000  # distinct texts searched in a second of the budget
CHARACTERS = 2_000_000  # of those texts in a second of the budget

_ROLES = ("train", "validation", "test")


@dataclass(frozen=True)
class NearSearch:
    """What a search among distinct texts found: ``pairs`` of row ids, the calibration, and how much was looked at."""

    pairs: pl.DataFrame
    calibration: Calibration
    method: str
    searched: int
    texts: int

    @property
    def near(self) -> int:
        """How many pairs are near."""
        return self.pairs.filter(pl.col("kind") == "near").height

    @property
    def siblings(self) -> int:
        """How many pairs are siblings."""
        return self.pairs.filter(pl.col("kind") == "sibling").height

    @property
    def told(self) -> str:
        """What a message must add where not all was searched, or not exactly; else empty."""
        if self.searched < self.texts:
            return f"; {self.searched:,} of {self.texts:,} distinct texts were searched, drawn at random"
        return "" if self.method.startswith("rare") else f"; searched among texts with {self.method}"


@fact
def near_search(text_keys: pl.DataFrame, seed: int = 42, budget: float = 120.0) -> NearSearch:
    """The search for near duplicates among the texts of train, validation and test, one row a normalised text."""
    known = text_keys.filter(pl.col("role").is_in(_ROLES))
    if known.is_empty():
        raise NotApplicable("there are no rows with text")
    distinct = known.sort("id").unique("key", keep="first", maintain_order=True)
    chosen = distinct
    if distinct.height > (most := _most(distinct["key"], budget)):
        chosen = distinct.sample(most, seed=seed).sort("id")
    found = near_texts(chosen["key"], seed)
    ids = chosen["id"].to_numpy()
    pairs = found.pairs.with_columns(
        *(pl.Series(side, ids[found.pairs[side].to_numpy()]) for side in ("left", "right"))
    )
    return NearSearch(pairs, found.calibration, found.method, chosen.height, distinct.height)


def _most(texts: pl.Series, budget: float) -> int:
    """Return how many of these texts the budget lets us search: long ones cost more."""
    each = max(1.0, float(texts.str.len_bytes().mean() or 1))  # type: ignore[arg-type]
    return min(affordable(budget, RATE), affordable(budget, CHARACTERS / each))


@fact
def near_pairs(near_search: NearSearch) -> pl.DataFrame:
    """``left, right`` (ids of the first row with each text), ``score`` and ``kind``: near, sibling, or signs."""
    return near_search.pairs


@fact
def near_rows(near_pairs: pl.DataFrame, text_keys: pl.DataFrame) -> pl.DataFrame:
    """Near pairs of rows, one a (text, file, label): ``left, right, score, kind``, each side's role, label and key.

    ``kind`` is near, or signs: texts of one or two words with the same letters and other signs.
    """
    near = near_pairs.filter(pl.col("kind") != "sibling").select("left", "right", "score", pl.col("kind"))
    rows = text_keys.sort("id").unique(["key", "role", "label"], keep="first", maintain_order=True)
    rows = rows.filter(pl.col("role").is_in(_ROLES)).select("id", "role", "label", "key")
    keys = text_keys.select("id", "key")
    for side in ("left", "right"):
        near = near.join(keys.select(pl.col("id").alias(side), pl.col("key").alias(f"{side}_key")), on=side).drop(side)
    for side in ("left", "right"):
        named = rows.select(pl.all().name.prefix(f"{side}_"))
        near = near.join(named, on=f"{side}_key")
    return near.rename({"left_id": "left", "right_id": "right"}).sort(
        "score", "left", "right", descending=[True, False, False]
    )


def differences(pairs: pl.DataFrame) -> pl.DataFrame:
    """Add to ``near_rows`` the words that one text has and the other not, ``left_only`` and ``right_only``.

    Of texts with the same letters only signs other than full stops: "film 's" and "film's" are the same words.
    """
    left, right = wording(pairs["left_key"]), wording(pairs["right_key"])
    same = letters(pairs["left_key"]) == letters(pairs["right_key"])
    told = pairs.with_columns(
        left.list.set_difference(right).list.sort().alias("left_only"),
        right.list.set_difference(left).list.sort().alias("right_only"),
    )
    sides = ("left_only", "right_only")
    return told.with_columns(
        pl.when(same).then(telling_signs(pl.col(side))).otherwise(side).alias(side) for side in sides
    )


def near_clusters(rows: Rows, seed: int = 42, budget: float = 120.0) -> pl.Series:
    """Return the cluster of each row, Int64 aligned with ``rows``: equal texts and near duplicates, never siblings.

    A row without text is a cluster of its own. Where a chain of small steps would draw together more than 1 % of the
    texts it is cut into clusters whose members are all near one of them.
    """
    keys = normalise(whole(rows)).set(is_blank(rows.texts), None).alias("key")
    distinct = keys.drop_nulls().unique(maintain_order=True)
    places = pl.DataFrame({"key": distinct, "text": np.arange(len(distinct))})
    most = _most(distinct, budget)
    searched = (places if len(distinct) <= most else places.sample(most, seed=seed)).sort("text")
    found = near_texts(searched["key"], seed).pairs.filter(pl.col("kind") != "sibling")
    at = searched["text"].to_numpy()
    pairs = found.select(*(pl.Series(side, at[found[side].to_numpy()]) for side in ("left", "right")))
    cluster = pl.Series(connected(pairs, len(distinct)))
    texts = keys.to_frame().join(places, on="key", how="left", maintain_order="left")["text"]
    alone = pl.Series(np.arange(len(rows), dtype=np.int64)) + len(distinct)
    return cluster.gather(texts).zip_with(texts.is_not_null(), alone).cast(pl.Int64).alias("cluster")
