"""How far the little words take a classifier: they tell who wrote a text and where, and hardly what it says."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from finetooth.core.errors import NotApplicable
from finetooth.core.facts import fact
from finetooth.facts.terms import Terms
from finetooth.facts.word_probe import word_probe

# The function words by which Mosteller & Wallace (1964) told the authors of the Federalist papers apart, without those
# that ask, deny or limit (what, when, which, who, no, not, but, only, even, more); and the personal pronouns.
_LIST = """
a all also an and any are as at be been by can do down every for from had has have her his if in into is it its may must
my now of on one or our shall should so some such than that the their then there things this to up upon was were will
with would your i you he she we they me him them us these those
"""
LITTLE_WORDS = frozenset(_LIST.split())
_PERMUTATIONS = 10
_LEAST_SPREAD = 1e-4
_NAMED = 3


@dataclass(frozen=True)
class StyleProbe:
    """What naive Bayes reaches on the little words alone: shares; ``z`` standard deviations above permuted labels.

    ``words`` are the three whose share differs most between two classes.
    """

    accuracy: float
    balanced: float
    z: float
    words: tuple[str, ...]


@fact
def style_probe(train_terms: Terms, seed: int) -> StyleProbe:
    """The probe on the little words of English; not applicable where there are none."""
    little = only(train_terms, LITTLE_WORDS)
    if len(little.names) < _NAMED:
        raise NotApplicable("there are hardly any little words of English")
    found = word_probe(little, seed)
    draw = np.random.default_rng(seed)
    mixed = [replace(little, labels=draw.permutation(little.labels)) for _ in range(_PERMUTATIONS)]
    by_chance = [word_probe(terms, seed).balanced for terms in mixed]
    z = (found.balanced - float(np.mean(by_chance))) / max(float(np.std(by_chance)), _LEAST_SPREAD)
    return StyleProbe(found.accuracy, found.balanced, z, _most_telling(little))


def only(terms: Terms, words: frozenset[str]) -> Terms:
    """Return the terms that are one of the words."""
    keep = terms.names.is_in(list(words)).to_numpy()
    number, inside = np.cumsum(keep) - 1, keep[terms.term]
    names = terms.names.filter(pl.Series(keep))
    return replace(terms, row=terms.row[inside], term=number[terms.term[inside]], names=names)


def _most_telling(terms: Terms) -> tuple[str, ...]:
    sizes = np.bincount(terms.labels, minlength=len(terms.classes))
    share = terms.by_class() / np.maximum(sizes, 1)
    order = np.argsort(-(share.max(axis=1) - share.min(axis=1)), kind="stable")
    return tuple(terms.names.gather(order[:_NAMED]).to_list())
