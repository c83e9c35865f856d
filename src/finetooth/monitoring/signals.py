"""Signals: what is watched of texts and of answers, as one number a row whose mean is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from finetooth.field.features import FEATURES, text_features
from finetooth.field.nearness import Wording, foreign, similarity
from finetooth.metrics.label_sets import LabelSets
from finetooth.metrics.numbers import Numbers
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.said import Said
from finetooth.monitoring.limits import Side, Vectors
from finetooth.monitoring.results import Watched

TEXT, SCORE, ANSWER, UNSURE = "MON001", "MON002", "MON003", "MON004"
ABSTAINED, WRONG = "answers held back", "wrong answers"
_NEAREST, _FAR, _UNSURE = 5, 0.05, 0.1
_SURE = 0.99  # is never an unsure answer
_FEWEST = 5  # answers that a class has in a batch like the reference, to be watched by itself

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Pair:
    """The same signals of reference rows and of new rows."""

    watched: tuple[Watched, ...]
    reference: Side
    batch: Side


def text_signals(known: pl.Series, known_vectors: Vectors, texts: pl.Series, vectors: Vectors) -> Pair:
    """Watch how texts are written, their words and languages, and how far they are from the training rows.

    What is told of a training row leaves the row itself out, as it is of a new one.
    """
    own, out = (
        similarity(known_vectors, known_vectors, _NEAREST, own=True),
        similarity(vectors, known_vectors, _NEAREST),
    )
    level = float(np.quantile(own, _FAR))
    parts = [
        (foreign(known, known), foreign(texts, known)),
        _unknown_words(known, texts),
        (own < level, out < level),
    ]
    watched = (
        *(Watched(name, TEXT, "both", "deviations") for name in FEATURES),
        Watched("another language", TEXT, "up", "share"),
        Watched("words that training has not", TEXT, "up", "share"),
        Watched("far from all training rows", UNSURE, "up", "share"),
    )
    tables = [
        np.column_stack([text_features(side), *(part[place] for part in parts)]).astype(np.float64)
        for place, side in enumerate((known, texts))
    ]
    return Pair(watched, Side(tables[0], known_vectors), Side(tables[1], vectors))


def _unknown_words(known: pl.Series, texts: pl.Series) -> tuple[Floats, Floats]:
    """Return for each text the share of its different words that no (other) known text has."""
    share = Wording(pl.concat([known.rename("text"), texts.rename("text")])).unknown_to_others(len(known))
    return share[: len(known)], share[len(known) :]


def answer_signals(held: Said, said: Said, abstain_below: float | None) -> Pair | None:
    """Watch what is answered, how sure the model is, and how many answers it holds back; None of what is not known.

    ``held`` are answers to rows that the model never saw, drawn like its training rows.
    """
    if isinstance(held, Predictions) and isinstance(said, Predictions):
        return _of_classes(held, said, abstain_below)
    if isinstance(held, LabelSets) and isinstance(said, LabelSets):
        shares = [np.asarray(one.predicted, np.float64) for one in (held, said)]
        return _of_shares(shares[0], shares[1], said.labels)
    if isinstance(held, Numbers) and isinstance(said, Numbers):
        middle = float(np.median(held.values))
        columns = [np.column_stack([one.values, np.abs(one.values - middle)]) for one in (held, said)]
        names = "the numbers answered", "their distance from the middle"
        watched = tuple(Watched(name, ANSWER, "both", "deviations") for name in names)
        return Pair(watched, Side(columns[0]), Side(columns[1]))
    return None


def _of_classes(held: Predictions, said: Predictions, abstain_below: float | None) -> Pair:
    one_hot = [np.eye(len(said.labels))[part.predicted] for part in (held, said)]
    shares = _of_shares(one_hot[0], one_hot[1], said.labels)
    sure = [part.probabilities[np.arange(len(part)), part.predicted] for part in (held, said)]
    level = min(float(np.quantile(sure[0], _UNSURE)), _SURE)
    columns = [[part, part < level] for part in sure]
    watched = [
        Watched("confidence", UNSURE, "down", "share"),
        Watched("unsure answers", UNSURE, "up", "share"),
    ]
    if abstain_below is not None:
        watched.append(Watched(ABSTAINED, UNSURE, "up", "share"))
        columns = [[*more, part < abstain_below] for more, part in zip(columns, sure, strict=True)]
    sides = [
        Side(np.column_stack([side.table, *more]).astype(np.float64))
        for side, more in zip((shares.reference, shares.batch), columns, strict=True)
    ]
    return Pair((*shares.watched, *watched), *sides)


def _of_shares(held: Floats, said: Floats, labels: Sequence[str]) -> Pair:
    """Watch the share of each label that is often enough; of two labels that exclude each other one tells all."""
    often = held.mean(axis=0) * len(said) >= _FEWEST
    either = len(labels) == 2 and bool((held.sum(axis=1) == 1).all())
    places = [0] if either else np.flatnonzero(often).tolist()
    rare = ~often & (not either)
    watched = [Watched("share of answers", ANSWER, "both", "share", labels[place]) for place in places]
    tables = [side[:, places] for side in (held, said)]
    if rare.sum() > 1 or (rare.any() and not places):
        watched.append(Watched("share of the rare answers", ANSWER, "both", "share"))
        tables = [
            np.column_stack([table, side[:, rare].max(axis=1)])
            for table, side in zip(tables, (held, said), strict=True)
        ]
    return Pair(tuple(watched), Side(tables[0]), Side(tables[1]))


def label_signals(tested: Said, said: Said) -> Pair:
    """Watch how often answers are wrong (numbers: by how much), where new rows have labels; beside the test rows."""
    columns = [_losses(part).reshape(-1, 1) for part in (tested, said)]
    unit = "deviations" if isinstance(said, Numbers) else "share"
    watched = Watched(WRONG if unit == "share" else "errors of the answers", SCORE, "up", unit)  # type: ignore[arg-type]
    return Pair((watched,), Side(columns[0]), Side(columns[1]))


def _losses(said: Said) -> Floats:
    if isinstance(said, Predictions):
        return np.asarray(said.predicted != said.truth, np.float64)
    if isinstance(said, LabelSets):
        return np.asarray((said.predicted != said.truth).any(axis=1) | said.strange, np.float64)
    if isinstance(said, Numbers):
        return np.abs(said.values - said.truth)
    raise TypeError(f"nothing is known of {said.problem_type}")
