"""Gain: what mending is worth, told by a quick model on the same test rows, taught before and after."""

import polars as pl

from finetooth.core.errors import NotApplicable
from finetooth.core.results import ProbeGain, Splits
from finetooth.core.rows import LABEL_JOINT, Rows
from finetooth.facts.text import normalise, usable, whole
from finetooth.metrics.intervals import paired_drop
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.score import value
from finetooth.problems.problem import ORDINAL, SINGLE
from finetooth.tasks import baselines, classify

_WORK = 150_000  # training rows times classes: some seconds of a slow laptop
_MOST_ROWS = 10_000
_RESAMPLES = 500


def gain(read: Rows, splits: Splits, seed: int, problem_type: str = SINGLE) -> ProbeGain | None:
    """Teach TF-IDF + logistic regression with the training rows as read and as prepared; both judge the raw test texts.

    Training rows whose text is a test row's are left out of both, so that no leak counts as a gain. None where it
    cannot be told: several labels a row, or numbers, fewer than two labels, or no test row with a label that is known.
    """
    if problem_type not in (SINGLE, ORDINAL) or splits.train.labels.str.contains(LABEL_JOINT, literal=True).any():
        return None
    raw = splits.test.table.select("id").join(read.table.select("id", "text", "pair"), on="id", maintain_order="left")
    test = usable(Rows(splits.test.table.with_columns(raw["text"], raw["pair"])))
    before = usable(read.role("train").without([*splits.test.ids, *splits.validation.ids]))
    before, after = (_strange_to(rows, test) for rows in (before, usable(splits.train)))
    labels = classify.labels_of([*before.labels, *after.labels])
    before, after = _bounded(before, after, min(_MOST_ROWS, max(500, _WORK // max(1, len(labels)))), seed)
    if min(before.labels.n_unique(), after.labels.n_unique()) < 2 or not len(test):
        return None
    first = _predict(before, test, labels, seed)
    second = first if _teach_the_same(before, after) else _predict(after, test, labels, seed)
    try:
        drop, low, high = paired_drop(first, second, "macro_f1", _RESAMPLES, seed)
    except NotApplicable:
        return None
    score = value("macro_f1", first) or 0.0
    return ProbeGain(score, score - drop, -high, -low, len(before), len(after), len(test))


def _bounded(before: Rows, after: Rows, most: int, seed: int) -> tuple[Rows, Rows]:
    """Return both without the same rows, drawn at random, where they are too many for a quick look."""
    ids = pl.concat([before.ids, after.ids]).unique().sort()
    if len(ids) <= most:
        return before, after
    drawn = ids.sample(most, seed=seed).to_list()
    return before.only(drawn), after.only(drawn)


def _strange_to(rows: Rows, test: Rows) -> Rows:
    return Rows(rows.table.filter(~normalise(whole(rows)).is_in(normalise(whole(test)).unique().to_list())))


def _teach_the_same(before: Rows, after: Rows) -> bool:
    """Whether mending changed nothing that a model sees: it would learn the same twice."""
    seen = [rows.table.select("text", "pair", "label") for rows in (before, after)]
    return seen[0].equals(seen[1])


def _predict(train: Rows, test: Rows, labels: tuple[str, ...], seed: int) -> Predictions:
    targets = classify.targets_of(train.labels.to_list(), labels).tolist()
    texts = [whole(rows).fill_null("").to_list() for rows in (train, test)]
    probabilities = baselines.tfidf_logistic_regression(texts[0], targets, texts[1], len(labels), seed)
    return Predictions.of(test.ids, test.labels.cast(pl.String), probabilities, labels)
