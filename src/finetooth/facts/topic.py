"""Facts on what the rows are about: how near each is to the others, and from where on one is off the topic."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.core.errors import NotApplicable
from finetooth.core.facts import fact
from finetooth.core.results import Base
from finetooth.core.statistics import Precision
from finetooth.facts.embedding.bulk import Bulk, exponential_lower
from finetooth.facts.embedding.engine import embed
from finetooth.facts.embedding.similarity import nearest
from finetooth.facts.embeddings import Embedded

FALSE_ALARMS = 0.0005  # of rows on the topic, by vectors
MORE_FALSE_ALARMS = (0.0013, 0.0035, 0.0062)  # taken on where there are far more rows so far off (3 to 2.5 deviations)
_FAR_MORE = 3.0  # times as many as the bell curve expects from one to the next
FALSE_ALARMS_BY_WORDS = 0.0016  # the most that was measured on eight public sets, whose tails are no bell curves
_DEVIATIONS_BY_WORDS = 4.265  # one in 100,000 of a bell curve
FEWEST = 200  # different texts; the tail of fewer cannot be told
FEWEST_NEIGHBOURS, MOST_NEIGHBOURS = 10, 300
_SHARE_OF_NEIGHBOURS = 0.03  # of the rows: strays come in groups, and a group must not be its own company
_MOST_BY_WORDS = 100_000  # different texts: beyond, a random sample tells as much of the rest
_AT_ONCE = 5_000  # rows whose neighbours are held in memory
_OTHERS = 10_000  # rows that each row is held against
_FEWEST_WORDS = 6
_WORD = r"[\p{L}\p{N}_]+"
_STRAYS = (  # sentences on many subjects, planted to see how many of such would be found
    "Fold the egg whites into the batter and bake the sponge for half an hour.",
    "The tenant shall give written notice two months before the lease ends.",
    "Mitochondria turn sugar and oxygen into energy for the cell.",
    "The goalkeeper saved a penalty in the last minute of extra time.",
    "Prune the roses in early spring, just above an outward-facing bud.",
    "The comet passes closest to the sun every seventy-six years.",
    "Tighten the bolts crosswise and check the torque after fifty miles.",
    "The sonata opens in a minor key and ends with a slow fugue.",
    "Compile the kernel module with the same flags as the kernel itself.",
    "The glacier has retreated by two kilometres since it was first mapped.",
    "Knit two stitches together at the end of every other row.",
    "The patient was given antibiotics after the fracture had been set.",
    "The treaty drew the border along the river and ended nine years of war.",
    "Waxed canvas keeps the rain out of a tent for about ten seasons.",
    "The dividend was cut because copper prices had fallen.",
    "Every even number above two seems to be the sum of two primes.",
    "The ferry to the island does not sail when the wind is above force eight.",
    "Feed the sourdough with equal parts of flour and water each evening.",
    "The dog was trained to ignore squirrels and to wait at the kerb.",
    "The bishop pins the knight, so black cannot defend the pawn.",
)


@dataclass(frozen=True)
class TopicFit:
    """How near each training row is to the others: ``ids`` Int64[n] and ``scores`` float64[n], lower is farther off.

    ``strays_found``: the share of planted sentences on other subjects below the threshold, null where none could be
    planted.
    """

    ids: pl.Series
    scores: np.ndarray
    threshold: float
    middle: float
    rate: float  # false alarms to expect, as a share of the rows
    calibration: str
    told: str
    strays_found: float | None = None

    @property
    def off(self) -> pl.DataFrame:
        """The rows off the topic: ``id, score``, the farthest first."""
        table = pl.DataFrame({"id": self.ids, "score": self.scores})
        return table.filter(pl.col("score") < self.threshold).sort("score", "id")

    @property
    def precision(self) -> Precision:
        """The share of the flagged rows that the usual spread of scores does not explain."""
        expected, flagged = self.rate * len(self.ids), self.off.height
        most = expected + 1.96 * np.sqrt(expected) + 1.92  # the upper end of a count with this mean
        value, low = (float(max(0.0, 1 - false / flagged)) if flagged else 0.0 for false in (expected, most))
        return Precision(value, low, f"a bell curve through the scores expects {expected:.1f} rows this far off")


@fact
def topic_fit(
    train_keys: pl.DataFrame, seed: int = 42, embeddings: Embedded | None = None, base: Base | None = None
) -> TopicFit:
    """How near each training row is to the others, by vectors where there are any, else by its words."""
    distinct = train_keys.unique("key", keep="first", maintain_order=True)
    if embeddings is None:
        return _by_words(distinct, seed)
    placed = distinct.join(
        embeddings.ids.alias("id").to_frame().with_row_index("place"), on="id", maintain_order="left"
    )
    _must_suffice(placed.height)
    return _by_vectors(placed, embeddings, base, seed)


def _by_vectors(placed: pl.DataFrame, embeddings: Embedded, base: Base | None, seed: int) -> TopicFit:
    """Judge by the mean cosine to the nearest 3 % of the rows (after Ramaswamy et al. 2000: k-th neighbour)."""
    vectors = embeddings.vectors[placed["place"].to_numpy()]
    others = np.sort(np.random.default_rng(seed).permutation(len(vectors))[:_OTHERS])
    count = int(np.clip(_SHARE_OF_NEIGHBOURS * len(others), FEWEST_NEIGHBOURS, MOST_NEIGHBOURS))
    scores = _nearness(vectors, count, others)
    threshold, rate = _tail(scores)
    found = None
    if base is not None:
        strays = embed(base, list(_STRAYS), 64) @ vectors[others].T
        near = np.partition(strays, -count, axis=1)[:, -count:].mean(axis=1)
        found = float((near < threshold).mean())
    how = f"mean cosine to the {count} nearest rows: one in {1 / rate:,.0f} usual rows lies below"
    middle = float(np.tanh(Bulk.of(scores).middle))
    return TopicFit(placed["id"], scores, threshold, middle, rate, how, embeddings.told, found)


def _tail(scores: np.ndarray) -> tuple[float, float]:
    """Return from where on rows are off the topic, and the share of usual rows that lies there too.

    It comes nearer step by step while most of the rows taken on are no usual ones, surely more than chance gives: a
    local false discovery rate with an empirical null (Efron 2004), a bell curve through the middle and the lowest
    tenth, whose tail is heavier than most are.
    """
    bulk, rate = Bulk.of(scores), FALSE_ALARMS
    for more in MORE_FALSE_ALARMS:
        expected = (more - rate) * len(scores)
        taken = int(((scores >= bulk.lower(rate)) & (scores < bulk.lower(more))).sum())
        if taken < max(_FAR_MORE * expected, expected + 1.96 * np.sqrt(expected) + 1.92):
            break
        rate = more
    if rate > FALSE_ALARMS:
        return bulk.lower(rate), rate
    return max(bulk.lower(rate), exponential_lower(scores, rate)), rate


def _nearness(vectors: np.ndarray, count: int, others: np.ndarray) -> np.ndarray:
    """Return float64[n]: the mean of the ``count`` highest cosines of each row to the others."""
    every = np.arange(len(vectors))
    parts = [every[start : start + _AT_ONCE] for start in range(0, len(every), _AT_ONCE)]
    return np.concatenate([nearest(vectors, every, count, part, others).mean(axis=1) for part in parts]).astype(float)


def _by_words(distinct: pl.DataFrame, seed: int) -> TopicFit:
    """Judge by how many other rows the words of a row stand in: the mean logarithm, of rows with six words or more."""
    among = distinct.sample(_MOST_BY_WORDS, seed=seed).sort("id") if distinct.height > _MOST_BY_WORDS else distinct
    words = among.select("id", pl.col("key").str.extract_all(_WORD).list.unique().alias("word"))
    words = words.filter(pl.col("word").list.len() >= _FEWEST_WORDS)
    _must_suffice(words.height)
    each = words.explode("word").with_columns((pl.len().over("word") - 1).log1p().alias("shared"))
    table = each.group_by("id", maintain_order=True).agg(pl.col("shared").sort().mean())
    scores = table["shared"].to_numpy()
    low, middle = (float(value) for value in np.quantile(scores, [0.1, 0.5]))
    threshold = middle - (middle - low) / 1.2816 * _DEVIATIONS_BY_WORDS
    how = (
        f"mean logarithm of how many rows share each word, {_DEVIATIONS_BY_WORDS} deviations below the middle: of "
        f"eight public sets at most {FALSE_ALARMS_BY_WORDS:.2%} lay below"
    )
    told = f"{len(table):,} rows of {_FEWEST_WORDS} words or more"
    if among.height < distinct.height:
        told = f"a random {told}, of {distinct.height:,} rows"
    return TopicFit(table["id"], scores, threshold, middle, FALSE_ALARMS_BY_WORDS, how, told)


def _must_suffice(rows: int) -> None:
    if rows < FEWEST:
        raise NotApplicable(f"{rows:,} different texts are too few to tell what is off the topic ({FEWEST} are needed)")
