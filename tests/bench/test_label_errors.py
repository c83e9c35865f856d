"""The bench on what to do about wrong labels: what it plants, what it learns, and how it decides."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

from detecting.grammar import own_free
from doubted.policies import Case, learn
from doubted.rows import drawn, noisy
from doubted.telling import judged
from label_errors import last

DATA = drawn(own_free(200, 60), 150, seed=0)


def case(noise, gain, seed=0, policy="drop"):
    scores = dict.fromkeys(("keep", "drop", "weight", "all found"), 80.0)
    return Case("own", noise, seed, {**scores, policy: 80.0 + gain}, 100, 5, 5, 5)


def test_training_rows_are_drawn_anew_by_seed_and_none_is_a_test_row():
    other = drawn(own_free(200, 60), 150, seed=1)
    assert len(DATA.train) == len(other.train) == 150
    assert DATA.train != other.train
    assert not {row.text for row in DATA.train} & {row.text for row in DATA.test}


@pytest.mark.parametrize(("noise", "count"), [("none", 0), ("uniform 10 %", 15), ("confusable 5 %", 8)])
def test_labels_are_made_wrong_where_it_says(noise, count):
    damaged, wrong = noisy(DATA, noise, 0)
    changed = {new.key for old, new in zip(DATA.train, damaged.train, strict=True) if old.label != new.label}
    assert changed == wrong
    assert len(wrong) == count


def test_a_row_of_weight_0_teaches_nothing():
    matrix = np.array([[0.0], [0.2], [1.0], [0.8], [0.1]])
    labels = np.array(["a", "a", "b", "b", "c"])
    said = learn(matrix, labels, np.array([1.0, 1.0, 1.0, 1.0, 0.0]), matrix)
    assert said == ["a", "a", "b", "b", "a"]


def test_a_policy_that_loses_on_data_as_it_came_may_not_be_the_default():
    gains = [case("uniform 5 %", 2.0 + seed / 10, seed) for seed in range(5)]
    assert judged([*gains, *(case("none", 0.0, seed) for seed in range(5))], "drop")["may"]
    losing = [case("none", -1.0 - seed / 10, seed) for seed in range(5)]
    told = judged([*gains, *losing], "drop")
    assert not told["may"]
    assert told["hurt"] == ["own, none"]


def test_a_policy_without_a_gain_may_not_be_the_default():
    cases = [case("uniform 5 %", (-1) ** seed, seed) for seed in range(5)]
    assert not judged([*cases, *(case("none", 0.0, seed) for seed in range(5))], "drop")["may"]


def test_the_last_line_names_what_the_figures_support():
    cases = [one for seed in range(5) for one in (case("none", 0.0, seed), case("uniform 5 %", 2 + seed / 10, seed))]
    told = last(cases, None)
    assert told["supported"] == "drop"
    assert told["ok"] == (told["default"] == "drop")
    assert told["value"] == pytest.approx(2.2)
