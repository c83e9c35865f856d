"""Long texts in windows: what is said at the very end is learned, and told again by the saved model."""

import random
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from finetooth.core.events import silent
from finetooth.core.results import Base, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.core.run import Work
from finetooth.recipe.sections import Training
from finetooth.stages.learn import Manner, learn
from finetooth.stages.lesson import Lesson
from finetooth.stages.predicting import Predictor
from finetooth.stages.train import train
from finetooth.stages.tune import default_settings
from finetooth.tasks import classify

pytestmark = pytest.mark.model
NO_WEIGHTS = pl.DataFrame(schema={"id": pl.Int64, "weight": pl.Float64})
WORDS = ["the", "lamp", "kettle", "chair", "arrived", "on", "monday", "in", "a", "box", "with", "two", "screws"]


def long_texts(count: int, seed: int) -> Rows:
    """Return texts of 9 to 20 plain words; the last alone tells the label."""
    draw, rows = random.Random(seed), []
    for number in range(count):
        label = ("bad", "good")[number % 2]
        words = [*draw.choices(WORDS, k=draw.randint(9, 20)), {"good": "lovely", "bad": "dreadful"}[label]]
        rows.append({"text": " ".join(words), "label": label})
    return Rows.of(rows)


@pytest.fixture(scope="module")
def parts() -> Splits:
    rows = long_texts(150, 3).table
    return Splits(Rows(rows[:80]), Rows(rows[80:120]), Rows(rows[120:]), Rows(rows[:0]))


def settings(base: Base, parts: Splits, **options) -> Settings:
    training = Training(
        learning_rate=5e-3,
        num_train_epochs=5,
        per_device_train_batch_size=8,
        max_length=10,
        **({"keep_simpler": False, "pooling": "mean", "cross_validation": "none"} | options),
    )
    return default_settings(training, "accuracy", 5, base, parts)


def taught(base: Base, parts: Splits, **options):
    asked = settings(base, parts, **options)
    how = {"truncation": asked.truncation, "window_stride": asked.window_stride}
    lesson = Lesson.of(base, ("bad", "good"), parts.train, parts.validation, asked.max_length, **how)
    model, curve = learn(lesson, asked, Manner(lambda *_: None))
    return model, curve, lesson


def test_the_last_word_is_learned_in_windows_and_not_from_the_head(base: Base, parts: Splits):
    _, head, _ = taught(base, parts, truncation="head")
    model, windows, lesson = taught(base, parts, truncation="windows", window_stride=2)
    assert head.kept_score < 0.75
    assert windows.kept_score > 0.9
    again, _, _ = taught(base, parts, truncation="windows", window_stride=2)
    one, other = (classify.logits(each, lesson.tokenizer, lesson.validation) for each in (model, again))
    assert np.array_equal(one, other)


@pytest.mark.parametrize("options", [{"contrastive": "always"}, {"keep_simpler": True}, {"sampling": "balanced"}])
def test_simpler_models_and_balance_read_the_windows_too(base: Base, parts: Splits, options: dict):
    _, curve, _ = taught(base, parts, truncation="windows", **options)
    assert curve.kept_score > 0.8


def test_the_tokens_that_are_priced_are_those_of_all_windows(base: Base, parts: Splits, tmp_path: Path):
    asked = settings(base, parts, truncation="windows", window_stride=2)
    model = train(Work(tmp_path, "4-train", silent), asked, base, parts, (), NO_WEIGHTS).model
    predictor = Predictor(model, ("bad", "good"))
    assert predictor.tokens(parts.test) == sum(predictor.lengths(parts.test.inputs)) > 10 * len(parts.test)


def test_texts_within_one_window_are_learned_as_ever(base: Base, parts: Splits):
    short = Splits(
        *(Rows(part.table.with_columns(pl.lit("a lovely box").alias("text"))) for part in vars(parts).values())
    )
    found = []
    for kind in ("head", "windows"):
        model, curve, _ = taught(base, short, truncation=kind)
        found.append((curve.points, {name: value.numpy().tobytes() for name, value in model.state_dict().items()}))
    assert found[0] == found[1]


def test_the_saved_model_reads_as_training_did(base: Base, parts: Splits, tmp_path: Path):
    asked = settings(base, parts, truncation="windows", window_stride=3, augment=["typos"])
    no_weights = pl.DataFrame(schema={"id": pl.Int64, "weight": pl.Float64})
    found = train(Work(tmp_path, "4-train", silent), asked, base, parts, (), no_weights)
    predictor = Predictor(found.model, found.labels)
    texts = parts.test.texts.to_list()
    model, tokenizer = classify.load_trained(found.model)
    assert (model.config.truncation, model.config.window_stride) == ("windows", 3)
    rows = classify.encode(texts, tokenizer, 10, truncation="windows", window_stride=3)
    expected = classify.softmax(classify.logits(model, tokenizer, rows))
    assert predictor.probabilities(texts) == pytest.approx(expected, abs=1e-6)
    told = predictor.probabilities(texts).argmax(axis=1)
    assert np.mean(told == classify.targets_of(parts.test.labels.to_list(), found.labels)) > 0.9
