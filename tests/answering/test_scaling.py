"""Scalings give back what was lost, keep probabilities probabilities, and survive JSON."""

import json

import numpy as np
import pytest
from pydantic import TypeAdapter

from finetooth.answering.fitting import fits_for, isotonic, temperature, vector
from finetooth.answering.scaling import Scaling


def loss(chances, truth) -> float:
    return float(-np.log(chances[np.arange(len(truth)), truth]).mean())


def test_the_temperature_that_was_taken_away_is_found(told):
    for factor in (0.5, 1.0, 3.0):
        one = told(4_000, 5, factor)
        assert temperature(one.probabilities, one.truth).temperature == pytest.approx(factor, rel=0.08)


def test_temperature_changes_no_answer(told):
    one = told(500, 4, 3.0)
    after = temperature(one.probabilities, one.truth).apply(one.probabilities)
    assert (after.argmax(axis=1) == one.predicted).all()


def test_vector_scaling_takes_a_lean_away_that_temperature_cannot(told):
    one = told(3_000, 3)
    leaning = one.probabilities * np.array([4.0, 1.0, 1.0])
    leaning /= leaning.sum(axis=1, keepdims=True)
    hot, both = (fit(leaning, one.truth).apply(leaning) for fit in (temperature, vector))
    assert loss(both, one.truth) < loss(hot, one.truth) - 0.05
    assert loss(both, one.truth) == pytest.approx(loss(one.probabilities, one.truth), abs=0.01)


def test_isotonic_is_that_of_scikit_learn_and_never_certain(told):
    from sklearn.isotonic import IsotonicRegression

    one = told(600, 2, 3.0)
    mine = isotonic(one.probabilities, one.truth)
    low = 1 / 602
    theirs = IsotonicRegression(y_min=low, y_max=1 - low, out_of_bounds="clip").fit(one.probabilities[:, 1], one.truth)
    new = np.linspace(0, 1, 301)
    found = mine.apply(np.column_stack([1 - new, new]))
    assert found[:, 1] == pytest.approx(theirs.predict(new), abs=1e-12)
    assert found.min() > 0


@pytest.mark.parametrize("name", ["temperature", "vector", "isotonic"])
def test_what_comes_out_are_probabilities_and_json_changes_nothing(told, name):
    one = told(300, 2, 2.0)
    fit = fits_for(2, 300)[name](one.probabilities, one.truth)
    again = TypeAdapter(Scaling).validate_python(json.loads(json.dumps(TypeAdapter(Scaling).dump_python(fit))))
    hard = np.vstack([one.probabilities, [[0.0, 1.0], [1.0, 0.0], [0.5, 0.5]]])
    found = fit.apply(hard)
    assert found.sum(axis=1) == pytest.approx(1)
    assert ((found >= 0) & (found <= 1)).all()
    assert (again.apply(hard) == found).all()


def test_a_class_without_held_out_rows_is_not_forbidden(told):
    one = told(200, 4, 1.0)
    kept = one.where(one.truth != 3)
    found = vector(kept.probabilities, kept.truth).apply(one.probabilities)
    assert found[:, 3].max() > 0.02


def test_what_may_be_tried():
    assert list(fits_for(2, 100)) == ["temperature", "vector", "isotonic"]
    assert list(fits_for(77, 300)) == ["temperature"]  # two numbers a class would be fitted on 4 rows each
    assert list(fits_for(6, 100)) == ["temperature", "vector"]
    assert list(fits_for(2, 100, refitted=True)) == ["temperature"]  # which class a fit leans to is its own


@pytest.mark.parametrize(
    ("scaling", "words"),
    [
        (Scaling(), "left as"),
        (Scaling("temperature", 1.5), "1.50: the model is made less sure"),
        (Scaling("temperature", 0.5), "made more sure"),
        (Scaling("isotonic", knots=((0.1, 0.2), (0.8, 0.9))), "2 knots"),
    ],
)
def test_it_is_told_in_words(scaling: Scaling, words: str):
    assert words in scaling.told
