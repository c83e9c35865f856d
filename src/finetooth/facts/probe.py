"""The frozen probe: out-of-fold probabilities of the training labels, and a quick score of train against test rows."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.core.facts import fact
from finetooth.facts.embeddings import Embedded
from finetooth.facts.label_noise.features import all_features, cut
from finetooth.facts.label_noise.judged import Judged
from finetooth.facts.label_noise.landmarks import landmark_features
from finetooth.facts.label_noise.naive_bayes import left_out_scores, log_likelihoods
from finetooth.facts.label_noise.pooling import logs, temperature
from finetooth.facts.label_noise.softmax import SoftmaxFit, softmax, with_bias
from finetooth.facts.label_noise.vectors import vectors_of
from finetooth.facts.label_noise.voices import Heard, Material, gather, listen
from finetooth.facts.text import normalise

Array = np.ndarray
_LANDMARKS, _FEWER_LANDMARKS, _MANY = 600, 300, 20
_PENALTY, _ITERATIONS = 0.2, 15
_SHARES = (np.float32(0.8), np.float32(0.6))


@dataclass(frozen=True)
class OutOfFoldLabels:
    """What models that never saw a row say of its label; ``heard`` is aligned with ``judged_labels``.

    ``material`` is what they heard, so that they can be asked again with other labels.
    """

    heard: Heard
    material: Material


@dataclass(frozen=True)
class ProbeScore:
    """How well a frozen probe does on test rows; ``right`` Boolean[n] tells which it got right."""

    macro_f1: float
    accuracy: float
    right: Array


@fact
def label_probabilities(judged_labels: Judged, seed: int, embeddings: Embedded | None = None) -> OutOfFoldLabels:
    """Out-of-fold probabilities of every judged row, by naive Bayes and softmax on TF-IDF and, where given, vectors."""
    vectors, rows = vectors_of(judged_labels.ids, embeddings)
    classes = len(judged_labels.classes)
    material = gather(judged_labels.texts, judged_labels.codes, classes, seed, vectors, rows)
    return OutOfFoldLabels(listen(material, judged_labels.codes), material)


def probe_score(
    train_texts: pl.Series,
    train_labels: pl.Series,
    test_texts: pl.Series,
    test_labels: pl.Series,
    train_vectors: Array | None = None,
    test_vectors: Array | None = None,
    seed: int = 42,
) -> ProbeScore:
    """Fit naive Bayes and a softmax on the training rows, and score their mean on the test rows.

    Texts and labels are String without nulls; vectors float32[n, d] of length 1. A label that training never had is
    always missed. A second or two for 10,000 rows, and the same for the same rows and seed.
    """
    classes = train_labels.unique().sort()
    codes = train_labels.rank("dense").to_numpy().astype(np.int64) - 1
    if len(classes) < 2 or test_texts.is_empty():
        told = pl.Series(np.full(len(test_texts), classes[0] if len(classes) else ""), dtype=pl.String)
        return _scored(told, test_labels)
    texts = cut(normalise(pl.concat([train_texts.rename("text"), test_texts.rename("text")])))
    vectors = None if train_vectors is None or test_vectors is None else np.vstack([train_vectors, test_vectors])
    likely = _told(texts, codes, len(classes), vectors, seed)
    return _scored(classes.gather(likely.argmax(1)), test_labels)


def _told(texts: pl.Series, codes: Array, classes: int, vectors: Array | None, seed: int) -> Array:
    """Return the mean log-probabilities of the texts behind the first ``len(codes)``, float32[m, C]."""
    count, every = len(codes), all_features(texts)
    train, test = every[:count], every[count:]
    copies = texts.head(count).rank("dense").to_numpy().astype(np.int64)
    warm = np.float32(temperature(left_out_scores(train, codes, classes, copies), codes))
    bayes = logs(softmax(log_likelihoods(train, codes, classes, test) * warm))
    marks = landmark_features(every, _LANDMARKS if classes <= _MANY else _FEWER_LANDMARKS, seed, count)
    dense = with_bias(marks if vectors is None else np.hstack([vectors * _SHARES[0], marks * _SHARES[1]]))
    fit = SoftmaxFit(dense[:count], codes, classes, _PENALTY)
    return np.asarray(bayes + logs(fit.probabilities(dense[count:] @ fit.run(_ITERATIONS))))


def _scored(told: pl.Series, truth: pl.Series) -> ProbeScore:
    right = (told == truth).to_numpy()
    table = pl.DataFrame({"told": told, "truth": truth, "right": right})
    names = pl.concat([told, truth]).unique()
    sums = [
        table.group_by(side).agg(pl.len().alias(side + "_rows"), pl.col("right").sum().alias(side + "_right"))
        for side in ("told", "truth")
    ]
    joined = names.to_frame("name").join(sums[0], left_on="name", right_on="told", how="left")
    joined = joined.join(sums[1], left_on="name", right_on="truth", how="left").fill_null(0)
    f1 = (2 * pl.col("told_right") / (pl.col("told_rows") + pl.col("truth_rows"))).mean()
    macro = float(joined.select(f1).item() or 0.0) if len(right) else 0.0
    return ProbeScore(macro, float(right.mean()) if len(right) else 0.0, right)
