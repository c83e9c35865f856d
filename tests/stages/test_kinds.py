"""Rows of several labels, of grades and of numbers are learned, kept, split and told as one label a row is."""

import random
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from finetooth.core.errors import UserError
from finetooth.core.results import Splits
from finetooth.core.rows import LABEL_JOINT as JOINT
from finetooth.core.rows import Rows
from finetooth.metrics.numbers import Numbers
from finetooth.problems.problem import MULTI, ORDINAL, REGRESSION
from finetooth.recipe.sections import Training
from finetooth.stages.folding import folds_of
from finetooth.stages.fresh import fresh_model
from finetooth.stages.learn import Manner, learn
from finetooth.stages.predicting import Predictor
from finetooth.stages.splitting import assign, sample
from finetooth.stages.teaching import lesson_of
from finetooth.stages.tune import default_settings
from finetooth.tasks.units import in_the_users_unit
from finetooth.training.base_model import locate

NO_WEIGHTS = pl.DataFrame(schema={"id": pl.Int64, "weight": pl.Float64})
GOOD, BAD = ("lovely", "superb", "splendid"), ("dreadful", "clumsy", "dismal")
PLAIN = ("the", "lamp", "kettle", "chair", "arrived", "on", "monday")
KINDS = (MULTI, ORDINAL, REGRESSION)


def made(kind: str, count: int, seed: int) -> Rows:
    draw, rows = random.Random(seed), []
    for _ in range(count):
        good, bad = (draw.choices(words, k=draw.choice((0, 0, 1, 2))) for words in (GOOD, BAD))
        words = [*draw.choices(PLAIN, k=4), *good, *bad]
        draw.shuffle(words)
        labels = {
            MULTI: JOINT.join([name for name, found in (("bad", bad), ("good", good)) if found]),
            ORDINAL: str(3 + min(len(good), 1) - min(len(bad), 1)),
            REGRESSION: f"{100 + 25 * (len(good) - len(bad))}",
        }
        rows.append({"text": " ".join(words), "label": labels[kind]})
    return Rows.of(rows)


@pytest.fixture(scope="module")
def base(tiny_model):
    return locate(str(tiny_model))


def taught(base, kind: str, **asked):
    splits = Splits(made(kind, 320, 1), made(kind, 100, 2), made(kind, 60, 3), Rows.of([]))
    plain = {"cross_validation": "none", "final_model": "best", "num_train_epochs": 8, "learning_rate": 3e-3}
    settings = default_settings(Training(**(plain | asked)), "auto", 1, base, splits, problem_type=kind)
    return splits, settings, lesson_of(base, splits, NO_WEIGHTS, settings)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_learned_and_saved_and_told_in_the_users_words(base, kind: str, tmp_path):
    splits, settings, lesson = taught(base, kind)
    model, curve = learn(lesson, settings, Manner(lambda *_: None))
    best = max(point.validation_score for point in curve.points)
    assert settings.selection_metric == {MULTI: "pr_auc", ORDINAL: "quadratic_kappa", REGRESSION: "r2"}[kind]
    assert best > {MULTI: 0.85, ORDINAL: 0.5, REGRESSION: 0.5}[kind]
    in_the_users_unit(model, lesson.problem)
    model.save_pretrained(tmp_path)
    lesson.tokenizer.save_pretrained(tmp_path)
    predictor = Predictor(tmp_path, lesson.labels)
    assert predictor.problem.problem_type == kind
    said = predictor.predict(splits.test)
    assert said.problem_type == kind
    if isinstance(said, Numbers):
        assert abs(said.values.mean() - said.truth.mean()) < 15, "numbers come back in the unit of the rows"
        assert said.values.std() > 10
    else:
        assert {one for text in said.texts for one in text.split(JOINT)} <= {"", *lesson.labels}


@pytest.mark.parametrize("kind", KINDS)
def test_a_simpler_model_stands_beside_each_kind(base, kind: str):
    _, settings, lesson = taught(base, kind, num_train_epochs=1, learning_rate=1e-6)
    _, curve = learn(lesson, settings, Manner(lambda *_: None))
    assert curve.simpler == "frozen"
    assert curve.refitted == 420
    assert curve.best_step == 0, "a fine-tune that learned nothing is not kept"


def test_weights_of_rows_and_regularisers_go_with_several_labels_and_numbers(base):
    for kind, more in ((MULTI, {"class_weights": "balanced", "focal_gamma": 1.0}), (REGRESSION, {"r_drop": 0.5})):
        splits, settings, _ = taught(base, kind, num_train_epochs=1, **more)
        weights = pl.DataFrame({"id": splits.train.ids[:5], "weight": [0.0, 0.2, 0.5, 0.0, 1.0]})
        lesson = lesson_of(base, splits, weights, settings)
        _, curve = learn(lesson, replace(settings, keep_simpler=False), Manner(lambda *_: None))
        assert np.isfinite(curve.points[-1].train_loss)


@pytest.mark.parametrize(
    ("kind", "option", "value"),
    [
        (REGRESSION, "label_smoothing_factor", 0.1),
        (REGRESSION, "focal_gamma", 2.0),
        (REGRESSION, "class_weights", "balanced"),
        (REGRESSION, "contrastive", "always"),
        (MULTI, "sampling", "balanced"),
        (MULTI, "contrastive", "always"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_key(base, kind: str, option: str, value: object):
    with pytest.raises(UserError) as error:
        taught(base, kind, **{option: value})
    assert error.value.where == f"recipe: training.{option}"
    assert kind in error.value.what


def test_a_base_that_was_taught_another_kind_gets_a_fresh_head(base, tmp_path):
    _, settings, lesson = taught(base, MULTI)
    model = fresh_model(lesson, settings)
    assert model.config.problem_type == MULTI
    model.save_pretrained(tmp_path)
    lesson.tokenizer.save_pretrained(tmp_path)
    again = replace(lesson, base=locate(str(tmp_path)))
    same = fresh_model(again, replace(settings, seed=9))
    other = fresh_model(again, replace(settings, seed=9, problem_type="single_label_classification"))
    head = model.classifier.weight
    assert (same.classifier.weight == head).all()
    assert not (other.classifier.weight == head).any()


def test_folds_of_several_labels_hold_each_label_evenly():
    rows = made(MULTI, 300, 5)
    keys = pl.Series([str(n // 2) for n in range(300)])  # pairs that stay together
    (fold,) = folds_of(rows, keys, 5, 1, 1, MULTI)
    assert (fold[::2] == fold[1::2]).all()
    for label in ("good", "bad"):
        inside = rows.labels.str.split(JOINT).list.contains(label).to_numpy()
        shares = [inside[fold == number].sum() / inside.sum() for number in range(5)]
        assert max(shares) - min(shares) < 0.1


def test_numbers_are_split_and_sampled_by_tenths():
    numbers = np.random.default_rng(0).lognormal(0, 1, 400)
    rows = Rows.of({"text": f"tea {n}", "label": f"{value:.4f}"} for n, value in enumerate(numbers))
    keys = pl.Series([str(n) for n in range(400)])
    side = assign(rows, keys, 0.2, 0.2, 1, REGRESSION)
    assert side.value_counts().sort("side")["count"].to_list() == [80, 240, 80]
    ends = np.quantile(numbers, [0.1, 0.9])
    for name in ("validation", "test"):
        part = numbers[(side == name).to_numpy()]
        assert (part < ends[0]).sum() == (part > ends[1]).sum() == 8
    (fold,) = folds_of(rows, keys, 4, 1, 1, REGRESSION)
    assert {int((numbers[fold == number] > ends[1]).sum()) for number in range(4)} == {10}
    assert len(sample(rows, 100, 1, REGRESSION)) == 100


def test_a_sample_of_several_labels_has_about_as_many_rows_as_asked_for_and_its_rarest_label():
    rows = Rows.concat([made(MULTI, 200, 6), Rows.of([{"text": "a rare one", "label": f"bad{JOINT}rare"}])])
    found = sample(rows, 50, 1, MULTI)
    assert 45 <= len(found) <= 56
    assert found.labels.str.contains("rare").any()
