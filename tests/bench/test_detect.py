"""The bench that judges the audit: its generators plant what they say, and its arithmetic is right."""

import math
import random
import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

from detecting import audits, columns, opponents, show, verdict
from detecting.clean import cleaned, plain
from detecting.grammar import own_free, own_questions
from detecting.plant import FAULTS, Fault, plant, together
from detecting.planting import Planted, Unit
from detecting.real import Answer, markdown
from detecting.score import Score, average_precision, recall_at, score, wilson
from detecting.table import Dataset, Row, read, write
from detecting.tracks import Result, clean

DATA = columns.with_columns(own_free(200, 60))
ROWS = [fault for fault in FAULTS.values() if not fault.column]


def by_key(data: Dataset) -> dict[int, Row]:
    return {row.key: row for row in (*data.train, *data.test)}


@pytest.mark.parametrize("fault", ROWS, ids=lambda fault: fault.name)
def test_a_plant_touches_only_the_rows_it_tells_of(fault: Fault) -> None:
    planted = plant(DATA, fault, 0.05, seed=1)
    before, after = by_key(DATA), by_key(planted.data)
    changed = {key for key in after if before.get(key) != after[key]}
    assert changed <= planted.keys
    assert before.keys() <= after.keys()
    assert len(planted.units) >= (2 if fault.part == "test" else 8)
    assert all(unit.keys & changed for unit in planted.units)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=lambda fault: fault.name)
def test_the_same_seed_plants_the_same_and_another_seed_does_not(fault: Fault) -> None:
    rate = fault.rates[-1]
    assert plant(DATA, fault, rate, seed=3) == plant(DATA, fault, rate, seed=3)
    if fault.name not in ("spreadsheet_damage", "constant_column"):  # nothing is drawn for them
        assert plant(DATA, fault, rate, seed=3) != plant(DATA, fault, rate, seed=4)


def test_copies_are_what_their_names_say() -> None:
    def pairs(name: str) -> list[tuple[Row, Row]]:
        planted = plant(DATA, FAULTS[name], 0.1, seed=0)
        rows = by_key(planted.data)
        return [(rows[min(unit.keys)], rows[max(unit.keys)]) for unit in planted.units]

    assert all(one.text == two.text and one.label == two.label for one, two in pairs("exact_duplicates"))
    assert all(
        one.text != two.text and plain(one.text) == plain(two.text) for one, two in pairs("normalised_duplicates")
    )
    assert all(plain(one.text) != plain(two.text) and one.label == two.label for one, two in pairs("near_duplicates"))
    assert all(one.text != two.text and one.label != two.label for one, two in pairs("near_conflicts"))


def test_conflicts_stand_under_two_labels() -> None:
    planted = plant(DATA, FAULTS["conflicts"], 0.1, seed=0)
    rows = by_key(planted.data)
    for unit in planted.units:
        assert len({rows[key].text for key in unit.keys}) == 1
        assert len({rows[key].label for key in unit.keys}) == 2
        assert len(unit.keys) == (3 if unit.kind == "outvoted" else 2)


@pytest.mark.parametrize("shape", ["noise_uniform", "noise_confusable", "noise_systematic"])
def test_noise_changes_labels_and_no_text(shape: str) -> None:
    planted = plant(DATA, FAULTS[shape], 0.05, seed=0)
    before, after = by_key(DATA), by_key(planted.data)
    assert len(planted.keys) == 10
    assert all(before[key].text == after[key].text for key in planted.keys)
    assert all(after[key].label in DATA.labels() and before[key].label != after[key].label for key in planted.keys)


def test_all_together_touch_no_row_twice_and_leave_most_alone() -> None:
    damaged, done = together(DATA, list(FAULTS.values()), 0.05, seed=0)
    keys = [key for planted in done.values() for key in planted.keys]
    assert len(keys) == len(set(keys))
    assert len(set(keys) & {row.key for row in DATA.train}) <= 0.5 * len(DATA.train)
    assert {row.label for key, row in by_key(damaged).items() if key in done["noise_uniform"].keys} <= set(
        DATA.labels()
    )
    assert {"record_id", "channel", "queue", "tenant"} == {name for row in damaged.train for name in row.extra}


def test_columns_name_what_was_done_to_them() -> None:
    ids = plant(DATA, FAULTS["spreadsheet_damage"], 1.0, 0).data.train[0].extra["record_id"]
    assert ids.endswith("E+17")
    leaking = plant(DATA, FAULTS["leaking_column"], 1.0, 0)
    told = {(row.label, row.extra[leaking.named]) for row in leaking.data.train}
    assert len(told) < 4 * len(DATA.labels())


def test_cleaning_takes_out_what_plants_put_in_and_spares_siblings() -> None:
    for name in ("exact_duplicates", "normalised_duplicates", "conflicts", "empty_texts", "markup", "missing_labels"):
        planted = plant(DATA, FAULTS[name], 0.05, seed=2)
        kept = {row.key for row in cleaned(planted.data).train}
        assert not [unit for unit in planted.units if unit.keys <= kept], name
    questions = own_questions(300, 100)
    assert len(cleaned(questions).train) >= 0.99 * len(questions.train)


def test_files_come_back_as_they_were_written(tmp_path: Path) -> None:
    odd = replace(DATA, train=(Row(0, 'a "quoted",\n line\u2028', "x"), Row(1, "", " y")), test=())
    files = write(odd, tmp_path)
    assert files.test is None
    assert [(row.text, row.label) for row in read(files.train)] == [(row.text, row.label) for row in odd.train]


def look(**found: tuple[int, ...]) -> audits.Look:
    return audits.Look({code: audits.Found(code, "warning", "told", rows) for code, rows in found.items()})


TOY = Dataset("toy", tuple(Row(key, f"text {key}", "a") for key in range(10)), ())
FAULT = Fault("toy", ("PRE003",), lambda *_: Planted(TOY, ()))
PLANTED = Planted(TOY, (Unit(frozenset({0, 1}), "pair"), Unit(frozenset({4}), "single")))


def test_a_pair_is_found_by_either_row_and_both_are_excused() -> None:
    counts = score(FAULT, PLANTED, look(PRE003=(1, 2, 9), PRE001=(5,)), TOY)
    assert (counts.planted, counts.hit, counts.hit_by_any) == (2, 1, 2)
    assert (counts.flagged, counts.false, counts.sound) == (3, 1, 7)
    assert counts.kinds == {"pair": (1, 1), "single": (0, 1)}
    assert counts.precision == pytest.approx(2 / 3)


def test_a_crash_is_recall_0() -> None:
    counts = score(FAULT, PLANTED, audits.Look(crash="exit 3"), TOY)
    assert (counts.recall, counts.crashes) == (0.0, 1)
    broken = score(FAULT, PLANTED, audits.Look(broken={"PRE003": "KeyError"}), TOY)
    assert (broken.recall, broken.crashes) == (0.0, 1)


def test_a_column_must_be_named() -> None:
    fault, planted = replace(FAULT, column=True), Planted(TOY, (), named="queue")
    found = audits.Found("PRE003", "warning", "the column 'queue' is odd")
    assert score(fault, planted, audits.Look({"PRE003": found}), TOY).recall == 1.0
    assert score(fault, planted, look(PRE003=(1,)), TOY).recall == 0.0


def test_ranking_scores() -> None:
    assert recall_at([3.0, 1.0], [2.0, *[0.0] * 99], 0.01) == 1.0
    assert recall_at([3.0, 1.0], [2.0, 2.0, *[0.0] * 98], 0.01) == 0.5
    assert average_precision([3.0, 1.0], [2.0]) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision([1.0], [1.0]) == 0.5, "a tie counts against"
    scored = audits.Found("PRE003", "warning", "", (5,), {5: 0.9, 2: 0.8})
    counts = score(FAULT, PLANTED, audits.Look({"PRE003": scored}), TOY)
    assert counts.at_one_percent == (1.0,)
    assert score(FAULT, PLANTED, look(), TOY).at_one_percent == (0.0,)
    ranking = replace(look(PRE003=(5,)), ranking={1: 0.1, 5: 0.9, 7: 0.5, 8: 0.0})
    assert score(replace(FAULT, ranking="a fact"), PLANTED, ranking, TOY).at_one_percent == (0.5,)


def test_the_precision_a_finding_states_is_set_beside_what_it_was() -> None:
    found = audits.Found("PRE003", "warning", "", (1, 2, 5, 9), precision=(0.9, 0.7))
    assert score(FAULT, PLANTED, audits.Look({"PRE003": found}), TOY).stated == ((0.9, 0.7, 0.75),)


def test_scores_add_up() -> None:
    one = Score(planted=4, hit=3, flagged=3, sound=10, runs=1, kinds={"a": (3, 4)}, at_one_percent=(0.5,))
    both = one + Score(planted=6, hit=2, flagged=4, false=2, sound=10, runs=1, kinds={"a": (1, 3), "b": (1, 3)})
    assert (both.recall, both.false_rate) == (0.5, 0.1)
    assert both.kinds == {"a": (4, 7), "b": (1, 3)}
    assert both.at_one_percent == (0.5,)
    assert math.isnan(Score().precision)


def test_wilson_agrees_with_the_published_example() -> None:
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-4)  # Newcombe 1998, method 3
    assert wilson(0, 0) == (0.0, 1.0)


def test_remarks_do_not_count_against_a_clean_control(tmp_path: Path) -> None:
    found = {
        "PRE003": audits.Found("PRE003", "warning", "", (1, 2)),
        "DAT005": audits.Found("DAT005", "warning", "", (2,)),
        "PRE008": audits.Found("PRE008", "info", "", (3, 4, 5)),
        "DAT002": audits.Found("DAT002", "warning", "about classes"),
        "QTY001": audits.Found("QTY001", "warning", "a class is small", (8, 9)),
    }
    control = clean(TOY, lambda files: audits.Look(found), tmp_path)
    assert (control.rate, control.label_rate, control.about_no_rows) == (0.2, 0.1, ("DAT002", "QTY001"))


def test_verdicts_are_read_from_the_audits_json() -> None:
    said = {"code": "PRE013", "outcome": "failed", "severity": "warning", "message": "m", "rows": [3, "test:1"],
            "evidence": {}, "partners": [{"row": 3, "partner": 1, "score": s} for s in (0.7, 0.9)],
            "precision": {"value": 0.9, "low": 0.8, "source": "planted"}}  # fmt: skip
    read_back = audits.looked([said, {**said, "code": "DAT007", "outcome": "broken"}], audits.Cost())
    assert read_back.found["PRE013"].scores == {3: 0.9}
    assert read_back.found["PRE013"].precision == (0.9, 0.8)
    assert read_back.broken == {"DAT007": "m"}


def test_targets_hold_on_each_kind_of_set() -> None:
    good = Score(planted=100, hit=96, sound=1000, runs=1)
    poor = replace(good, hit=91)
    told = [
        Result(name, "near_duplicates", 0.02, True, counts, 0, 0) for name, counts in (("sst2", good), ("trec", poor))
    ]
    assert verdict.last_line({"planted": told, "clean": [], "gain": [], "real": []}, True)["ok"] is True
    swapped = [replace(told[0], score=poor), told[1]]
    assert verdict.last_line({"planted": swapped, "clean": [], "gain": [], "real": []}, True)["ok"] is False


def test_tables_and_measuring() -> None:
    shown = show.planted_table(
        "T", [Result("sst2", "exact_duplicates", 0.02, True, Score(planted=2, hit=1), 1, 1)], False
    )
    assert "0.50" in shown
    assert "| yes (4 of 4) |" in markdown([Answer("cr", "empty texts", ("PRE001",), 4, 4, 4)])
    ended = audits.run([sys.executable, "-c", "print(1)"])
    assert (ended.code, ended.out) == (0, "1\n")
    assert ended.cost.megabytes < 100
    late = audits.run([sys.executable, "-c", "import time; time.sleep(9)"], timeout=0.2)
    assert late.code != 0


def test_an_opponent_sees_only_faults_that_are_planted() -> None:
    for opponent in opponents.OPPONENTS:
        assert set(opponent.sees) <= set(FAULTS)


def test_own_rows_are_the_same_everywhere() -> None:
    random.seed(1)
    once = own_free(30, 10)
    random.seed(2)
    assert own_free(30, 10) == once
    assert len({plain(row.text) for row in once.train}) == 30
