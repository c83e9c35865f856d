"""Facts on what more rows would bring: the score of a quick probe at growing sizes, and how far laws carry it."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.core.errors import NotApplicable
from finetooth.core.facts import fact
from finetooth.facts.curve_fit.by_class import ClassCurve, class_curves, mixed_up
from finetooth.facts.curve_fit.crossed import Crossed, crossed
from finetooth.facts.curve_fit.fitting import fit
from finetooth.facts.curve_fit.probes import Ladder, naive_bayes, plain_ridge, ridge
from finetooth.facts.curve_fit.projection import Expected, Needed, doubled, expected, interval, needed, stages_above
from finetooth.facts.embeddings import Embedded
from finetooth.facts.label_curve import labels_of_sets
from finetooth.facts.probing import text_features

FEWEST_PER_CLASS = 8  # so that an eighth of what is trained on still holds one
FEWEST = 80
_MOST, _DRAWN_FROM = 12_000, 60_000  # rows
_TIMES = (1.0, 1.25, 1.5, 2.0, 3.0, 4.0)  # of the rows: where the way on is told
Array = np.ndarray


@dataclass(frozen=True)
class LearningCurve:
    """Macro-F1 of a probe on frozen features at growing numbers of training rows, no row judged by what it trained.

    ``gain``: what twice the ``rows`` would add, ``low`` to ``high`` its 95 % interval over the rows and the plausible
    laws; ``low`` is 0 where the curve may as well fall. ``lows`` and ``highs``: the intervals of ``scores``; ``ahead``:
    what is expected from here on; ``needed``: the rows of the next round scores; ``ceiling``: the score of rows without
    end (middle, low, high).
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
    lows: tuple[float, ...] = ()
    highs: tuple[float, ...] = ()
    ahead: tuple[Expected, ...] = ()
    needed: tuple[Needed, ...] = ()
    ceiling: tuple[float, float, float] | None = None
    by_class: tuple[ClassCurve, ...] = ()
    mixed_up: tuple[tuple[str, str, float], ...] = ()  # pairs of classes, and their share of the probe's mistakes
    laws: tuple[Expected, ...] = ()  # what the laws say at ``sizes``


@dataclass(frozen=True)
class _Material:
    """What a curve is drawn from: a probe, the class of each row, the names of classes, and where it comes from."""

    ladder: Ladder
    classes: Array
    names: tuple[str, ...]
    sets: Array | None
    features: str
    told: str


@fact
def learning_curve(
    train_keys: pl.DataFrame, multi_label: bool, seed: int, embeddings: Embedded | None = None
) -> LearningCurve:
    """The learning curve of a quick probe; copies are left out, and classes too rare to be on every side.

    A ridge probe on the base model's vectors; naive Bayes on words where there are none. Of several labels each of the
    20 most frequent is told from all rows without it.
    """
    table, share = _usable(train_keys, seed, multi_label)
    if embeddings is not None:
        sampled = len(table)
        table = _placed(table, embeddings, multi_label)
        share *= len(table) / sampled
    rows = len(table) if share > 1 - 1e-9 else round(len(table) / share)
    material = _material(table, embeddings, multi_label, "a random " if share < 1 - 1e-9 else "")
    draw = np.random.default_rng(seed)
    return _carried(crossed(material.ladder, material.classes, draw, material.sets), material, rows, draw)


def _carried(found: Crossed, material: _Material, rows: int, draw: np.random.Generator) -> LearningCurve:
    """Return the curve with all that follows from the laws through it."""
    scores, drawn = found.f1.mean(axis=1), found.drawn.mean(axis=2)
    whole = fit(found.sizes, scores, drawn, draw)
    gain, low, high = doubled(whole, rows)
    now = expected(whole, rows).score
    lows, highs = (tuple(map(float, np.quantile(drawn, end, axis=0))) for end in (0.025, 0.975))
    counts = np.bincount(material.classes) * (rows / len(material.classes))
    counts = np.rint(counts if material.sets is None else counts @ material.sets)
    return LearningCurve(
        tuple(found.sizes.tolist()),
        tuple(map(float, scores)),
        gain,
        low,
        high,
        rows,
        len(material.names),
        material.features,
        material.told,
        lows,
        highs,
        tuple(expected(whole, round(rows * times)) for times in _TIMES),
        tuple(needed(whole, rows, stage) for stage in stages_above(now)),
        interval(whole.ceiling),
        class_curves(found, material.names, counts, rows, draw),
        mixed_up(found, material.classes, material.names),
        tuple(expected(whole, int(size)) for size in found.sizes),
    )


def _material(table: pl.DataFrame, embeddings: Embedded | None, multi_label: bool, drawn: str) -> _Material:
    classes = table["label"].rank("dense").to_numpy().astype(np.int64) - 1
    sets, names = None, tuple(table["label"].unique().sort())
    if multi_label:
        sets, names = labels_of_sets(table["label"], FEWEST_PER_CLASS)
    features = "words and pairs of words" if embeddings is None else "the base model's frozen vectors"
    if embeddings is not None:
        vectors = embeddings.vectors[table["place"].to_numpy()]
        ladder = plain_ridge(vectors, classes) if multi_label else ridge(vectors, classes)
    elif multi_label:
        ladder, features = plain_ridge(text_features(table["key"]), classes), "TF-IDF features"
    else:
        ladder = naive_bayes(table["key"], classes)
    return _Material(ladder, classes, names, sets, features, f"{drawn}{table.height:,} rows")


def _placed(table: pl.DataFrame, embeddings: Embedded, multi_label: bool) -> pl.DataFrame:
    """Return the rows that have a vector, with its ``place``."""
    places = embeddings.ids.alias("id").to_frame().with_row_index("place")
    placed = table.join(places, on="id", maintain_order="left")
    placed = placed if multi_label else _frequent(placed)
    _must_suffice(placed, multi_label)
    return placed


def _usable(train_keys: pl.DataFrame, seed: int, multi_label: bool) -> tuple[pl.DataFrame, float]:
    """Return different rows with a label, and the share of all such rows that they are about."""
    filled = pl.lit(multi_label) | (pl.col("label").str.strip_chars() != "")  # among sets the empty one is a label too
    known = train_keys.filter(pl.col("label").is_not_null() & filled)
    share = min(1.0, _DRAWN_FROM / max(1, known.height))
    if share < 1:  # copies are looked for among those drawn
        known = known[np.sort(np.random.default_rng(seed).permutation(known.height)[:_DRAWN_FROM])]
    different = known.unique("key", keep="first", maintain_order=True)
    table = different if multi_label else _frequent(different)
    if table.height > _MOST:
        share *= _MOST / table.height
        table = table[np.sort(np.random.default_rng(seed).permutation(table.height)[:_MOST])]
        table = table if multi_label else _frequent(table)
    _must_suffice(table, multi_label)
    return table, share


def _frequent(table: pl.DataFrame) -> pl.DataFrame:
    return table.filter(pl.len().over("label") >= FEWEST_PER_CLASS)


def _must_suffice(table: pl.DataFrame, multi_label: bool) -> None:
    if multi_label:
        classes, fewest, told = len(labels_of_sets(table["label"], FEWEST_PER_CLASS)[1]), 1, "with several labels,"
    else:
        classes, fewest, told = table["label"].n_unique(), 2, "in"
    if table.height < FEWEST or classes < fewest:
        raise NotApplicable(
            f"{table.height:,} different rows {told} {classes} classes of at least {FEWEST_PER_CLASS}: too few "
            "for a curve"
        )
