"""The bench's after-fix gain: what is learned from, what mended is held against, and where the loss comes from."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

from detecting import gain, lessons, paired, verdict, worth
from detecting.gain import ALL, Gain
from detecting.grammar import own_free
from detecting.learners import Pairs, tfidf
from detecting.plant import FAULTS, plant, together
from detecting.table import Dataset, write

DATA = own_free(120, 40)
ROWS = [fault for fault in FAULTS.values() if not fault.column and fault.part != "test"]
NAMES = ("exact_duplicates", "noise_uniform", "placeholders")


def damaged_by(*names: str, rate: float = 0.05) -> lessons.Damage:
    damaged, planted = together(DATA, [FAULTS[name] for name in names], rate, seed=1)
    return lessons.Damage(DATA, damaged, planted)


def one(fault: str, spread: float = 0.0, crash: str = "", **scores: float) -> Gain:
    return Gain("toy", fault, 0.05, scores, {}, spread, 0.001, crash)


def test_the_oracle_keeps_every_row_that_no_fault_touched_and_no_other() -> None:
    damage = lessons.Damage(DATA, *together(DATA, ROWS, 0.02, seed=1))
    before = {(row.text, row.label) for row in DATA.train}
    assert set(damage.sound()) <= before
    assert len(damage.sound()) < len(damage.restorable()) < len(DATA.train)
    copies = damaged_by("exact_duplicates")
    assert len(copies.sound()) == len(DATA.train) < len(copies.damaged.train)


def test_copies_have_the_right_label_of_the_row_they_were_made_of() -> None:
    damage = damaged_by("conflicts")
    assert len(damage.truth()) == len(damage.damaged.train)
    rows = [lessons.Taught(row.key, row.text, row.label) for row in damage.damaged.train]
    units = damage.planted["conflicts"].units
    assert len(rows) - len(damage.rightly_labelled(rows)) == len(units), "one of each group is wrong"


def test_rows_that_are_gone_cannot_be_restored() -> None:
    for name, gone in (("noise_uniform", True), ("empty_texts", True), ("missing_labels", True), ("markup", False)):
        assert (len(damaged_by(name).restorable()) < len(DATA.train)) is gone, name
    damage = damaged_by("placeholders")
    rows = [lessons.Taught(row.key, row.text, row.label) for row in damage.damaged.train]
    assert len(damage.with_a_text(rows)) == len(damage.restorable())


def test_mended_rows_are_those_that_prepare_leaves(tmp_path: Path) -> None:
    from finetooth import pipeline
    from finetooth.recipe.sections import Recipe

    damaged, _ = together(DATA, ROWS, 0.02, seed=1)
    files = write(damaged, tmp_path / "files")
    told = {(row.text, row.label) for row in lessons.mended(damaged, files, "auto", None)}
    data = {"train": str(files.train), "test": str(files.test), "text_column": "text", "label_column": "label"}
    recipe = Recipe.model_validate({"data": data, "audit": {"select": ["PRE001"]}})
    splits = pipeline.prepare(recipe, tmp_path / "run")[0].splits
    parts = [part.table.select("text", "label") for part in (splits.train, splits.validation)]
    assert told == {row for part in parts for row in part.iter_rows()}
    assert len(told) < len({(row.text, row.label) for row in damaged.train})


def test_only_fixes_that_wait_for_a_person_are_named_for_review() -> None:
    assert lessons.standing_fixes(("PRE003", "PRE004", "DAT005")) == ["PRE004"]
    assert "DAT005" not in lessons.reviewed()


def test_what_mended_is_held_against_follows_what_can_be_had_back() -> None:
    below = {"original": 0.9, "damaged": 0.85, "mended": 0.86, "oracle": 0.87}
    assert one(ALL, **below).reached
    assert one("empty_texts", **below).reached
    assert one("noise_uniform", **{**below, "oracle": 0.9}).reached
    assert not one("markup", **below).ok
    assert one("markup", **{**below, "mended": 0.89}).reached
    assert not one(ALL, **{**below, "oracle": 0.9}).ok
    assert not one(ALL, crash="KeyError", **below).ok
    assert not one(ALL, original=0.9, damaged=0.8, oracle=0.8).ok


def test_mending_may_cost_no_more_than_two_standard_errors() -> None:
    scores = {"original": 0.9, "damaged": 0.9, "mended": 0.89, "oracle": 0.9}
    assert one("markup", spread=0.006, **scores).ok
    assert not one("markup", spread=0.004, **scores).harmless
    assert one("markup", **{**scores, "original": 0.89}).harmless, "damage that helps by chance is no standard"


def test_one_set_may_miss_its_target_by_noise_and_the_mean_of_all_may_not() -> None:
    scores = {"original": 0.9, "damaged": 0.88, "mended": 0.88, "oracle": 0.9}
    noisy = replace(one("markup", **scores), doubt=0.01)
    assert (noisy.reached, noisy.ok) == (False, True)
    assert not one("markup", **{**scores, "damaged": 0.87, "mended": 0.87}).ok
    told = verdict.last_line({"planted": [], "clean": [], "gain": [noisy], "real": []}, True)["gain"]
    assert [line["ok"] for line in told.values()] == [False, True]


def test_the_parts_of_the_loss_add_up() -> None:
    scores = {"original": 0.9, "restored": 0.87, "texts right": 0.86, "labels right": 0.85, "mended": 0.8}
    parts = worth.losses(one(ALL, damaged=0.79, oracle=0.84, **scores))
    assert sum(parts.values()) == pytest.approx(scores["original"] - scores["mended"])
    assert parts["gone"] == pytest.approx(0.03)
    assert parts["labels"] == pytest.approx(0.05)


def test_each_case_is_measured_once_and_the_original_is_learned_once(tmp_path: Path) -> None:
    given: list[tuple[tuple[str, str], ...]] = []

    def learner(train: Pairs, texts: list[str]) -> list[str]:
        given.append(tuple(train))
        return tfidf(train, texts)

    faults = [FAULTS[name] for name in (*NAMES, "near_leaks", "leaking_column")]
    found = gain.measure(DATA, faults, (0.2, 0.3), ("together",), range(1), tmp_path, None, learner)
    assert [(one.fault, one.rate) for one in found] == [(ALL, 0.1333)], "40 % of the rows are touched at most"
    given.clear()
    found = gain.measure(DATA, faults, (0.05,), ("alone",), range(2), tmp_path, None, learner)
    assert [one.fault for one in found] == list(NAMES)
    assert all({"original", "damaged", "mended", "oracle"} <= set(one.scores) for one in found)
    assert len(given) == len(set(given)), "nothing is learned twice"
    assert {one.spread for one in found if one.fault == "noise_uniform"} == {0.0}, "nothing safe mends it"
    assert "exact_duplicates" in (told := worth.gain_table(found))
    assert "no: harm" not in told


def test_the_error_of_a_difference_counts_test_rows_and_seeds() -> None:
    truth, right = ["a", "b"] * 50, ["a", "b"] * 50
    assert paired.standard_error(truth, [(right, right)] * 2) == 0.0
    wrong = ["a"] * 20 + right[20:]
    once = paired.standard_error(truth, [(right, wrong)])
    assert 0.01 < once < 0.1
    assert paired.standard_error(truth, [(right, wrong), (right, right)]) > once / 2, "seeds that differ add to it"
    assert paired.macro_f1(["a", "a", "b"], ["a", "b", "b"]) == pytest.approx(2 / 3)


def test_means_over_sets_keep_the_scores_that_all_have() -> None:
    one_set, other = one("markup", 0.03, original=0.9, mended=0.8), one("markup", 0.04, original=0.7)
    both = worth.pooled([one_set, replace(other, data="other")])
    assert (both.data, both.scores) == ("2 sets", {"original": pytest.approx(0.8)})
    assert both.spread == pytest.approx(0.025)


def test_large_sets_are_thinned_alike() -> None:
    many = own_free(gain.MOST_ROWS + 50, 10)
    thin = gain._thinned(many)
    assert len(thin.train) == gain.MOST_ROWS
    assert thin == gain._thinned(many)
    assert plant(thin, FAULTS["markup"], 0.01, 0).units


def test_all_kinds_together_tell_where_the_loss_comes_from(tmp_path: Path) -> None:
    data = Dataset("own", DATA.train, DATA.test)
    found = gain.measure(data, ROWS, (0.005,), ("together",), range(1), tmp_path, None, tfidf)
    assert "wrong labels stay" in worth.gain_table(found)
    assert {"labels right", "texts right", "restored", "reviewed"} <= set(found[0].scores)
