"""The bench of the guards: its rows are what they are said to be, and a replay is what early stopping does."""

import random
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

from hindsight.replaying import Case, judged, mean_of, replayed
from hindsight.rows import KINDS, drawn
from hindsight.training import Answers, handed_on, judged_again, trained
from overfit import last, table

from finetooth.core.results import Curve
from finetooth.core.rows import Rows
from finetooth.guards.early_stopping import decide
from finetooth.guards.guard import curve
from finetooth.stages import learn
from finetooth.stages.learn import refit
from finetooth.stages.simpler import FINE_TUNED

ROWS = [{"text": f"row {n}", "label": "abc"[n % 3]} for n in range(2000)]


@pytest.mark.parametrize(("kind", "wrong"), [("few", 0), ("flipped", 150), ("mild", 50), ("clean", 0)])
def test_a_third_of_the_labels_is_flipped_where_that_is_asked(kind: str, wrong: int) -> None:
    found = drawn(ROWS, kind, random.Random(1))
    assert len(found) == KINDS[kind]
    assert sum(row["label"] != "abc"[int(row["text"].split()[1]) % 3] for row in found) == wrong


@pytest.mark.model
def test_a_training_goes_to_its_end_and_test_rows_are_scored_beside_those_of_validation(tiny_model, opinions) -> None:
    other = {"good": "bad", "bad": "good"}
    rows = opinions(90, 1)
    train, validation = Rows.of(rows[:40]), Rows.of(rows[40:60])
    tests = rows[60:], [{**row, "label": other[row["label"]]} for row in rows[60:]]
    (found, right), (same, wrong) = (trained(train, validation, Rows.of(test), 0, str(tiny_model)) for test in tests)
    assert len(right.scores()) == len(found.points)
    assert not found.stopped_early
    assert found.points[-1].epoch == pytest.approx(found.planned_epochs)
    assert found.points == same.points, "what the test rows say is no part of the curve"
    assert right.scores().tolist() != wrong.scores().tolist()


@pytest.mark.model
def test_the_model_handed_on_learns_from_validation_rows_too_for_as_long_as_asked(
    tiny_model, opinions, monkeypatch
) -> None:
    fits = []

    def seen(lesson, settings, manner, kind, epochs):
        fits.append((len(lesson.rows), kind, epochs))
        return refit(lesson, settings, manner, kind, epochs)

    monkeypatch.setattr(learn, "refit", seen)
    rows = opinions(90, 1)
    train, validation, test = (Rows.of(rows[part]) for part in (slice(40), slice(40, 60), slice(60, 90)))
    short, long = (handed_on(train, validation, test, 0, epochs, str(tiny_model)) for epochs in (1.0, 8.0))
    assert fits == [(60, FINE_TUNED, 1.0), (60, FINE_TUNED, 8.0)]
    assert 0 <= short != long <= 1


def test_rows_drawn_from_the_test_judge_and_are_no_test_rows_any_more() -> None:
    random = np.random.default_rng(0)
    truth = random.integers(0, 3, 400)
    logits = np.stack([np.eye(3)[truth] * sure + random.normal(0, 1, (400, 3)) for sure in (0.5, 1.0, 2.0)])
    whole = Curve(curve([1.0] * 3), "macro_f1", 30, False, 3)
    tests = Answers(logits, truth, ("a", "b", "c"))
    (one, left), (other, _) = judged_again(whole, tests, 100, 0.0, 2, 0)
    assert left.logits.shape == (3, 300, 3)
    assert one.points != other.points
    assert np.diff([point.validation_score for point in one.points]).min() > 0
    ((flipped, kept),) = judged_again(whole, tests, 100, 0.9, 1, 0)
    assert flipped.points[2].validation_score < 0.3 < one.points[2].validation_score
    assert kept.scores()[2] > 0.8, "the labels of the test rows are nobody's to flip"
    cases = [Case("own", "few", 0, 90.0, lost, 1.0, 0.5, 1.0, ("FIT001",), ()) for lost in (1.0, 2.0)]
    assert mean_of(cases) == Case("own", "few", 0, 90.0, 1.5, 1.0, 0.5, 1.0, ("FIT001",), ())


def test_a_replay_ends_where_early_stopping_first_says_so() -> None:
    points = curve(validation_score=[0.3, 0.5, 0.6, 0.55, 0.58, 0.6, 0.7], validation_error=[0.01] * 7)
    kept, ended = replayed(points, 0.0)
    assert (kept, ended) == (2, 6)
    assert decide(points[:ended], threshold=0.0).stop


def test_what_is_lost_is_counted_against_the_best_of_the_whole_training() -> None:
    losses = [1.0, 0.8, 0.75, 0.9, 1.1, 1.3, 1.5, 1.8]
    falling = [1.0, 0.8, 0.6, 0.4, 0.2, 0.1, 0.05, 0.02]
    scores = [0.4, 0.6, 0.7, 0.66, 0.62, 0.6, 0.58, 0.56]
    points = curve(losses, falling, scores, [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1, 1], validation_error=[0.02] * 8)
    tests = np.array([0.4, 0.6, 0.7, 0.72, 0.6, 0.6, 0.5, 0.5])
    whole = Curve(points, "macro_f1", 80, False, 8)
    case = judged(whole, tests, Rows.of(ROWS[:30]), ("own", "flipped", 0))
    assert (case.best, case.lost, case.lost_last) == (72.0, 2.0, 22.0)
    assert "FIT004" in case.remarks
    assert case.done < 1
    assert "flipped" in table([case])
    assert last([case])["value"] == {"flipped": 2.0}
    assert last([case])["named"] == 1.0


def test_the_verdict_is_ok_only_where_all_holds() -> None:
    clean = Case("own", "clean", 0, 90.0, 0.5, 1.0, 0.5, 1.0, (), ())
    assert last([clean])["ok"]
    assert not last([Case("own", "clean", 0, 90.0, 0.5, 1.0, 0.5, 1.0, ("FIT001",), ())])["ok"]
    late = Case("own", "clean", 0, 90.0, 1.5, 1.0, 0.5, 1.0, (), ())
    assert not last([late])["ok"]
    assert last([late])["again"] == {"clean": None}
    refitted = replace(late, lost_again=-0.25)
    assert last([refitted])["ok"], "what is handed on is judged, where it was fitted"
    assert last([refitted])["again"] == {"clean": -0.25}
    assert not last([replace(clean, lost_again=1.5)])["ok"]
    assert "-0.25" in table([refitted])
