"""Splits: sized by rule, stratified, repeatable, and nothing tied together is parted."""

import numpy as np
import polars as pl
import pytest

from finetooth.core.errors import UserError
from finetooth.core.rows import LABEL_JOINT, Rows
from finetooth.stages.splitting import assign, assign_by_time, sample


def rows(labels: list[str], groups: list[str | None] | None = None) -> Rows:
    groups = groups or [None] * len(labels)
    return Rows.of(
        {"text": f"text {number}", "label": label, "group": group}
        for number, (label, group) in enumerate(zip(labels, groups, strict=True))
    )


def test_sizes_and_strata():
    table = rows(["a"] * 700 + ["b"] * 250 + ["c"] * 50)
    side = assign(table, table.texts, 0.2, 0.1, seed=1)
    counts = pl.DataFrame({"label": table.labels, "side": side}).group_by("label", "side").len()
    found = {(label, side): count for label, side, count in counts.iter_rows()}
    assert found["a", "test"] == pytest.approx(70, abs=1)
    assert found["a", "validation"] == pytest.approx(140, abs=1)
    assert found["c", "test"] == pytest.approx(5, abs=1)
    assert found["c", "validation"] == pytest.approx(10, abs=1)


def test_same_seed_same_sides_and_another_seed_others():
    table = rows(["a", "b"] * 100)
    first, again, other = (assign(table, table.texts, 0.2, 0.2, seed) for seed in (1, 1, 2))
    assert first.equals(again)
    assert not first.equals(other)


def test_rows_with_the_same_key_stay_together():
    table = rows(["a", "b"] * 100)
    keys = pl.Series([f"key {number // 4}" for number in range(200)])
    frame = pl.DataFrame({"key": keys, "side": assign(table, keys, 0.2, 0.2, seed=3)})
    assert frame.group_by("key").agg(pl.col("side").n_unique())["side"].max() == 1
    assert frame["side"].n_unique() == 3


def test_groups_stay_together_even_through_a_shared_text():
    groups = [f"group {number // 10}" if number % 3 else None for number in range(300)]
    table = rows(["a", "b"] * 150, groups)
    keys = table.texts.to_list()
    keys[1], keys[-2] = "the same", "the same"  # ties the first group to the last one
    side = assign(table, pl.Series(keys), 0.2, 0.2, seed=4)
    frame = pl.DataFrame({"group": groups, "side": side}).drop_nulls()
    assert frame.group_by("group").agg(pl.col("side").n_unique())["side"].max() == 1
    assert side[1] == side[298]
    assert side.n_unique() == 3


def test_a_label_of_one_row_stays_in_train():
    table = rows(["a"] * 50 + ["rare"])
    assert assign(table, table.texts, 0.2, 0.2, seed=5)[50] == "train"


def test_no_share_is_no_row():
    table = rows(["a", "b"] * 50)
    side = assign(table, table.texts, 0.2, 0.0, seed=6)
    assert "test" not in side.to_list()


def test_a_sample_is_stratified_and_keeps_every_label():
    table = rows(["a"] * 900 + ["b"] * 95 + ["c"] * 5)
    drawn = sample(table, 100, seed=7)
    counts = dict(drawn.labels.value_counts().iter_rows())
    assert counts == {"a": 90, "b": 10, "c": 1} or counts == {"a": 90, "b": 9, "c": 1}
    assert sample(table, 100, seed=7).table.equals(drawn.table)
    assert sample(table, 2_000, seed=7) is table
    assert (np.diff(drawn.ids.to_numpy()) > 0).all()


def test_a_big_group_goes_to_train_and_the_rest_keeps_its_shares():
    groups: list[str | None] = ["big"] * 160 + [None] * 80
    table = rows((["a"] * 80 + ["b"] * 80) + ["a", "b"] * 40, groups)
    side = assign(table, table.texts, 0.2, 0.2, seed=8)
    counts = pl.DataFrame({"label": table.labels, "side": side}).group_by("side", "label").len()
    found = {(side, label): count for side, label, count in counts.iter_rows()}
    assert set(side[:160]) == {"train"}
    for name in ("validation", "test"):
        assert found[name, "a"] > 5
        assert found[name, "b"] > 5


def test_three_equal_groups_fill_three_sides():
    table = rows(["a", "b"] * 120, [f"group {number // 80}" for number in range(240)])
    assert set(assign(table, table.texts, 0.2, 0.2, seed=9)) == {"train", "validation", "test"}


def test_rows_with_several_labels_are_stratified_by_each_label():
    draw = np.random.default_rng(3)
    names = [f"label {number}" for number in range(12)]
    sets = [sorted(draw.choice(names, size=int(draw.integers(1, 4)), replace=False)) for _ in range(600)]
    sets += [["rare", "label 1"]] * 20
    table = rows([LABEL_JOINT.join(labels) for labels in sets])
    side = assign(table, table.texts, 0.2, 0.1, seed=1).to_list()
    for name in [*names, "rare"]:
        held = [where for labels, where in zip(sets, side, strict=True) if name in labels]
        assert held.count("test") / len(held) == pytest.approx(0.1, abs=0.03)
        assert held.count("validation") / len(held) == pytest.approx(0.2, abs=0.03)


def test_by_time_the_youngest_rows_judge():
    table = Rows.of(
        {"text": f"text {n}", "label": "ab"[n % 2], "time": f"2024-{1 + n // 28:02}-{1 + n % 28:02}"}
        for n in range(200)
    )
    shuffled = Rows(table.table.sample(fraction=1.0, shuffle=True, seed=1))
    side = assign_by_time(shuffled, shuffled.texts, 0.2, 0.1, seed=1)
    times = {name: shuffled.table.filter(side == name)["time"] for name in ("train", "validation", "test")}
    assert str(times["train"].max()) < str(times["validation"].min())
    assert str(times["validation"].max()) < str(times["test"].min())
    assert [len(times[name]) for name in ("train", "validation", "test")] == [140, 40, 20]


def test_by_time_what_belongs_together_goes_by_its_youngest():
    table = Rows.of(
        {"text": "same" if n in (0, 99) else f"text {n}", "time": str(1_600_000_000 + n)} for n in range(100)
    )
    side = assign_by_time(table, table.texts, 0.2, 0.1, seed=1)
    assert (side[0], side[99]) == ("test", "test")


def test_by_time_dates_with_the_day_first_are_put_in_their_true_order():
    days = [f"{1 + n % 28:02}.{1 + n // 28:02}.2024" for n in range(100)]
    table = Rows.of({"text": f"text {n}", "time": day} for n, day in enumerate(days))
    side = assign_by_time(table, table.texts, 0.2, 0.1, seed=1)
    assert side.to_list() == ["train"] * 70 + ["validation"] * 20 + ["test"] * 10


def test_by_time_refuses_dates_whose_order_nothing_tells():
    table = Rows.of({"text": f"text {n}", "time": f"{1 + n % 12:02}/{1 + n // 12:02}/2024"} for n in range(100))
    with pytest.raises(UserError, match="can be read with the day or the month first") as told:
        assign_by_time(table, table.texts, 0.2, 0.1, seed=1)
    assert "write the dates as YYYY-MM-DD" in told.value.fix


def test_by_time_needs_times():
    table = Rows.of({"text": f"text {n}", "time": "yesterday" if n % 5 else "2024-01-01"} for n in range(50))
    with pytest.raises(UserError, match="40 of 50 rows have no time that can be read"):
        assign_by_time(table, table.texts, 0.2, 0.1, seed=1)
