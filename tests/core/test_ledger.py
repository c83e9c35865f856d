"""The ledger: every row stays or leaves once, with an entry, or the stage fails."""

import numpy as np
import polars as pl
import pytest

from finetooth.core import edits
from finetooth.core.errors import LedgerError
from finetooth.core.ledger import LEDGER_SCHEMA, Ledger
from finetooth.core.rows import Rows


def rows_of(count: int) -> Rows:
    return Rows.of({"text": f"text {number}", "label": "x"} for number in range(count))


def test_edits_become_entries_word_for_word() -> None:
    rows = rows_of(2)
    ledger = Ledger.empty().plus(edits.drop(rows, [2], "a copy"), "2-prepare", "PRE003")
    entry = {"row": 2, "stage": "2-prepare", "action": "drop", "check": "PRE003", "reason": "a copy"}
    assert ledger.table.rows(named=True) == [{**dict.fromkeys(LEDGER_SCHEMA), **entry, "before": "text 1"}]


def test_entries_of_its_own_kind_are_written_too() -> None:
    table = pl.DataFrame({"row": [1], "action": ["assign"], "after": ["test"], "reason": ["split"]})
    ledger = Ledger.empty().plus(table, "2-prepare")
    assert ledger.table["action"].to_list() == ["assign"]
    assert ledger.table["check"].to_list() == [None]
    assert len(ledger.gone()) == 0


def test_counts() -> None:
    rows = rows_of(3)
    ledger = (
        Ledger.empty()
        .plus(edits.change(rows, "text", pl.Series(["a", "b", "c"]), "shorter"), "2-prepare", "PRE001")
        .then(Ledger.empty().plus(edits.drop(rows, [2], "a copy"), "2-prepare", "PRE003"))
    )
    assert ledger.counts().rows() == [("2-prepare", "edit", "PRE001", 3), ("2-prepare", "drop", "PRE003", 1)]
    assert len(ledger) == 4


def test_a_row_lost_without_an_entry_is_named() -> None:
    with pytest.raises(LedgerError, match=r"3 rows came, 2 stayed, 0 left; without an entry: \[2\]"):
        Ledger.empty().must_balance(rows_of(3), rows_of(3).without([2]))


def test_a_row_that_left_twice_or_came_from_nowhere_does_not_balance() -> None:
    rows = rows_of(3)
    once = Ledger.empty().plus(edits.drop(rows, [3], "why"), "stage")
    once.must_balance(rows, rows.without([3]))
    with pytest.raises(LedgerError):
        once.plus(edits.drop(rows, [3], "again"), "stage").must_balance(rows, rows.without([3]))
    with pytest.raises(LedgerError):
        once.must_balance(rows, rows)  # it left, and is there
    with pytest.raises(LedgerError):
        Ledger.empty().must_balance(rows.without([3]), rows)
    with pytest.raises(LedgerError):
        Ledger.empty().must_balance(rows, Rows.concat([rows, rows.only([1])]))


@pytest.mark.parametrize("seed", range(30))
def test_any_steps_balance_and_any_one_tampering_does_not(seed: int) -> None:
    draw = np.random.default_rng(seed)
    start = now = rows_of(int(draw.integers(2, 60)))
    ledger = Ledger.empty()
    for step in range(int(draw.integers(1, 6))):
        leaving = draw.choice(now.ids.to_numpy(), size=int(draw.integers(0, len(now))), replace=False)
        table = pl.concat(
            [
                edits.change(now, "text", now.texts + "!" * int(draw.integers(0, 2)), "louder"),
                edits.drop(now, (int(row) for row in leaving), "left"),
            ]
        )
        now, ledger = edits.apply(now, table), ledger.plus(table, f"step {step}", "PRE001")
    ledger.must_balance(start, now)
    assert len(start) == len(now) + len(ledger.gone())

    lost = now.without([int(draw.choice(now.ids.to_numpy()))])
    with pytest.raises(LedgerError):
        ledger.must_balance(start, lost)
    if len(ledger.gone()):
        kept = ledger.table.with_row_index("nr")
        victim = draw.choice(kept.filter(pl.col("action") == "drop")["nr"].to_numpy())
        with pytest.raises(LedgerError):
            Ledger(kept.filter(pl.col("nr") != int(victim)).drop("nr")).must_balance(start, now)
