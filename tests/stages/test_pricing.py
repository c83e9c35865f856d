"""Pricing: what a run paid for its model, read from its folder."""

import json

import pytest

from finetooth.stages.pricing import Pace, paid


def test_a_run_tells_the_seconds_and_tokens_of_search_and_training(tmp_path):
    for stage, seconds in (("3-tune", 30.0), ("4-train", 12.5)):
        (tmp_path / stage).mkdir()
        (tmp_path / stage / "done.json").write_text(json.dumps({"seconds": seconds}))
    (tmp_path / "3-tune" / "trials.json").write_text(json.dumps([{"tokens": 500}, {"tokens": 700}]))
    curve = {"points": [{"tokens": 0}, {"tokens": 300}]}
    (tmp_path / "4-train" / "curve.json").write_text(json.dumps(curve))
    assert paid(tmp_path) == (42.5, 1500)
    crossed = {"folds": [{"curve": curve}, {"curve": curve}, {"curve": curve}]}
    (tmp_path / "4-train" / "crossed.json").write_text(json.dumps(crossed))
    assert paid(tmp_path) == (42.5, 2100)  # of all folds, of which the curve is one


def test_no_fit_is_left_out_and_none_is_counted_twice(tmp_path):
    """Finalists again, the fit on all rows, and folds that a trial of the search had fitted."""
    curve = {"points": [{"tokens": 300}], "refitted_tokens": 40}
    folds = [{"curve": curve, "taken_over": True}, {"curve": curve, "taken_over": False}]
    told = {
        "3-tune/trials.json": [{"tokens": 600}],
        "3-tune/repeats.json": [{"tokens": 70}, {"tokens": 80}],
        "4-train/curve.json": curve,
        "4-train/crossed.json": {"folds": folds},
    }
    for name, content in told.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(json.dumps(content))
    assert paid(tmp_path) == (None, 600 + 70 + 80 + 300 + 40)


def test_folds_of_a_search_that_is_not_this_run_s_are_paid_for_all_the_same(tmp_path):
    """A folder keeps its trials: a recipe that no longer searches takes over the folds of the default."""
    fold = {"curve": {"points": [{"tokens": 300}]}, "taken_over": True}
    told = {"3-tune/trials.json": [], "4-train/curve.json": {}, "4-train/crossed.json": {"folds": [fold, fold]}}
    for name, content in told.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(json.dumps(content))
    assert paid(tmp_path) == (None, 600)


def test_what_is_not_there_is_not_known(tmp_path):
    assert paid(tmp_path) == (None, None)


def test_a_pace_prices_texts_by_their_tokens():
    pace = Pace(rows=200, tokens=4_000, seconds=2.0)
    assert pace.seconds_per_1000 == 10.0
    assert pace.tokens_per_1000 == 20_000
    assert pace.seconds_of(6_000) == pytest.approx(3.0)
    assert Pace(0, 0, 0.0).seconds_per_1000 == 0.0
