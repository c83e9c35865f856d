"""Facts on rows that say the same in other words: cosine of all pairs, and a threshold fitted to the data."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import polars as pl

from finetooth.core.errors import NotApplicable
from finetooth.core.facts import fact
from finetooth.core.results import Base
from finetooth.core.statistics import Precision, Statistics
from finetooth.facts.budget import affordable
from finetooth.facts.embedding.bulk import Bulk
from finetooth.facts.embedding.engine import embed
from finetooth.facts.embedding.rewriting import rewrites
from finetooth.facts.embedding.similarity import nearest, pairs_above
from finetooth.facts.embeddings import Embedded, stratified

PAIRS_PER_SECOND = 20_000_000  # of vectors with a few hundred dimensions, on a slow core
SHARE_OF_BUDGET = 0.25
FALSE_ALARMS = 0.001  # of rows that have no duplicate
FEWEST = 50  # different texts; fewer give no idea of what is usual
_MIDDLE = 4_000  # rows whose nearest neighbours show what is usual
_PLANTED = 150
_MISSED = 0.05  # of planted rewrites
_LONGEST = 256  # tokens of a planted text
_DIGITS = r"\d+"
PAIR_SCHEMA = {"left": pl.Int64, "right": pl.Int64, "score": pl.Float64}


@dataclass(frozen=True)
class SemanticPairs:
    """Rows that say the same in other words: ``table`` has ``left`` (the earlier row), ``right`` and ``score``.

    Exact, normalised and near copies and rows of one template are not among them. ``usual``: the similarity that one
    in a thousand rows without duplicate exceeds; ``rewritten``: what 19 of 20 planted rewrites reach (null where none
    could be planted). The threshold is the higher of the two; ``recall`` is the share of planted rewrites above it,
    ``false_rate`` the share of rows without duplicate that would still exceed it.
    """

    table: pl.DataFrame
    threshold: float
    usual: float
    rewritten: float | None
    recall: float | None
    false_rate: float
    checked: int
    told: str
    sample: pl.Series | None = None  # the ids compared, where these are not all

    def looked_at(self, rows: pl.DataFrame) -> int:
        """Return how many of these rows were compared."""
        return rows.height if self.sample is None else rows.filter(pl.col("id").is_in(self.sample.implode())).height

    @property
    def calibration(self) -> str:
        """How the threshold was found, in one sentence."""
        null = f"one in {1 / FALSE_ALARMS:,.0f} rows without a duplicate has a neighbour closer than {self.usual:.3f}"
        if self.rewritten is None:
            return null
        return f"{null}; 19 of 20 planted light rewrites are at least {self.rewritten:.3f} close; the higher counts"

    def statistics(self, checked: int, flagged: int) -> Statistics:
        """Return what was looked at and by which threshold; the null is the share that chance alone would flag."""
        return Statistics.of(
            checked,
            flagged,
            threshold=self.threshold,
            calibration=self.calibration,
            null=self.false_rate,
            effect=flagged / max(1, checked),
        )

    def precision(self, flagged: int, checked: int) -> Precision:
        """Return the share of flagged rows that are no false alarm, by the bell curve of the usual neighbours."""
        expected = self.false_rate * checked
        most = expected + 1.96 * sqrt(expected) + 1.92  # the upper end of a count with this mean
        value, low = (max(0.0, 1 - false / flagged) if flagged else 0.0 for false in (expected, most))
        return Precision(value, low, f"a bell curve through the usual neighbours expects {expected:.1f} false alarms")


@fact
def semantic_pairs(
    embeddings: Embedded,
    text_keys: pl.DataFrame,
    seed: int,
    budget: float = 120.0,
    base: Base | None = None,
    near_pairs: pl.DataFrame | None = None,
) -> SemanticPairs:
    """Pairs of rows with other words but the same meaning, by cosine of their vectors."""
    first = text_keys.join(embeddings.ids.alias("id").to_frame().with_row_index("place"), on="id", how="inner")
    first = first.unique(["role", "key"], keep="first", maintain_order=True).sort("id")
    told, most = embeddings.told, int((2 * affordable(budget, PAIRS_PER_SECOND, SHARE_OF_BUDGET)) ** 0.5)
    if first.height > most:
        first, told = stratified(first, most, seed), f"a random {most:,} of {embeddings.of:,} rows"
    sample = first["id"] if first.height == most or embeddings.sampled else None
    distinct = first["key"].n_unique()
    if distinct < FEWEST:
        raise NotApplicable(f"{distinct} different texts are too few to tell what similarity is usual")
    vectors = embeddings.vectors[first["place"].to_numpy()]
    owners = first["key"].rank("dense").to_numpy().astype(np.int64)
    bulk = _bulk(vectors, owners, seed)
    usual = bulk.upper(FALSE_ALARMS)
    rewritten = _planted(base, first["text"], seed) if base is not None else np.empty(0)
    floor = float(np.quantile(rewritten, _MISSED)) if len(rewritten) else None
    threshold = max(usual, floor or 0.0)
    pairs = _pairs(first, *pairs_above(vectors, owners, threshold))
    if near_pairs is not None:
        pairs = _without_near(pairs, near_pairs, text_keys)
    recall = float((rewritten >= threshold).mean()) if len(rewritten) else None
    rate = bulk.exceeding(threshold)
    return SemanticPairs(pairs, threshold, usual, floor, recall, rate, len(first), told, sample)


def _bulk(vectors: np.ndarray, owners: np.ndarray, seed: int) -> Bulk:
    """Return what is usual among the similarities of nearest neighbours."""
    draw = np.random.default_rng(seed)
    some = np.sort(draw.permutation(len(vectors))[:_MIDDLE])
    return Bulk.of(nearest(vectors, owners, 1, some)[:, 0])


def _planted(base: Base, texts: pl.Series, seed: int) -> np.ndarray:
    """Return the cosines between texts and their light rewrites."""
    before, after = rewrites(texts, _PLANTED, seed)
    if not before:
        return np.empty(0)
    vectors = embed(base, [*before, *after], _LONGEST)
    return np.asarray((vectors[: len(before)] * vectors[len(before) :]).sum(axis=1))


def _pairs(first: pl.DataFrame, left: np.ndarray, right: np.ndarray, scores: np.ndarray) -> pl.DataFrame:
    """Return the pairs by id, without those whose numbers differ: they are rows of one template."""
    numbers = first["key"].str.extract_all(_DIGITS).list.sort().list.join(" ")
    same = (numbers.gather(left) == numbers.gather(right)).to_numpy()
    ids = first["id"].to_numpy()
    found = {"left": ids[left[same]], "right": ids[right[same]], "score": scores[same].astype(np.float64)}
    return pl.DataFrame(found, schema=PAIR_SCHEMA)


def _without_near(pairs: pl.DataFrame, near_pairs: pl.DataFrame, text_keys: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs whose texts are no near copies and no rows of one template, in whichever files they stand."""
    coded = text_keys.select("id", pl.col("key").rank("dense").alias("code"))
    known, found = (_coded(table, coded) for table in (near_pairs, pairs))
    return found.join(known, on=["low", "high"], how="anti", maintain_order="left").select(PAIR_SCHEMA.keys())


def _coded(pairs: pl.DataFrame, coded: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs with the numbers of their texts, the lower first."""
    both = pairs.join(coded, left_on="left", right_on="id", maintain_order="left")
    both = both.join(coded, left_on="right", right_on="id", maintain_order="left")
    low, high = (edge("code", "code_right") for edge in (pl.min_horizontal, pl.max_horizontal))
    return both.with_columns(low.alias("low"), high.alias("high"))


def repeats(pairs: SemanticPairs, train_keys: pl.DataFrame) -> pl.DataFrame:
    """Return the training rows that repeat a kept one of the same label, the closest first: as the pairs' table.

    A row goes only where its partner stays: of A ~ B ~ C, where A and C are not close, B goes.
    """
    labels = train_keys.select("id", "label")
    same = pairs.table.join(labels, left_on="left", right_on="id", maintain_order="left")
    same = same.join(labels, left_on="right", right_on="id", maintain_order="left")
    same = same.filter(pl.col("label").eq_missing(pl.col("label_right"))).select(PAIR_SCHEMA.keys())
    gone: dict[int, tuple[int, int, float]] = {}
    for left, right, score in same.sort("right", "score", descending=[False, True], maintain_order=True).rows():
        if left not in gone and right not in gone:
            gone[right] = (left, right, score)
    table = pl.DataFrame(list(gone.values()), schema=PAIR_SCHEMA, orient="row")
    return table.sort("score", "right", descending=[True, False])


def leaks(pairs: SemanticPairs, text_keys: pl.DataFrame) -> pl.DataFrame:
    """Return pairs astride, the closest first: ``left`` a training row, ``right`` one that judges, ``same_label``."""
    sides = text_keys.select("id", "role", "label", "key")
    both = pairs.table.join(sides, left_on="left", right_on="id", maintain_order="left")
    both = both.join(sides, left_on="right", right_on="id", maintain_order="left")  # ids of train are the lowest
    train = sides.filter(pl.col("role") == "train")["key"]
    astride = (pl.col("role") == "train") & pl.col("role_right").is_in(["validation", "test"])
    known = pl.col("key_right").is_in(train.implode())  # its very text is in train: that is another check's finding
    same = pl.col("label").eq_missing(pl.col("label_right")).alias("same_label")
    return both.filter(astride & ~known).select(*PAIR_SCHEMA, same)
