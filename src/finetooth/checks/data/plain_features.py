"""Plain features that tell a label: counts of signs, the group, one token, and what of the words' gain each reaches."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.checks.wording import listed
from finetooth.facts.association import alone, as_codes, by_permutations, in_bins
from finetooth.facts.style import StyleProbe
from finetooth.facts.terms import Terms
from finetooth.facts.word_probe import WordProbe

MOST_SHARE = 0.5  # of the gain over chance that all words together reach
LEAST_GAIN = 0.1  # of balanced accuracy: where words reach less, there is nothing to have a share of
_SURE = 5.0  # standard deviations of the permutations
_PERMUTATIONS = 10
_SURFACE = {
    "the length": pl.col("text").str.len_chars(),
    "the number of words": pl.col("text").str.count_matches(r"\S+"),
    "the number of digits": pl.col("text").str.count_matches(r"\d"),
    "the punctuation": pl.col("text").str.count_matches(r"[\p{P}\p{S}]"),
    "the exclamation and question marks": pl.col("text").str.count_matches("[!?]"),
    "the share of capitals": pl.col("text").str.count_matches(r"\p{Lu}") / pl.col("text").str.len_chars(),
}


@dataclass(frozen=True)
class Shortcut:
    """What a feature reaches alone: accuracies, the ``share`` of the words' gain, and ``p`` against permuted labels.

    ``remark``: a word of the class may well tell the class, and some classes are a way of writing.
    """

    name: str
    accuracy: float
    balanced: float
    share: float
    remark: bool
    p: float = 0.0


Features = dict[str, tuple[np.ndarray, int]]


def surface_features(table: pl.DataFrame) -> Features:
    """Return the counts of signs of ``table`` (``text, group``) in bins, and the group where there is one."""
    features = {name: in_bins(table.select(shape.cast(pl.Float64)).to_series()) for name, shape in _SURFACE.items()}
    if table["group"].n_unique() > 1:
        features["the group"] = as_codes(table["group"])
    return features


def surface(features: Features, terms: Terms, probe: WordProbe, seed: int) -> Iterator[Shortcut]:
    """Yield what each count of signs, and the group, tells alone, where it is more than the permutations tell."""
    for name, (codes, width) in features.items():
        found = alone(codes, width, terms.labels, len(terms.classes), seed, _PERMUTATIONS)
        share = _share(found.balanced, terms, probe) if found.z >= _SURE else 0.0
        p = by_permutations(found.z, _PERMUTATIONS)
        yield Shortcut(name, found.accuracy, found.balanced, share, False, p)


def token(terms: Terms, probe: WordProbe, seed: int) -> Iterator[Shortcut]:
    """Yield the most telling token, where it tells more than the most telling one among permuted labels."""
    sizes = np.bincount(terms.labels, minlength=len(terms.classes))
    reached = _reached(terms, terms.labels, sizes)
    if not len(reached):
        return
    draw = np.random.default_rng(seed)
    by_chance = [_reached(terms, draw.permutation(terms.labels), sizes).max() for _ in range(_PERMUTATIONS)]
    best = int(reached.argmax())
    share = _share(float(reached[best]), terms, probe) if reached[best] > max(by_chance) else 0.0
    has = np.zeros(len(terms.labels), np.int64)
    has[terms.row[terms.term == best]] = 1
    accuracy = alone(has, 2, terms.labels, len(sizes), seed, 0).accuracy
    z = (float(reached[best]) - float(np.mean(by_chance))) / max(float(np.std(by_chance)), 1e-4)
    p = by_permutations(z, _PERMUTATIONS)
    yield Shortcut(f"the token {listed([terms.names[best]])}", accuracy, float(reached[best]), share, True, p)


def style(said: StyleProbe, terms: Terms, probe: WordProbe) -> Shortcut:
    """Return what the little words tell together, where it is more than the permutations tell."""
    share = _share(said.balanced, terms, probe) if said.z >= _SURE else 0.0
    name = f"the use of little words such as {listed(said.words)}, a mark of source and writer,"
    return Shortcut(name, said.accuracy, said.balanced, share, True, by_permutations(said.z, _PERMUTATIONS))


def _reached(terms: Terms, labels: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return the balanced accuracy that the presence of each term reaches; Float64[v]."""
    cells = np.bincount(terms.term * len(sizes) + labels[terms.row], minlength=len(terms.names) * len(sizes))
    share = cells.reshape(-1, len(sizes)) / np.maximum(sizes, 1)
    result: np.ndarray = (share.max(axis=1) + (1 - share).max(axis=1)) / len(sizes) if len(share) else np.zeros(0)
    return result


def _share(balanced: float, terms: Terms, probe: WordProbe) -> float:
    chance = 1 / len(terms.classes)
    return (balanced - chance) / (probe.balanced - chance)
