"""The sealed test: each opening is written down once, counted across runs, and priced by how alike the models are."""

import json
import math

import numpy as np
import polars as pl
import pytest

from finetooth.comparing.answers import read_answers
from finetooth.comparing.sealed import OPENINGS, expected_maximum, neighbours, open_test, openings_of
from finetooth.core.results import Score, Scores
from finetooth.core.rows import Rows


def rows_judged(run) -> Rows:
    return Rows(pl.read_parquet(run / "2-prepare" / "test.parquet"))


def trained(run, fingerprint: str):
    """Say by which training a made run's model came about."""
    (run / "4-train" / "done.json").write_text(json.dumps({"fingerprint": fingerprint}))
    return run


def opened(run):
    return open_test(run, rows_judged(run))


def test_an_opening_tells_who_by_what_recipe_and_when(made):
    run = trained(made("first"), "a")
    (one,) = opened(run).openings
    assert (one.run, one.model, one.rows) == ("first", "a", 80)
    assert len(one.recipe) == len(one.test) == 64
    assert one.at.startswith("20")
    assert openings_of(run) == [one]
    assert one.test == read_answers(run).fingerprint()  # as history knows these rows


def test_a_resumed_run_opens_nothing_again_and_another_training_does(made):
    run = trained(made("first"), "a")
    before = opened(run).openings
    (run / "recipe.yaml").write_text((run / "recipe.yaml").read_text() + "gate: {waive: {DAT002: known}}\n")
    assert opened(run).openings == before
    assert len((run / OPENINGS).read_text().splitlines()) == 1
    assert len(opened(trained(run, "b")).openings) == 2
    assert len(openings_of(run)) == 2


def test_openings_are_counted_across_runs_on_the_same_rows_in_any_order(made):
    rows = [{"text": f"the cup number {n}", "label": "good" if n % 3 else "bad"} for n in range(30)]
    first, second = trained(made("first", rows=rows), "first"), trained(made("second", rows=rows[::-1]), "second")
    other = trained(made("other", rows=[*rows[1:], {**rows[0], "label": "good"}]), "other")
    opened(first)
    opened(other)
    assert [one.run for one in opened(second).openings] == ["first", "second"]
    assert [one.run for one in opened(trained(first, "again")).openings] == ["first", "second", "first"]


def test_the_same_training_elsewhere_is_the_same_model(made):
    first, copy = trained(made("first"), "a"), trained(made("copy"), "a")
    opened(first)
    assert [one.run for one in opened(copy).openings] == ["copy"]


def test_runs_from_before_openings_were_written_down_count(made):
    trained(made("old"), "old")
    found = opened(trained(made("new"), "new"))
    assert [one.run for one in found.openings] == ["old", "new"]


def test_runs_beside_and_in_folders_beside_are_found_and_nothing_else(made, tmp_path):
    run, near = made("first"), made("second")
    (tmp_path / "more").mkdir()
    far = made("more/third")
    (tmp_path / "empty").mkdir()
    assert neighbours(run) == sorted([near, far])


@pytest.mark.parametrize("broken", ["{", '{"run": 1}\n', "[]\n"])
def test_a_file_that_cannot_be_read_is_no_opening(made, broken):
    run = trained(made("first"), "a")
    (run / OPENINGS).write_text(broken)
    assert openings_of(run) == []


@pytest.mark.parametrize(
    ("count", "value"), [(1, 0.0), (2, 0.5642), (3, 0.8463), (5, 1.1630), (10, 1.5388), (100, 2.5076)]
)
def test_the_expected_maximum_is_that_of_the_tables(count, value):
    assert expected_maximum(count) == pytest.approx(value, abs=2e-4)


def sealed(run, wrong: int):
    answers = read_answers(run)
    error = math.sqrt(0.2 * 0.8 / 80)
    score = Score("accuracy", 1 - wrong / 80, 0.8 - 1.96 * error, 0.8 + 1.96 * error, 80)
    return opened(run).seal(
        answers.predictions.to_frame(answers.rows["label"]), ("bad", "good"), Scores((score,), {}, "accuracy")
    )


def test_models_that_err_on_the_same_rows_buy_less_than_those_that_do_not(made):
    random = np.random.default_rng(0)
    found = []
    for kind in ("alike", "apart"):  # each in a folder of its own: what lies in another is not beside it
        for number in range(3):
            wrong = range(number, 16 + number) if kind == "alike" else random.permutation(80)[:16].tolist()
            run = trained(made(f"{kind}/{number}", wrong, metric="accuracy"), f"{kind} {number}")
            opened(run)
        found.append(sealed(run, 16))
    assert [len(one) for one in found] == [3, 3]
    assert found[0].correlation > found[1].correlation
    assert found[0].optimism < found[1].optimism


def test_the_optimism_follows_the_formula(made):
    for name in ("one", "two"):
        opened(trained(made(name, range(16), metric="accuracy"), name))
    last = trained(made("three", range(8, 24), metric="accuracy"), "three")
    found = sealed(last, 16)
    error = found.error
    assert len(found) == 3
    assert found.compared == 2
    assert 0 < found.correlation < 1
    assert found.optimism == pytest.approx(expected_maximum(3) * error * math.sqrt(1 - found.correlation), rel=1e-6)
    assert sealed(trained(made("four", range(16), metric="accuracy"), "four"), 16).optimism > 0


def test_one_opening_buys_nothing(made):
    found = sealed(trained(made("only", range(16), metric="accuracy"), "only"), 16)
    assert (len(found), found.optimism) == (1, 0.0)


def test_without_the_others_answers_they_are_taken_as_unlike(made):
    first = trained(made("first", range(16), metric="accuracy"), "a")
    opened(first)
    (first / "5-evaluate" / "predictions.parquet").unlink()
    found = sealed(trained(made("second", range(16), metric="accuracy"), "b"), 16)
    assert (found.compared, found.correlation) == (0, 0.0)
    assert found.optimism == pytest.approx(expected_maximum(2) * found.error)
