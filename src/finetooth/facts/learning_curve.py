"""Facts on what more rows would bring: the score of a quick probe at growing sizes, and its way on."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.core.errors import NotApplicable
from finetooth.core.facts import fact
from finetooth.facts.embeddings import Embedded
from finetooth.facts.label_curve import labels_f1, labels_of_sets
from finetooth.facts.probing import macro_f1, ridge_ladder, text_features

SHARES = (0.125, 0.25, 0.5, 1.0)
SPLITS = 8
HELD_OUT = 0.25
FEWEST_PER_CLASS = 8  # so that an eighth of what is trained on still holds one
FEWEST = 80
_MOST, _DRAWN_FROM = 12_000, 60_000  # rows
_EXPONENTS = np.linspace(0.1, 1.5, 15)
_RESAMPLES = 400


@dataclass(frozen=True)
class LearningCurve:
    """Macro-F1 of a probe on frozen features at growing numbers of training rows, means over random splits.

    ``gain``: what twice the ``rows`` would add by the power law through the points, in macro-F1; ``low`` to
    ``high`` is the 95 % interval over the splits, and reaches at least to what the last doubling added.
    """

    sizes: tuple[int, ...]
    scores: tuple[float, ...]
    gain: float
    low: float
    high: float
    rows: int
    classes: int
    features: str
    told: str


@fact
def learning_curve(
    train_keys: pl.DataFrame, multi_label: bool, seed: int, embeddings: Embedded | None = None
) -> LearningCurve:
    """The learning curve of a ridge probe; copies are left out, and classes too rare to be on every side.

    Of several labels each of the 20 most frequent is told from all rows without it.
    """
    table = _usable(train_keys, seed, multi_label)
    told = f"{table.height:,} rows"
    if embeddings is not None:
        placed = table.join(
            embeddings.ids.alias("id").to_frame().with_row_index("place"), on="id", maintain_order="left"
        )
        table = placed if multi_label else _frequent(placed)
        _must_suffice(table, multi_label)
        features, named = embeddings.vectors[table["place"].to_numpy()], "the base model's frozen vectors"
        told = f"{table.height:,} rows" if not embeddings.sampled else f"a random {table.height:,} rows"
    else:
        features, named = text_features(table["key"]), "TF-IDF features"
    classes = table["label"].rank("dense").to_numpy().astype(np.int64) - 1
    draw = np.random.default_rng(seed)
    held = labels_of_sets(table["label"], FEWEST_PER_CLASS) if multi_label else None
    scores = np.array([_one_split(features, classes, draw, held) for _ in range(SPLITS)])
    full = table.height - int(table.height * HELD_OUT)
    sizes = np.array([max(1, int(full * share)) for share in SHARES])
    gains = _resampled(sizes, scores, draw)
    low, high = (float(value) for value in np.quantile(gains, [0.025, 0.975]))
    high = max(high, float(scores[:, -1].mean() - scores[:, -2].mean()))
    gain, means = further(sizes, scores.mean(axis=0)), tuple(float(value) for value in scores.mean(axis=0))
    count = int(classes.max()) + 1 if held is None else held.shape[1]
    return LearningCurve(tuple(sizes.tolist()), means, gain, min(low, gain), max(high, gain), full, count, named, told)


def further(sizes: np.ndarray, scores: np.ndarray) -> float:
    """Return the gain of doubling the largest size, by the best power law ``c - a * size ** -b`` with a not negative.

    Power laws fit learning curves of many learners best (Viering & Loog 2023, "The shape of learning curves").
    """
    return float(_gains(sizes, scores[None])[0])


def _gains(sizes: np.ndarray, curves: np.ndarray) -> np.ndarray:
    """Return the gain of each of ``curves`` float64[r, s]."""
    best, gain, means = np.full(len(curves), np.inf), np.zeros(len(curves)), curves.mean(axis=1)
    for exponent in _EXPONENTS:
        falls = sizes.astype(np.float64) ** -exponent
        spread = falls - falls.mean()
        slope = np.minimum(0.0, curves @ spread / (spread @ spread))
        ceiling = np.minimum(1.0, means - slope * falls.mean())
        missed = ((ceiling[:, None] + slope[:, None] * falls - curves) ** 2).sum(axis=1)
        better = missed < best - 1e-15
        best = np.where(better, missed, best)
        gain = np.where(better, -slope * float(falls[-1] - (2.0 * sizes[-1]) ** -exponent), gain)
    return gain


def _one_split(
    features: np.ndarray, classes: np.ndarray, draw: np.random.Generator, sets: np.ndarray | None = None
) -> list[float]:
    """Return the scores at each share on one random split, stratified and nested.

    Where classes are sets of labels, ``sets`` Boolean[classes, labels] tells which; as ridge regression is linear in
    its targets, the scores of a label's sets add up to those of the label.
    """
    order = np.argsort(_places(classes, draw), kind="stable")
    held = int(len(order) * HELD_OUT)
    test, train = order[-held:], order[:-held]
    count = int(classes.max()) + 1
    sizes = [max(1, int(len(train) * share)) for share in SHARES]
    ladder = ridge_ladder(features[train], classes[train], sizes, features[test], count)
    if sets is None:
        return [macro_f1(classes[test], scores.argmax(axis=1)) for scores in ladder]
    shares = [sets[classes[train[:size]]].mean(axis=0) for size in sizes]
    truth = sets[classes[test]]
    return [labels_f1(truth, scores @ sets, share) for scores, share in zip(ladder, shares, strict=True)]


def _places(classes: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Return float64[n]: each row's random place within its class, as a share of the class."""
    table = pl.DataFrame({"class": classes, "draw": draw.random(len(classes))})
    rank = pl.col("draw").rank("ordinal").over("class")
    return table.select(((rank - pl.col("draw")) / pl.len().over("class")).alias("place"))["place"].to_numpy()


def _resampled(sizes: np.ndarray, scores: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Return the gains of curves over splits that are drawn again with replacement."""
    picks = draw.integers(0, len(scores), (_RESAMPLES, len(scores)))
    return _gains(sizes, scores[picks].mean(axis=1))


def _usable(train_keys: pl.DataFrame, seed: int, multi_label: bool) -> pl.DataFrame:
    filled = pl.lit(multi_label) | (pl.col("label").str.strip_chars() != "")  # among sets the empty one is a label too
    known = train_keys.filter(pl.col("label").is_not_null() & filled)
    if known.height > _DRAWN_FROM:  # copies are looked for among those drawn
        known = known[np.sort(np.random.default_rng(seed).permutation(known.height)[:_DRAWN_FROM])]
    different = known.unique("key", keep="first", maintain_order=True)
    table = different if multi_label else _frequent(different)
    if table.height > _MOST:
        places = np.random.default_rng(seed).permutation(table.height)[:_MOST]
        table = table[np.sort(places)]
        table = table if multi_label else _frequent(table)
    _must_suffice(table, multi_label)
    return table


def _frequent(table: pl.DataFrame) -> pl.DataFrame:
    return table.filter(pl.len().over("label") >= FEWEST_PER_CLASS)


def _must_suffice(table: pl.DataFrame, multi_label: bool) -> None:
    if multi_label:
        classes, fewest, told = labels_of_sets(table["label"], FEWEST_PER_CLASS).shape[1], 1, "with several labels,"
    else:
        classes, fewest, told = table["label"].n_unique(), 2, "in"
    if table.height < FEWEST or classes < fewest:
        raise NotApplicable(
            f"{table.height:,} different rows {told} {classes} classes of at least {FEWEST_PER_CLASS}: too few "
            "for a curve"
        )
