"""Prepare mends what it is told to mend, splits as it is told to split, and the ledger balances."""

import numpy as np
import polars as pl
import pytest

from finetooth.core.errors import UserError
from finetooth.core.events import Event
from finetooth.core.ledger import Ledger
from finetooth.core.rows import Rows
from finetooth.core.run import Work
from finetooth.recipe.files import make_recipe
from finetooth.recipe.sections import Prepare
from finetooth.stages.fixing import asked_for, chosen_fixes, offered_fixes
from finetooth.stages.known import Known
from finetooth.stages.prepare import Prepared, prepare

NO_COLUMNS = pl.DataFrame(schema={"id": pl.Int64})


def done(work: Work, rows: Rows, seed: int = 1, **options) -> Prepared:
    known = Known.of(make_recipe({"data": {"train": "rows.csv"}, "audit": {"budget": 30}, "seed": seed}))
    return prepare(work, Prepare(**options), rows, NO_COLUMNS, Ledger.empty(), known, tuning=False)


@pytest.fixture
def rows(opinions) -> Rows:
    records = opinions(200)
    damaged = [
        records[0],
        records[1],
        {"text": "tom &amp; ann were lovely", "label": "good"},
        {"text": " ", "label": "bad"},
    ]
    return Rows.of([*records, *damaged])


def test_fixes_are_applied_and_each_edit_is_written_down(work: Work, rows: Rows):
    found = done(work, rows, fix=["PRE007"])
    assert len(found.rows) == 201  # two copies and an empty text left
    assert "tom & ann were lovely" in found.rows.texts.to_list()
    entries = {
        (row, check): (before, after)
        for row, check, before, after in found.ledger.table.select("row", "check", "before", "after").iter_rows()
    }
    assert entries[203, "PRE007"] == ("tom &amp; ann were lovely", "tom & ann were lovely")
    assert {(201, "PRE003"), (202, "PRE003"), (204, "PRE001")} <= set(entries)
    assert "PRE007" in found.mends


def test_what_needs_a_persons_eye_is_not_applied_by_itself(work: Work, rows: Rows):
    found = done(work, rows)
    assert len(found.rows) == 201  # copies and empty texts are safe to drop
    assert "tom &amp; ann were lovely" in found.rows.texts.to_list()
    assert "PRE007" in [check.code for check in offered_fixes(Prepare())]
    assert all(check.fix_class == "safe" for check in chosen_fixes(Prepare()))


def test_none_changes_nothing(work: Work, rows: Rows):
    found = done(work, rows, fix="none")
    assert found.rows.table.equals(rows.table)
    assert found.mends == ()


def test_a_list_adds_to_the_safe_ones_and_a_minus_takes_out(work: Work, rows: Rows):
    safe = [check.code for check in chosen_fixes(Prepare())]
    assert {check.code for check in chosen_fixes(Prepare(fix=["PRE007"]))} == {*safe, "PRE007"}
    assert [check.code for check in chosen_fixes(Prepare(fix=["-PRE011", "-PRE003"]))] == [
        code for code in safe if code not in ("PRE011", "PRE003")
    ]
    odd = Rows.of([*rows.table.select("text", "label").to_dicts(), {"text": "a lamp and a box", "label": "GOOD"}])
    assert "GOOD" not in done(work, odd).rows.labels.to_list()
    assert "GOOD" in done(work, odd, fix=["-PRE011", "PRE007"]).rows.labels.to_list()


def test_a_fix_is_not_both_named_and_taken_out():
    with pytest.raises(UserError, match="PRE003 is both named and taken out"):
        chosen_fixes(Prepare(fix=["PRE003", "-PRE003"]))


def test_a_safe_fix_waits_where_its_finding_is_for_review(work: Work, opinions):
    clash = [{"text": f"so fine {n // 3}", "label": "bad" if n % 3 else "good"} for n in range(30)]
    table = Rows.of([*opinions(200), *clash])
    assert len(done(work, table).rows) == 230  # nor are copies merged: that would hide the majority
    assert len(done(work, table, fix=["PRE005"]).rows) == 230 - 10 - 10
    assert "PRE005" not in {check.code for check in offered_fixes(Prepare())}
    assert "PRE005" in {check.code for check in offered_fixes(Prepare(), ["PRE005"])}
    assert "PRE005" not in {check.code for check in offered_fixes(Prepare(fix=["PRE005"]), ["PRE005"])}
    assert asked_for(Prepare(fix=["PRE005"])) == {"PRE005"}


def test_a_safe_fix_is_applied_where_conflicts_are_the_exception(work: Work, opinions):
    clash = [{"text": "so fine", "label": label} for label in ("good", "good", "bad")]
    twins = [{"text": f"so lovely {n // 2}", "label": "good"} for n in range(20)]
    kept = done(work, Rows.of([*opinions(200), *clash, *twins])).rows
    assert kept.table.filter(pl.col("text") == "so fine")["label"].to_list() == ["good"]


def test_no_fix_touches_a_row_that_is_to_be_kept(work: Work, rows: Rows):
    found = done(work, rows, keep_rows=[201, "202"])
    assert {201, 202} <= set(found.rows.ids)
    assert 204 not in found.rows.ids  # an empty text that was not named


@pytest.mark.parametrize("name", [9_999, "test:1", "row 3", 0])
def test_a_row_to_keep_must_be_there(work: Work, rows: Rows, name: int | str):
    with pytest.raises(UserError, match="no row is named"):
        done(work, rows, keep_rows=[name])


def test_fixes_can_be_undone(work: Work, rows: Rows):
    found = done(work, rows, fix=["PRE007"])
    assert found.ledger.replay(rows).table.equals(found.rows.table)
    assert found.ledger.without(checks=["PRE007"]).replay(rows).texts.to_list().count("tom &amp; ann were lovely") == 1
    assert 201 in found.ledger.without(rows=[201]).replay(rows).ids
    every = [check.code for check in chosen_fixes(Prepare(fix=["PRE007"]))]
    assert found.ledger.without(checks=every).replay(rows).table.equals(rows.table)


def test_the_second_text_is_mended_too(work: Work, opinions):
    table = Rows.of([{**row, "pair": "tea &amp; milk"} for row in opinions(60)])
    found = done(work, table, fix=["PRE007"])
    assert set(found.rows.table["pair"]) == {"tea & milk"}
    assert found.ledger.table.filter(pl.col("column") == "pair").height == 60


def test_what_mending_gains_is_measured_on_the_same_test_rows(work: Work, opinions):
    damaged = [{**row, "label": " " + row["label"] if n % 3 else row["label"]} for n, row in enumerate(opinions(300))]
    judging = [{**row, "role": "test"} for row in opinions(80, seed=9)]
    found = done(work, Rows.of([*damaged, *judging]))
    assert found.probe is not None
    assert found.probe.after - found.probe.before > 0.3  # a label with a blank is no class of the test
    assert found.probe.low <= found.probe.after - found.probe.before <= found.probe.high
    nothing = done(work, Rows.of([*opinions(300), *judging]))
    assert nothing.probe is not None
    assert nothing.probe.before == nothing.probe.after


@pytest.mark.parametrize("code", ["PRE03", "-PRE03"])
def test_an_unknown_fix_is_refused(code: str):
    with pytest.raises(UserError, match="did you mean"):
        chosen_fixes(Prepare(fix=[code]))


def test_sizes(work: Work, rows: Rows):
    splits = done(work, rows, validation_size=0.3, test_size=0.1).splits
    assert len(splits.validation) == pytest.approx(60, abs=2)
    assert len(splits.test) == pytest.approx(20, abs=2)


def test_given_splits_are_kept(work: Work, opinions):
    parts = [{**row, "role": "test"} for row in opinions(30, seed=5)]
    splits = done(work, Rows.of([*opinions(120), *parts])).splits
    assert len(splits.test) == 30
    assert set(splits.test.table["role"]) == {"test"}
    assert len(splits.validation) == pytest.approx(24, abs=2)


def test_training_rows_that_stand_in_the_test_are_dropped_from_training(work: Work, opinions):
    leaked = [{**row, "role": "test"} for row in opinions(40)[:10]]
    found = done(work, Rows.of([*opinions(120), *leaked]))
    assert len(found.splits.test) == 10
    gone = found.ledger.table.filter(found.ledger.table["check"] == "DAT001")
    assert gone["row"].to_list() == list(range(1, 11))


def test_groups_stay_on_one_side(work: Work, opinions):
    table = Rows.of({**row, "group": f"customer {n // 5}"} for n, row in enumerate(opinions(200)))
    splits = done(work, table).splits
    sides = [set(part.table["group"]) for part in (splits.train, splits.validation, splits.test)]
    assert not sides[0] & sides[1] | sides[0] & sides[2] | sides[1] & sides[2]


def test_every_row_is_assigned_or_gone(work: Work, rows: Rows):
    found = done(work, rows)
    assigned = found.ledger.table.filter(found.ledger.table["action"] == "assign")["row"]
    assert sorted([*assigned, *found.ledger.gone()]) == sorted(rows.ids)


@pytest.mark.parametrize("seed", range(8))
def test_the_ledger_balances_for_arbitrary_tables(work: Work, seed: int):
    draw = np.random.default_rng(seed)
    texts = ["", " ", "a", "A ", "b &amp; c", "b & c", "caf\u00c3\u00a9", "d\u200be", None, "lamp"]
    labels = ["x", "X", "y", "", None, "z"]
    records = [{"text": texts[draw.integers(10)], "label": labels[draw.integers(6)]} for _ in range(120)]
    records += [
        {"text": f"row {n}", "label": "xy"[n % 2], "role": "test" if n % 5 == 0 else "train"} for n in range(60)
    ]
    rows = Rows.of(records)
    found = done(work, rows, seed)  # must_balance is inside
    assert sorted([*found.rows.ids, *found.ledger.gone()]) == sorted(rows.ids)
    again = done(work, found.rows, seed)
    assert again.rows.table.equals(found.rows.table)  # fixes are idempotent


@pytest.mark.parametrize(
    ("records", "what"),
    [
        ([{"text": " ", "label": "a"}] * 20, r"no row of data\.train"),
        ([{"text": f"row {n}", "label": "a"} for n in range(40)], "fewer than two labels"),
    ],
)
def test_too_little_left_is_one_clear_error(work: Work, records: list, what: str):
    with pytest.raises(UserError, match=what):
        done(work, Rows.of(records))


def test_a_given_file_without_usable_rows_is_not_replaced(work: Work, opinions):
    blank = [{"text": "a lamp", "label": "", "role": "test"}]
    with pytest.raises(UserError, match=r"no row of data\.test could be used \(dropped by check: PRE002 1\)"):
        done(work, Rows.of([*opinions(60), *blank]))


@pytest.mark.parametrize("label", [None, "", "  "])
def test_rows_without_a_label_never_reach_a_model(work: Work, opinions, label: str | None):
    found = done(work, Rows.of([*opinions(60), {"text": "a lamp", "label": label}]), fix="none")
    assert found.ledger.gone().to_list() == [61]


def test_a_validation_that_cannot_choose_is_refused(work: Work, opinions):
    strange = [{**row, "label": "unheard of", "role": "validation"} for row in opinions(20, seed=4)]
    with pytest.raises(UserError, match="fewer than two of the labels"):
        done(work, Rows.of([*opinions(60), *strange]))


def test_the_error_names_what_was_dropped(work: Work, opinions):
    same = [{**row, "role": "test"} for row in opinions(60)]
    with pytest.raises(UserError, match="DAT001 60"):
        done(work, Rows.of([*opinions(60), *same]))


def test_no_label_at_all_is_an_answer_where_rows_can_have_several(work: Work, opinions):
    sets = ["good", "bad\x1fgood", "", "bad"]
    table = Rows.of({**row, "label": sets[n % 4]} for n, row in enumerate(opinions(80)))
    assert len(done(work, table).rows) == 80
    one = Rows.of({**row, "label": ["good", "", "bad"][n % 3]} for n, row in enumerate(opinions(90)))
    assert len(done(work, one).rows) == 60


def test_near_copies_stay_on_one_side(work: Work, opinions):
    base = opinions(200)
    copies = [{**row, "text": row["text"] + " again and again my dear reader"} for row in base]
    spelt = [{**row, "text": row["text"].replace("again", "agian", 1)} for row in copies]
    splits = done(work, Rows.of([*copies, *spelt])).splits
    side = {row: name for name, part in vars(splits).items() for row in part.ids}
    apart = sum(side[n] != side[n + 200] for n in range(1, 201) if n in side and n + 200 in side)
    assert apart == 0


@pytest.mark.parametrize("lacking", [0, 2])
def test_rows_without_a_time_only_teach_and_that_is_said(tmp_path, opinions, lacking: int):
    told: list[Event] = []
    days = [f"2024-{1 + n // 28:02}-{1 + n % 28:02}" for n in range(200)]
    days[200 - lacking :] = ["soon"] * lacking
    rows = Rows.of({**row, "time": day} for row, day in zip(opinions(200), days, strict=True))
    found = done(Work(tmp_path, "2-prepare", told.append), rows, fix="none", split="time")
    notes = [event.message for event in told if event.kind == "note"]
    assert notes == ([f"{lacking} of 200 rows have no time that can be read: they only teach"] if lacking else [])
    assert (found.splits.train.table["time"] == "soon").sum() == lacking
    reasons = found.ledger.table.filter(pl.col("after") != "train").group_by("after").agg(pl.col("reason").unique())
    assert dict(reasons.iter_rows()) == {side: ["the youngest rows judge"] for side in ("validation", "test")}


def test_times_that_are_not_split_by_are_not_spoken_of(tmp_path, opinions):
    told: list[Event] = []
    done(Work(tmp_path, "2-prepare", told.append), Rows.of({**row, "time": "soon"} for row in opinions(200)))
    assert not [event for event in told if event.kind == "note" and "time" in event.message]
