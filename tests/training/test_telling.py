"""What is told of a fit: the important first, numbers of the last steps, and nothing that acts on the fit."""

import math
from dataclasses import replace

import numpy as np
import pytest

from finetooth.core.results import CurvePoint
from finetooth.training.descent import Stepped
from finetooth.training.rules import Stopping
from finetooth.training.telling import SECONDS, STEPS, Telling, scored, told_point


def point(step: int, score: float) -> CurvePoint:
    return CurvePoint(step / 10, step, 0.5, 0.6, 0.7, score)


def step(loss: float = 0.5, tokens: int = 100, rate: float = 1.8e-4) -> Stepped:
    return Stepped(loss, 1.0, rate, tokens, np.zeros((1, 2), np.float32), np.zeros(1, np.int64))


def highest(points):
    best = max(range(len(points)), key=lambda place: points[place].validation_score)
    return Stopping(best, False)


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def telling(clock: Clock) -> Telling:
    return Telling("macro_f1", 20, highest, clock)


def done(tale: Telling, clock: Clock, seconds: float, tokens: int = 100, points=(), **what) -> str:
    tale.begin()
    clock.now += seconds
    return tale.stepped(step(tokens=tokens, **what), 3, points)


def test_before_any_evaluation_there_is_no_score():
    clock = Clock()
    told = done(telling(clock), clock, 0.5)
    assert told == "epoch 3 of 20, loss 0.5, 200 tokens/s, learning rate 1.8e-4"


def test_the_last_score_and_the_one_that_is_kept():
    clock = Clock()
    tale, points = telling(clock), [point(10, 0.8)]
    assert done(tale, clock, 1, points=points).startswith("epoch 3 of 20, macro-F1 0.800, loss")
    points.append(point(20, 0.7))
    assert done(tale, clock, 1, points=points).startswith("epoch 3 of 20, macro-F1 0.700, kept 0.800, loss")
    del points[1]  # a fit that went back
    assert done(tale, clock, 1, points=points).startswith("epoch 3 of 20, macro-F1 0.800, loss")


def test_the_loss_is_that_of_the_last_steps():
    clock = Clock()
    tale = telling(clock)
    done(tale, clock, 1, loss=1000.0)
    for _ in range(STEPS):
        told = done(tale, clock, 1, loss=0.25)
    assert "loss 0.25," in told


def test_the_pace_is_that_of_the_last_seconds_of_training():
    clock = Clock()
    tale = telling(clock)
    for _ in range(5):
        done(tale, clock, SECONDS, tokens=10)
    for _ in range(10):
        clock.now += 100  # an evaluation between two steps
        told = done(tale, clock, SECONDS / 5, tokens=5_000)
    assert "5,000 tokens/s" in told


def test_a_clock_that_stands_still_tells_no_pace():
    clock = Clock()
    assert "tokens/s" not in done(telling(clock), clock, 0)


@pytest.mark.parametrize(
    ("score", "kept", "told"),
    [
        (math.nan, math.nan, []),
        (0.5, math.nan, ["macro-F1 0.500"]),
        (0.5, 0.5, ["macro-F1 0.500"]),
        (0.5, 0.625, ["macro-F1 0.500", "kept 0.625"]),
    ],
)
def test_scores(score: float, kept: float, told: list[str]):
    assert scored("macro_f1", score, kept) == told


def test_an_evaluation_in_a_line():
    told = "after epoch 2, accuracy 0.800, validation loss 0.6, training loss 0.5"
    assert told_point(point(20, 0.8), "accuracy") == told
    assert told_point(point(0, 0.8), "accuracy").startswith("the simpler model, accuracy")
    unwatched = CurvePoint(1.0, 10, 0.5, math.nan, 0.7, math.nan)
    assert told_point(unwatched, "accuracy") == "after epoch 1, training loss 0.5"


def test_a_fit_tells_it_at_every_step(trains, tiny, settings):
    told: list[tuple[float, str]] = []
    curve = trains(tiny(), settings, progress=lambda share, message: told.append((share, message)))
    assert len(told) == 36
    assert told[0][1].startswith("epoch 1 of 6, loss ")
    assert told[-1][0] == 1.0
    last, kept = curve.points[-2], max(curve.points[:-1], key=lambda one: one.validation_score)
    expected = ", ".join(["epoch 6 of 6", *scored("accuracy", last.validation_score, kept.validation_score), "loss"])
    assert told[-1][1].startswith(expected)
    assert told[-1][1].endswith("tokens/s, learning rate 6.3e-4")


def test_a_fit_that_goes_on_tells_the_scores_it_had(trains, tiny, settings):
    """The points come back with the state, and what is told of them with them."""
    told: list[str] = []
    kept = Kept()
    trains(tiny(), replace(settings, num_train_epochs=2), kept)
    trains(tiny(), replace(settings, num_train_epochs=3), kept, progress=lambda _, message: told.append(message))
    assert told[0].startswith("epoch 3 of 3, accuracy")


class Kept:
    """Keeps the last state in memory."""

    state = None

    def expect(self, size: int) -> None:
        pass

    def newest(self):
        return self.state

    def due(self) -> bool:
        return True

    def keep(self, state) -> None:
        self.state = state
