import numpy as np
import pytest

from finetooth.core.errors import NotApplicable
from finetooth.field.estimate import Unknown, estimate
from finetooth.field.methods import METHODS

LABELS = ("late", "money", "music")


def test_alike_rows_are_predicted_to_score_alike(world) -> None:
    field, true, _ = world.field(400, 9)
    found = estimate(world.known(600, 1), field, LABELS, 0).estimate
    assert abs(found.accuracy.value - true) < 0.05
    assert found.accuracy.low <= true <= found.accuracy.high
    assert found.macro_f1.low <= found.macro_f1.value <= found.macro_f1.high
    assert abs(found.macro_f1.value - found.accuracy.value) < 0.05
    assert (found.rows, found.held_rows, found.labelled) == (400, 600, 0)


def test_rows_where_the_model_knows_less_are_predicted_to_score_less_with_a_wider_interval(world) -> None:
    known = world.known(600, 1)
    near, far = world.field(400, 9)[0], world.field(400, 9, away=0.7)
    alike, moved = (estimate(known, field, LABELS, 0).estimate for field in (near, far[0]))
    assert far[1] < 0.8 * alike.accuracy.value
    assert moved.accuracy.value < 0.85 * alike.accuracy.value
    assert moved.accuracy.low <= far[1] <= moved.accuracy.high
    assert moved.distance > alike.distance
    assert moved.accuracy.high - moved.accuracy.low > alike.accuracy.high - alike.accuracy.low


def test_every_method_is_tried_and_those_that_miss_simulated_shifts_less_weigh_more(world) -> None:
    found = estimate(world.known(600, 1), world.field(300, 2, away=0.3)[0], LABELS, 0).estimate
    assert [one.method for one in found.methods] == list(METHODS)
    assert sum(one.weight for one in found.methods) == pytest.approx(1)
    by_error = sorted(found.methods, key=lambda one: one.error)
    assert [one.weight for one in by_error] == sorted((one.weight for one in found.methods), reverse=True)
    assert found.shifts > 20


def test_another_mix_of_classes_is_seen(world) -> None:
    field = world.field(800, 3, mix=(0.7, 0.2, 0.1))[0]
    mix = {one.label: one.estimated for one in estimate(world.known(600, 1), field, LABELS, 0).estimate.mix}
    assert mix["late"] == pytest.approx(0.7, abs=0.06)
    assert mix["music"] == pytest.approx(0.1, abs=0.06)


def test_rows_in_another_language_count_as_little_better_than_guessed(world) -> None:
    import polars as pl

    english, german = "the parcel came late and the box was broken on arrival", "das paket kam zu spät und war kaputt"
    known, field = world.known(300, 1), world.field(200, 2)[0]
    known = type(known)(known.probabilities, known.truth, known.vectors, pl.Series([english] * 300))
    same, other = (Unknown(field.probabilities, field.vectors, pl.Series([text] * 200)) for text in (english, german))
    here, abroad = (estimate(known, one, LABELS, 0).estimate for one in (same, other))
    assert (here.foreign, abroad.foreign) == (0.0, 1.0)
    assert abroad.accuracy.value < (here.accuracy.value + 1 / 3) / 2


def test_it_is_the_same_again(world) -> None:
    known, field = world.known(300, 1), world.field(200, 2)[0]
    first, again = (estimate(known, field, LABELS, 7) for _ in range(2))
    assert first.estimate == again.estimate
    assert np.array_equal(first.chances, again.chances)


def test_answers_that_are_not_the_most_probable_are_judged_as_they_are(world) -> None:
    known, (field, _, _) = world.known(400, 1), world.field(300, 2)
    turned = [(one.probabilities.argmax(axis=1) + 1) % 3 for one in (known, field)]
    known = type(known)(known.probabilities, known.truth, known.vectors, known.texts, turned[0])
    field = Unknown(field.probabilities, field.vectors, field.texts, turned[1])
    assert estimate(known, field, LABELS, 0).estimate.accuracy.held < 0.3


def test_too_few_rows_are_refused(world) -> None:
    with pytest.raises(NotApplicable, match="held-out rows"):
        estimate(world.known(40, 1), world.field(100, 2)[0], LABELS, 0)


def test_few_held_rows_give_the_mean_confidence_with_a_wide_interval(world) -> None:
    field, true, _ = world.field(100, 2)
    found = estimate(world.known(60, 1), field, LABELS, 0).estimate
    assert found.shifts == 0
    assert [one.method for one in found.methods if one.weight] == ["mean confidence"]
    assert found.accuracy.low <= true <= found.accuracy.high
    assert found.accuracy.high - found.accuracy.low > 0.15
