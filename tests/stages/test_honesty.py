"""Honesty of splits: a random split's optimism is measured where rows are tied, and is none where they are not."""

import numpy as np
import polars as pl
import pytest

from finetooth.core.results import Splits
from finetooth.core.rows import Rows
from finetooth.stages import honesty
from finetooth.stages.cheap import Cheap
from finetooth.stages.honesty import split_honesty
from finetooth.stages.splitting import assign, assign_by_time

WORDS = np.array(["lamp", "kettle", "chair", "box", "screw", "door", "paint", "cable", "handle", "wheel"])


def noise(count: int, seed: int = 0) -> list[dict[str, str]]:
    """Return rows whose labels nothing in their texts tells."""
    random = np.random.default_rng(seed)
    return [
        {
            "text": " ".join(random.choice(WORDS, 8)) + f" number {random.integers(10**6)}",
            "label": str(random.choice(["yes", "no"])),
        }
        for _ in range(count)
    ]


def parted(rows: Rows, keys: pl.Series, deal=assign) -> Splits:
    side = deal(rows, keys, 0.15, 0.2, 1)
    parts = (Rows(rows.table.filter(side == name)) for name in ("train", "validation", "test"))
    return Splits(*parts, Rows(rows.table[:0]))


def test_copies_make_a_random_split_claim_what_is_not_so():
    once = noise(120)
    raw = Rows.of([*once, *once, *once])
    mended = Rows(raw.table[:120])
    found = split_honesty(raw, parted(mended, mended.ids), False, 1, 30.0)
    assert found is not None
    assert found.way == "drawn"
    assert found.naive > 0.8  # known by heart
    assert found.safe < 0.65
    assert 0 < found.low < found.optimism < found.high
    assert found.optimism == pytest.approx(found.naive - found.safe)
    assert found.tied == {"text": 360}
    assert split_honesty(raw, parted(mended, mended.ids), False, 1, 30.0) == found


def test_groups_on_both_sides_do_too():
    random = np.random.default_rng(3)
    rows = []
    for group in range(60):
        label, habit = random.choice(["yes", "no"]), f"signed by writer{group} as ever"
        rows += [
            {"text": " ".join(random.choice(WORDS, 5)) + " " + habit, "label": str(label), "group": f"g{group}"}
            for _ in range(4)
        ]
    raw = Rows.of(rows)
    found = split_honesty(raw, parted(raw, raw.ids), False, 1, 30.0)
    assert found is not None
    assert found.low > 0.1
    assert found.tied["group"] == 240


def test_rows_that_are_not_tied_are_as_safe_at_random(opinions):
    raw = Rows.of(opinions(120))
    found = split_honesty(raw, parted(raw, raw.ids), False, 1, 30.0)
    assert found is not None
    if found.seeds:
        assert found.low <= 0 <= found.high
    else:
        assert found.tied == {}


def test_time_is_measured_on_the_youngest_rows():
    random = np.random.default_rng(5)
    rows = []
    for day in range(300):  # at last it is said in other words
        words = ("soar", "sink") if day >= 240 else ("rise", "fall")
        up = int(random.integers(2))
        text = f"{words[1 - up]} said {random.choice(WORDS)} {random.integers(10**6)}"
        rows.append({"text": text, "label": "up" if up else "down", "time": str(1_600_000_000 + day * 86_400)})
    raw = Rows.of(rows)
    found = split_honesty(raw, parted(raw, raw.ids, assign_by_time), True, 1, 30.0)
    assert found is not None
    assert found.tied["time"] == 300
    assert found.low > 0
    assert found.naive > 0.9
    assert found.safe < 0.7


def given(train, test) -> Rows:
    return Rows.of([*train, *({**row, "role": "test"} for row in test)])


def of_files(raw: Rows) -> Splits:
    empty = Rows(raw.table[:0])
    return Splits(raw.role("train"), empty, raw.role("test"), empty)


def test_files_that_leak_are_measured_on_the_same_test_rows():
    train, fresh = noise(200), noise(40, seed=9)
    raw = given(train, [*train[:40], *fresh])
    found = split_honesty(raw, of_files(raw), False, 1, 30.0)
    assert found is not None
    assert found.way == "files"
    assert found.test_rows == 80
    assert found.train_rows == 160  # 40 of 200 stand in the test
    assert found.tied["text"] == 40
    assert found.naive > found.safe + 0.1
    assert found.low > 0


def test_files_without_a_leak_are_left_alone():
    raw = given(noise(200), noise(40, seed=9))
    assert split_honesty(raw, of_files(raw), False, 1, 30.0) is None


def test_a_sample_keeps_tied_rows_together(monkeypatch):
    monkeypatch.setattr(honesty, "MOST_DRAWN", 120)
    once = noise(200)
    raw = Rows.of([*once, *once])
    mended = Rows(raw.table[:200])
    found = split_honesty(raw, parted(mended, mended.ids), False, 1, 30.0)
    assert found is not None
    assert (found.rows, found.rows_of) == (120, 400)
    assert found.test_rows == 60  # of each pair one: both were drawn
    assert found.naive > 0.7


def test_too_few_rows_tell_nothing():
    raw = Rows.of([*noise(10), *noise(10)])
    mended = Rows(raw.table[:10])
    assert split_honesty(raw, parted(mended, mended.ids), False, 1, 30.0) is None


def test_measured_numbers_are_no_classes():
    rows = [{"text": row["text"], "label": f"{place / 7:.3f}"} for place, row in enumerate(noise(60))]
    raw = Rows.of([*rows, *rows])
    mended = Rows(raw.table[:60])
    assert split_honesty(raw, parted(mended, mended.ids), False, 1, 30.0) is None


def test_the_cheap_model_knows_texts_by_heart_and_learns_words():
    texts = ["a good lamp", "a bad lamp", "good box", "bad box", "good", "bad"]
    cheap = Cheap.of(texts, np.array([1, 0, 1, 0, 1, 0]), ("bad", "good"))
    assert cheap.predict(np.arange(4), np.arange(6)).predicted.tolist() == [1, 0, 1, 0, 1, 0]
