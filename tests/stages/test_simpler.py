"""Simpler models: the frozen encoder with a logistic head, and the same after a contrastive stage."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from finetooth.core.results import Curve, CurvePoint, Settings
from finetooth.core.rows import Rows
from finetooth.recipe.sections import Training
from finetooth.stages.learn import Manner, learn
from finetooth.stages.lesson import Lesson
from finetooth.stages.simpler import CONTRASTIVE, FROZEN, Simpler, Teaching, best_of, put_logistic_head, told
from finetooth.stages.watching import measure
from finetooth.tasks import classify
from finetooth.training import defaults
from finetooth.training.base_model import locate

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def lesson(tiny_model: Path, opinions) -> Lesson:
    rows = Rows.of(opinions(160))
    return Lesson.of(locate(str(tiny_model)), ("bad", "good"), Rows(rows.table[:100]), Rows(rows.table[100:]), 32)


def settings(**training) -> Settings:
    asked = {
        "num_train_epochs": 3,
        "per_device_train_batch_size": 8,
        "pooling": "mean",
        "learning_rate": 1e-9,
        "head": "fresh",
    }
    return defaults.settings(Training(**(asked | training)), 20_000, 100, 32, "macro_f1", 7)


quiet = Manner(lambda _done, _message: None)


def score(model, lesson: Lesson) -> float:
    targets = np.array([row["labels"] for row in lesson.validation])
    logits = classify.logits(model, lesson.tokenizer, lesson.validation)
    return measure("macro_f1", logits, targets, lesson.labels)


def test_the_frozen_encoder_is_kept_where_the_fit_learns_nothing(lesson: Lesson):
    notes: list[str] = []
    seen: list = []
    model, curve = learn(
        lesson, settings(), replace(quiet, evaluated=lambda points: seen.append(list(points)), note=notes.append)
    )
    base = classify.load_model(lesson.base, lesson.labels, 7, pooling="mean")
    assert (curve.best_step, curve.simpler, curve.points[0].step) == (0, FROZEN, 0)
    assert curve.points[0].validation_score == curve.simpler_score == curve.kept_score > 0.6
    assert max(point.validation_score for point in curve.points[1:]) < curve.simpler_score
    assert all(
        (model.state_dict()[name] == value).all() for name, value in base.encoder.state_dict(prefix="encoder.").items()
    )
    assert notes[-1].startswith("the frozen encoder with a logistic regression was kept: validation macro_f1 0.")
    assert "fine-tuning reached" in notes[-1]
    assert seen[-1][0].step == 0
    assert curve.refitted == 160
    assert score(model, lesson) >= curve.simpler_score  # it has seen those rows by now


def test_a_fit_that_is_better_is_kept_and_the_rival_told(lesson: Lesson):
    model, curve = learn(lesson, settings(learning_rate=5e-3, num_train_epochs=6), quiet)
    assert curve.best_step > 0
    assert (curve.simpler, curve.refitted) == (FROZEN, 0)
    assert score(model, lesson) == curve.kept_score > curve.simpler_score
    assert curve.points[0].step > 0


def test_without_it_the_fit_stands_alone_and_is_the_same_fit(lesson: Lesson):
    asked = settings(learning_rate=5e-3, num_train_epochs=6)
    _, with_rival = learn(lesson, asked, quiet)
    _, alone = learn(lesson, replace(asked, keep_simpler=False), quiet)
    assert alone.simpler == ""
    assert math.isnan(alone.simpler_score)
    assert alone.points == with_rival.points


def test_the_contrastive_stage_takes_the_place_of_fine_tuning_and_repeats(lesson: Lesson):
    asked = settings(contrastive="always", contrastive_steps=60, contrastive_learning_rate=3e-3)
    model, curve = learn(lesson, asked, quiet)
    again, second = learn(lesson, asked, quiet)
    assert (curve.simpler, curve.best_step, len(curve.points)) == (CONTRASTIVE, 0, 1)
    assert curve.kept_score == curve.simpler_score > 0.85
    assert curve.refitted == 160
    assert replace(curve, averaged=0) == replace(second, averaged=0)
    rows = lesson.validation
    assert (classify.logits(model, lesson.tokenizer, rows) == classify.logits(again, lesson.tokenizer, rows)).all()


@pytest.mark.parametrize("option", [{"contrastive_steps": 30}, {"contrastive_learning_rate": 1e-3}])
def test_every_option_of_the_stage_changes_it(lesson: Lesson, option: dict):
    asked = {"contrastive": "always", "contrastive_steps": 10, "contrastive_learning_rate": 3e-3}
    plain, _ = learn(lesson, settings(**asked), quiet)
    other, _ = learn(lesson, settings(**(asked | option)), quiet)
    logits = [classify.logits(model, lesson.tokenizer, lesson.validation) for model in (plain, other)]
    assert not np.allclose(*logits, atol=1e-4)


@pytest.mark.parametrize("keep", [True, False])
def test_a_fit_can_start_from_the_frozen_encoders_head(lesson: Lesson, keep: bool):
    asked = settings(keep_simpler=keep, head="probe", num_train_epochs=1)
    _, probed = learn(lesson, asked, quiet)
    _, fresh = learn(lesson, replace(asked, head="fresh"), quiet)
    _, frozen = learn(lesson, settings(), quiet)  # with a learning rate of next to nothing it stays what it starts as
    assert probed.points[-1].validation_score == pytest.approx(frozen.simpler_score, abs=0.03)
    assert fresh.points[-1].validation_score < probed.points[-1].validation_score - 0.1


def model_of(kind: str, value: float, error: float = 0.05) -> Simpler:
    return Simpler(kind, CurvePoint(0.0, 0, 1.0, 1.0, value, value, error), {}, np.zeros((0, 2)))


@pytest.mark.parametrize(
    ("frozen", "contrastive", "kind"),
    [(0.70, 0.72, CONTRASTIVE), (0.72, 0.70, CONTRASTIVE), (0.80, 0.70, FROZEN)],
)
def test_few_validation_rows_do_not_overrule_the_contrast_by_chance(frozen: float, contrastive: float, kind: str):
    best = best_of([model_of(FROZEN, frozen), model_of(CONTRASTIVE, contrastive)])
    assert best is not None
    assert best.kind == kind
    assert best_of([]) is None


def test_what_is_told_where_nothing_was_fine_tuned():
    curve = Curve((model_of(CONTRASTIVE, 0.7).point,), "macro_f1", 0, False, 0, simpler=CONTRASTIVE, simpler_score=0.7)
    assert told(curve).endswith("was kept: validation macro_f1 0.700")


def test_a_contrast_with_lora_ends_in_an_ordinary_model(lesson: Lesson):
    options = {"contrastive": "always", "contrastive_steps": 2, "lora_r": 2, "keep_simpler": False}
    model, curve = learn(lesson, settings(**options), quiet)
    assert curve.simpler == CONTRASTIVE
    assert not [name for name, _ in model.named_parameters() if "lora_" in name]


def test_a_head_without_biases_has_no_rival_and_is_trained_as_ever(lesson: Lesson, monkeypatch: pytest.MonkeyPatch):
    whole = classify.load_model

    def without_biases(*given, **named):
        model = whole(*given, **named)
        model.classifier.bias = None
        return model

    monkeypatch.setattr(classify, "load_model", without_biases)
    _, curve = learn(lesson, settings(learning_rate=5e-3, num_train_epochs=1), quiet)
    assert (curve.simpler, len(curve.points)) == ("", 1)


@pytest.mark.parametrize("option", [{"class_weights": "balanced"}, {"sampling": "balanced"}])
def test_the_logistic_head_lets_each_class_count_the_same_where_asked(lesson: Lesson, option: dict):
    rare = [row for row in lesson.train if row["labels"] == 1][:3]
    rows = [*[row for row in lesson.train if row["labels"] == 0], *rare]
    model = classify.load_model(lesson.base, lesson.labels, 7, pooling="mean")
    teaching = Teaching(lesson.tokenizer, rows, lesson.problem, lambda *_: 0.0, quiet)
    chances = []
    for asked in ({}, option):
        put_logistic_head(model, teaching, settings(**asked))
        chances.append(classify.softmax(classify.logits(model, lesson.tokenizer, lesson.validation))[:, 1].mean())
    assert chances[0] < 0.25 < chances[1]
