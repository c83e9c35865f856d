from dataclasses import replace

import pytest

from finetooth.core.results import Curve, CurvePoint, Retry
from finetooth.report.charts.learning_curve import learning_curve


def curve(*losses, best=1, **more):
    points = tuple(CurvePoint(float(place), place, 0.5, loss, 0.5, 0.5) for place, loss in enumerate(losses, 1))
    return replace(Curve(points, "macro_f1", best, False, 8), **more)


@pytest.mark.parametrize(("losses", "best", "said"), [
    ((0.9, 0.5, 0.7), 2, "Validation loss turned after epoch 2; the checkpoint of epoch 2 was kept"),
    ((0.9, 0.5, 0.4), 3, "Validation loss still fell in the last epoch, 3; the checkpoint of epoch 3 was kept"),
    ((0.4, 0.5, 0.6), 2, "Validation loss never fell after epoch 1; the checkpoint of epoch 2 was kept"),
    ((0.4,), 1, "Only one evaluation, after epoch 1: a point, not a curve"),
    ((float("nan"), float("nan")), 1, "Validation loss was never a number; the checkpoint of epoch 1 was kept"),
])  # fmt: skip
def test_the_title_of_a_learning_curve_is_its_message(losses, best, said):
    assert learning_curve(curve(*losses, best=best)).title == said


def test_a_learning_curve_marks_what_was_kept_and_says_how_it_ended():
    figure = learning_curve(curve(0.9, 0.5, 0.7, best=2, stopped_early=True))
    assert figure.svg.count('class="model-ring"') == 2
    assert figure.svg.count('class="mark"') == 2
    assert figure.note.startswith("Early stopping ended training after 3 of 8 planned epochs.")
    assert "loss (nats)" in figure.svg
    assert ">epoch<" in figure.svg
    assert learning_curve(curve()) is None


def test_a_fold_is_called_one():
    figure = learning_curve(curve(0.9, 0.5, 0.7, best=2, refitted=60))
    assert figure.title.endswith("all folds together chose epoch 2")
    assert figure.note.startswith("The fold whose score lies in the middle.")
    measured = learning_curve(curve(0.9, 0.5, 0.7, best=2, refitted=60, kept_score=0.8))
    assert "fold" not in measured.title + measured.note


def test_losses_that_are_no_numbers_are_left_out():
    assert "nan" not in learning_curve(curve(0.9, float("nan"), 0.7)).svg.split("</title>")[1].split("<title>")[0]


def test_the_turn_is_marked_where_the_loss_turned_and_nowhere_else():
    falling = (0.9, 0.6, 0.4, 0.25, 0.15, 0.1)
    losses = (0.9, 0.6, 0.5, 0.6, 0.7, 0.9)
    points = tuple(CurvePoint(float(n), n, falling[n - 1], loss, 0.9, 0.8) for n, loss in enumerate(losses, 1))
    marked = learning_curve(Curve(points, "macro_f1", 3, False, 6)).svg
    assert "the validation loss turned at epoch 3" in marked
    assert ">turned<" in marked
    assert "turned<" not in learning_curve(curve(0.9, 0.8, 0.7, 0.6)).svg


def test_a_calibrated_loss_is_drawn_and_says_why_a_risen_loss_was_kept():
    falling, losses = (0.9, 0.6, 0.4, 0.25, 0.15, 0.1), (0.9, 0.6, 0.5, 0.6, 0.7, 0.9)

    def drawn(*calibrated):
        points = tuple(
            CurvePoint(float(n), n, falling[n - 1], losses[n - 1], 0.9, 0.8, calibrated_loss=known)
            for n, known in enumerate(calibrated, 1)
        )
        return learning_curve(Curve(points, "macro_f1", 6, False, 6))

    knows = drawn(0.8, 0.6, 0.5, 0.48, 0.46, 0.457)
    assert ">calibrated<" in knows.svg
    assert "grew too sure of its answers; at the temperature that suits these rows best its loss is 0.457" in knows.note
    forgot = drawn(0.8, 0.6, 0.5, 0.55, 0.6, 0.65)
    assert ">calibrated<" in forgot.svg
    assert "too sure" not in forgot.note
    nothing = drawn(*[float("nan")] * 6)
    assert ">calibrated<" not in nothing.svg
    assert "too sure" not in nothing.note


def test_a_retry_is_marked_with_what_happened():
    retry = Retry(3, 2, "the loss is <b>not</b> a number", 5e-5)
    figure = learning_curve(curve(0.9, 0.5, 0.4, best=3, retries=(retry,)))
    assert ">diverged<" in figure.svg
    assert "step 3: the loss is &lt;b&gt;not&lt;/b&gt; a number; on from 2, learning rate 5e-05" in figure.svg
    assert figure.note.endswith("Training diverged 1 time and went on with a lower learning rate.")
