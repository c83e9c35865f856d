"""A fit is repeatable, stops in time, restores its best epoch, smooths when asked, and says so when it diverges."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from finetooth.core.results import CurvePoint, Settings
from finetooth.core.rows import Rows
from finetooth.recipe.sections import Training
from finetooth.stages.augmenting import augmented
from finetooth.stages.learn import Manner, answers_as_well, has_lasted, learn, length_of, refit
from finetooth.stages.lesson import Lesson
from finetooth.stages.simpler import FINE_TUNED
from finetooth.stages.watching import measure
from finetooth.tasks import classify
from finetooth.training import defaults
from finetooth.training.base_model import locate
from finetooth.training.errors import DivergedError

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def lesson(tiny_model: Path, opinions) -> Lesson:
    rows = Rows.of(opinions(300))
    return Lesson.of(locate(str(tiny_model)), ("bad", "good"), Rows(rows.table[:200]), Rows(rows.table[200:]), 32)


@pytest.fixture(scope="module")
def settings() -> Settings:
    training = Training(
        learning_rate=5e-3, num_train_epochs=5, per_device_train_batch_size=8, keep_simpler=False, bf16=False
    )
    return defaults.settings(training, 20_000, 120, 32, "macro_f1", 7)


quiet = Manner(lambda _done, _message: None)


def logits(model, lesson: Lesson) -> np.ndarray:
    return classify.logits(model, lesson.tokenizer, lesson.validation)


def test_it_learns_and_repeats_to_the_bit(lesson: Lesson, settings: Settings):
    first, curve = learn(lesson, settings, quiet)
    second, again = learn(lesson, settings, quiet)
    assert curve == again
    assert (logits(first, lesson) == logits(second, lesson)).all()
    assert max(point.validation_score for point in curve.points) > 0.9
    assert len(curve.points) == 5
    other, _ = learn(lesson, replace(settings, seed=8), quiet)
    assert not (logits(first, lesson) == logits(other, lesson)).all()


@pytest.mark.parametrize("threshold", [0.0, None])
def test_the_best_epoch_is_the_one_restored(lesson: Lesson, settings: Settings, threshold: float | None):
    wild = replace(settings, learning_rate=0.012, num_train_epochs=8, early_stopping_patience=8)
    model, curve = learn(lesson, replace(wild, early_stopping_threshold=threshold), quiet)
    best = next(point for point in curve.points if point.step == curve.best_step)
    targets = np.array([row["labels"] for row in lesson.validation])
    highest = max(point.validation_score for point in curve.points)
    assert best.validation_score >= highest - (best.validation_error if threshold is None else 0.0)
    assert (curve.kept_loss, curve.kept_score) == (pytest.approx(best.validation_loss, rel=1e-6), best.validation_score)
    assert measure("macro_f1", logits(model, lesson), targets, lesson.labels) == best.validation_score
    assert classify.cross_entropy(logits(model, lesson), targets) == pytest.approx(best.validation_loss, rel=1e-6)


def test_once_all_is_chosen_it_is_fitted_again_on_all_rows(lesson: Lesson, settings: Settings):
    told, notes = [], []
    heard = Manner(lambda done, _message: told.append(done), note=notes.append)
    settings = replace(settings, learning_rate=2e-3, num_train_epochs=6)
    chosen, before = learn(lesson, settings, quiet)
    model, curve = learn(lesson, replace(settings, final_model="refit"), heard)
    assert replace(curve, refitted=0, refitted_tokens=0) == replace(before, unchanged=curve.unchanged)
    tokens = sum(len(row["input_ids"]) for row in lesson.rows)
    assert curve.refitted_tokens == tokens * next(p.epoch for p in curve.points if p.step == curve.best_step)
    assert curve.refitted == len(lesson.rows) == 300
    epochs = next(point.epoch for point in curve.points if point.step == curve.best_step)
    whole = replace(lesson, train=lesson.rows, validation=[])
    expected, _ = refit(whole, settings, quiet, FINE_TUNED, epochs)
    assert (logits(model, lesson) == logits(expected, lesson)).all()
    assert not np.allclose(logits(model, lesson), logits(chosen, lesson), atol=1e-3)
    assert notes == [f"epoch {epochs:g} is best: fitted again for as long on all 300 rows, those of validation too"]
    assert told == sorted(told)


@pytest.mark.parametrize(("steps", "evaluations"), [(7, 1), (7, 2), (10, 3), (59, 4), (3, 4)])
def test_a_length_is_an_even_part_of_an_epoch_however_many_steps_it_has(steps: int, evaluations: int):
    looks = sorted({math.ceil(steps * part / evaluations) for part in range(1, evaluations + 1)})
    points = [
        CurvePoint(round(epoch + step / steps, 4), epoch * steps + step, 1.0, 1.0, 0.5, 0.5, 0.1, 1e-4, 1.0)
        for epoch in range(12)
        for step in looks
    ]
    for point in points:
        length = length_of(point, evaluations)
        assert length * evaluations == pytest.approx(round(length * evaluations))
        assert next(one for one in points if has_lasted(one, length)) is point


def test_a_fit_on_all_rows_that_went_wrong_is_not_handed_on(lesson: Lesson, settings: Settings):
    poisoned = [{**row, "labels": 1 - row["labels"]} for row in lesson.train]
    upside_down = replace(lesson, train=poisoned)
    model, curve = learn(lesson, settings, quiet)
    assert answers_as_well(model, lesson, lesson.validation, curve)
    wrong, _ = refit(upside_down, settings, quiet, FINE_TUNED, 2.0)
    assert not answers_as_well(wrong, lesson, lesson.validation, curve)


def test_rows_of_validation_have_no_guise_and_are_taught_as_they_are(lesson: Lesson, settings: Settings):
    dressed = replace(lesson, guises=(lesson.train[::-1],))
    asked = replace(settings, final_model="refit", augment=("typos",), augment_share=0.9, num_train_epochs=1)
    _, curve = learn(dressed, asked, quiet)
    assert curve.refitted == 300


def test_early_stopping_stops(lesson: Lesson, settings: Settings):
    still = replace(settings, learning_rate=1e-9, num_train_epochs=10, early_stopping_patience=2)
    _, curve = learn(lesson, still, quiet)
    assert curve.stopped_early
    assert len(curve.points) == 3  # the first is as good as any, two without progress follow
    _, plain = learn(lesson, replace(still, early_stopping_threshold=0.0), quiet)
    assert len(plain.points) == 3
    assert plain.best_step == plain.points[0].step  # a tie goes to the earlier where noise is left out


def test_each_evaluation_knows_how_noisy_its_score_is(lesson: Lesson, settings: Settings):
    few = replace(lesson, validation=lesson.validation[:25])
    errors = [learn(part, replace(settings, num_train_epochs=1), quiet)[1].points[0] for part in (lesson, few)]
    assert 0 < errors[0].validation_error < errors[1].validation_error < 0.2


def test_nothing_stays_as_it_was_unless_it_is_left_out(lesson: Lesson, settings: Settings):
    _, curve = learn(lesson, replace(settings, num_train_epochs=1), quiet)
    assert not [name for name in curve.unchanged if "encoder" in name or "classifier" in name]
    assert curve.unchanged_share < 0.01


def test_a_threshold_makes_small_gains_not_count(lesson: Lesson, settings: Settings):
    strict = replace(settings, early_stopping_threshold=2.0, early_stopping_patience=1, learning_rate=1e-3)
    _, curve = learn(lesson, strict, quiet)
    assert curve.best_step == curve.points[0].step < curve.points[-1].step
    assert curve.points[-1].validation_score > curve.points[0].validation_score


def test_progress_reaches_the_end(lesson: Lesson, settings: Settings):
    told: list[tuple[float, str]] = []
    learn(lesson, replace(settings, num_train_epochs=2), Manner(lambda done, message: told.append((done, message))))
    assert told[-1][0] == 1.0
    assert told[-1][1].startswith("epoch 2 of 2, macro-F1 ")
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_divergence_is_an_error_not_a_model(lesson: Lesson, settings: Settings):
    with pytest.raises(DivergedError):
        learn(lesson, replace(settings, learning_rate=1e6, warmup_ratio=0.0, max_grad_norm=1e9), quiet)


@pytest.mark.parametrize(
    "option",
    [
        {"weight_decay": 5.0},
        {"warmup_ratio": 0.9},
        {"label_smoothing_factor": 0.5},
        {"max_grad_norm": 1e-3},
        {"per_device_train_batch_size": 16},
    ],
)
def test_every_option_changes_the_fit(lesson: Lesson, settings: Settings, option: dict):
    short = replace(settings, num_train_epochs=1)
    plain, _ = learn(lesson, short, quiet)
    other, _ = learn(lesson, replace(short, **option), quiet)
    assert not np.allclose(logits(plain, lesson), logits(other, lesson), atol=1e-5)


def test_label_smoothing_keeps_the_model_less_sure(lesson: Lesson, settings: Settings):
    sure, _ = learn(lesson, settings, quiet)
    smooth, _ = learn(lesson, replace(settings, label_smoothing_factor=0.4), quiet)
    tops = [classify.softmax(logits(model, lesson)).max(axis=1).mean() for model in (sure, smooth)]
    assert tops[1] < tops[0] - 0.05


def test_rows_that_weigh_nothing_teach_nothing(tiny_model: Path, opinions, settings: Settings):
    other = {"good": "bad", "bad": "good"}
    records = opinions(300)
    wrong = [{**row, "label": other[row["label"]]} if n < 120 else row for n, row in enumerate(records[:200])]
    train, validation = Rows.of(wrong), Rows.of(records[200:])
    weightless = pl.DataFrame({"id": range(1, 121), "weight": [0.0] * 120})
    scores = []
    for weights in (None, weightless):
        lesson = Lesson.of(locate(str(tiny_model)), ("bad", "good"), train, validation, 32, weights)
        _, curve = learn(lesson, settings, quiet)
        scores.append(max(point.validation_score for point in curve.points))
    assert scores[0] < 0.6  # most of its teachers were wrong
    assert scores[1] > 0.85


def test_weights_of_one_change_nothing(lesson: Lesson, settings: Settings):
    ones = replace(lesson, train=[{**row, "labels": [row["labels"], 1.0]} for row in lesson.train])
    plain, curve = learn(lesson, settings, quiet)
    weighted, again = learn(ones, settings, quiet)
    assert np.allclose(logits(plain, lesson), logits(weighted, lesson), atol=1e-3)
    assert len(curve.points) == len(again.points)


def test_guises_are_shown_in_training(lesson: Lesson, settings: Settings, opinions):
    rows = Rows(Rows.of(opinions(300)).table[:200])
    asked = replace(settings, num_train_epochs=1, augment=("typos",), augment_share=0.5)
    shown = augmented(lesson, rows, asked)
    assert len(shown.guises) == 1
    assert [row["labels"] for row in shown.guises[0]] == [row["labels"] for row in lesson.train]
    assert shown.guises[0] != lesson.train
    plain, other = learn(lesson, asked, quiet)[0], learn(shown, asked, quiet)[0]
    assert not (logits(plain, lesson) == logits(other, lesson)).all()


def test_less_can_be_trained_and_the_model_stays_an_ordinary_one(lesson: Lesson, settings: Settings, tmp_path: Path):
    start = dict(classify.load_model(lesson.base, lesson.labels, settings.seed).named_parameters())
    for option in ({"lora_r": 4}, {"freeze_layers": "all"}):
        model, _ = learn(lesson, replace(settings, learning_rate=2e-2, **option), quiet)
        assert not (model.classifier.weight == start["classifier.weight"]).all()
        assert dict(model.named_parameters()).keys() == start.keys()
        name = model.get_input_embeddings().weight
        assert (name == start["bert.embeddings.word_embeddings.weight"]).all()
        model.save_pretrained(tmp_path)
        loaded, _ = classify.load_trained(_with_tokenizer(tmp_path, lesson))
        assert np.allclose(logits(loaded, lesson), logits(model, lesson), atol=1e-5)


def _with_tokenizer(folder: Path, lesson: Lesson) -> Path:
    lesson.tokenizer.save_pretrained(folder)
    return folder


def test_dropout_of_body_and_head_is_what_was_asked_for(lesson: Lesson):
    from torch.nn import Dropout

    model = classify.load_model(lesson.base, lesson.labels, 1, hidden_dropout=0.33, classifier_dropout=0.44)
    shares = {name: part.p for name, part in model.named_modules() if isinstance(part, Dropout)}
    assert shares.pop("dropout") == 0.44
    assert set(shares.values()) == {0.33}
