"""Beside: the simple models on the same test rows, each with its score, its cost, and how far the model stands above.

Costs are bounded by a fixed budget of work, never by the clock: beyond it a model is taught by a sample of the rows,
which its price tells.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl

from finetooth.core.beside import Beside, Price
from finetooth.core.errors import NotApplicable
from finetooth.core.results import Base, Score, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.facts.budget import affordable
from finetooth.facts.embedding.encoder import encoder_for, parameters
from finetooth.facts.embedding.engine import embed
from finetooth.facts.embeddings import TOKENS_PER_SECOND, USUAL_PARAMETERS
from finetooth.facts.text import whole
from finetooth.metrics.said import Said
from finetooth.metrics.saying import said
from finetooth.problems import known_as, taught_by
from finetooth.problems.problem import ORDINAL, REGRESSION, SINGLE, Problem
from finetooth.stages.looking import Look
from finetooth.stages.pricing import Pace
from finetooth.stages.splitting import sample
from finetooth.stages.watching import measure
from finetooth.tasks import baselines
from finetooth.training.probe_head import fitted

MAJORITY, GUESS, WORDS = "majority", "stratified_guess", "tfidf_logistic_regression"
FROZEN, CENTROID = "frozen_logistic_regression", "nearest_centroid"
RATES, MEAN = "label_rates", "mean"  # where a row can have several labels, and where numbers are told
BUDGET = 120.0  # seconds of a slow laptop, for reading training rows with the base model
WORK, FEWEST_ROWS, MOST_ROWS = 800_000, 2_000, 20_000  # of TF-IDF: rows times classes, and bounds of the rows
_TOKENISED = 1_000  # texts whose tokens are counted to know those of all


@dataclass(frozen=True)
class Simple:
    """What a simple model says of the test rows (probabilities, or numbers), and its price."""

    name: str
    answers: np.ndarray
    price: Price


@dataclass(frozen=True)
class Found:
    """The simple models' scores by name, their predictions (``baseline, id, p_0`` ...), and the account of costs."""

    scores: dict[str, tuple[Score, ...]]
    predictions: pl.DataFrame
    beside: Beside


@dataclass(frozen=True)
class Ground:
    """What simple models are made of."""

    splits: Splits
    labels: tuple[str, ...]
    settings: Settings
    base: Base
    pace: Pace

    @cached_property
    def problem(self) -> Problem:
        """What the labels say; numbers are learned in deviations from the training mean."""
        kind = self.settings.problem_type
        return (
            taught_by(kind, self.splits.train.labels.to_list()) if kind == REGRESSION else known_as(kind, self.labels)
        )

    @property
    def one_label(self) -> bool:
        """Whether one label is right."""
        return self.settings.problem_type in (SINGLE, ORDINAL)

    def targets(self, rows: Rows) -> np.ndarray:
        """Return what is learned of each row's label."""
        return self.problem.targets(rows.labels.to_list())

    def sample(self, most: int) -> Rows:
        """Return the training rows, or as many as this, drawn by label with the seed."""
        return sample(self.splits.train, most, self.settings.seed, self.settings.problem_type)


def simple_models_beside(
    ground: Ground,
    predictions: Said,
    resamples: int,
    groups: pl.Series | None,
    progress: Callable[[str], None] = lambda _message: None,
) -> Found:
    """Make every simple model, score it on the test rows, and set the model's predictions beside it."""
    metric, price, left_out = ground.settings.selection_metric, ground.pace.model_price(), dict[str, str]()
    scores: dict[str, tuple[Score, ...]] = {}
    told, rivals = [], []
    test = ground.splits.test
    for made in simple_models(ground, left_out, progress):
        beside = said(predictions.problem_type, test.ids, test.labels, made.answers, ground.labels)
        frame = beside.to_frame().select(pl.lit(made.name).alias("baseline"), pl.all().exclude("truth", "prediction"))
        told.append(frame)
        look = Look(beside, predictions, groups)
        if made.name == GUESS:
            look = look.many_guesses(ground.targets(ground.splits.train), ground.settings.seed)
        scores[made.name] = look.scores(resamples, ground.settings.seed)
        rivals.append(look.rival(made.name, made.price, metric, resamples, ground.settings.seed, scores[made.name]))
    return Found(scores, pl.concat(told), Beside(metric, price, tuple(rivals), left_out))


def simple_models(ground: Ground, left_out: dict[str, str], progress: Callable[[str], None]) -> Iterator[Simple]:
    """Yield the simple models, the cheapest first; why one cannot be made is written to ``left_out``."""
    count, labels = len(ground.splits.test), len(ground.labels)
    targets, seed = ground.targets(ground.splits.train), ground.settings.seed
    free = Price(0.0, 0, 0.0, 0.0, len(targets), len(targets))
    if ground.one_label:
        yield Simple(MAJORITY, baselines.majority(targets, count, labels), free)
        yield Simple(GUESS, baselines.stratified_guess(targets, count, labels, seed), free)
    else:
        usual = np.tile(targets.mean(axis=0), (count, 1))
        of_numbers = ground.settings.problem_type == REGRESSION
        yield Simple(MEAN, ground.problem.answers(usual), free) if of_numbers else Simple(RATES, usual, free)
    try:
        progress("the base model's vectors of the rows")
        vectors = _vectors(ground)
    except NotApplicable as reason:
        left_out.update(dict.fromkeys((CENTROID, FROZEN) if ground.one_label else (FROZEN,), str(reason)))
        vectors = None
    if vectors and ground.one_label:
        progress("the nearest class centroid")
        yield _centroid(ground, *vectors)
    progress("TF-IDF with a linear model")
    yield _words(ground)
    if vectors:
        progress("a linear model on the frozen base model")
        yield _frozen(ground, *vectors)


def named(name: str, settings: Settings) -> str:
    """Return what a linear model is called: a ridge regression, where numbers are told."""
    return name.replace("logistic_regression", "ridge") if settings.problem_type == REGRESSION else name


def _words(ground: Ground) -> Simple:
    labels, everyone = len(ground.labels), len(ground.splits.train)
    rows = ground.sample(min(MOST_ROWS, max(FEWEST_ROWS, WORK // max(1, labels))))
    train, test = (whole(part).fill_null("").to_list() for part in (rows, ground.splits.test))
    begin = time.perf_counter()
    settings = ground.settings
    answer = baselines.fitted_tfidf(train, ground.targets(rows), labels, settings.seed, settings.problem_type)
    taught = time.perf_counter()
    found = answer(test)
    answers = ground.problem.answers(found) if settings.problem_type == REGRESSION else found
    each = 1000 * (time.perf_counter() - taught) / max(1, len(test))
    return Simple(named(WORDS, settings), answers, Price(taught - begin, 0, each, 0.0, len(rows), everyone))


def _vectors(ground: Ground) -> tuple[Rows, np.ndarray, np.ndarray, Price]:
    """Return the rows that teach, their vectors and those of the test rows, and what reading them costs.

    Vectors are kept on disk: those that the audit made are not made again. The price is that of making them all.
    """
    base, longest, test = ground.base, ground.settings.max_length, ground.splits.test
    encoder = encoder_for(base)
    texts = whole(ground.splits.train).fill_null("")
    some = texts.sample(min(len(texts), _TOKENISED), seed=ground.settings.seed).to_list()
    each = float(np.mean([len(ids) for ids in encoder.encode(some, longest)]))
    rate = TOKENS_PER_SECOND * USUAL_PARAMETERS / max(1, parameters(Path(base.location)))
    rows = ground.sample(max(1, int(affordable(BUDGET, rate) / max(1.0, each))))
    train, judged = (embed(base, whole(part), longest) for part in (rows, test))
    tokens = round(each * len(rows))
    each_1000 = ground.pace.seconds_per_1000
    price = Price(ground.pace.seconds_of(tokens), tokens, each_1000, ground.pace.tokens_per_1000, len(rows), len(texts))
    return rows, train, judged, price


def _centroid(ground: Ground, rows: Rows, train: np.ndarray, judged: np.ndarray, price: Price) -> Simple:
    found = baselines.nearest_centroid(train, ground.targets(rows), judged, len(ground.labels))
    return Simple(CENTROID, found, price)


def _frozen(ground: Ground, rows: Rows, train: np.ndarray, judged: np.ndarray, price: Price) -> Simple:
    """Fit a logistic regression as training does on the frozen encoder: C is chosen by folds."""
    targets, problem, settings = ground.targets(rows), ground.problem, ground.settings
    begin = time.perf_counter()
    features = train.astype(np.float64)
    head = fitted(
        features,
        targets,
        np.ones(len(targets)),
        len(ground.labels),
        lambda logits, truth: measure(settings.selection_metric, logits, truth, problem),
        settings.seed,
        settings.problem_type,
    )
    seconds = time.perf_counter() - begin
    answers = problem.answers(head.logits(judged.astype(np.float64)))
    dearer = None if price.seconds is None else price.seconds + seconds
    return Simple(named(FROZEN, settings), answers, replace(price, seconds=dearer))
