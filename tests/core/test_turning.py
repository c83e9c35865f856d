"""Edits of turns change conversations and the rows that show them."""

import polars as pl

from finetooth.checks.examples import example_values
from finetooth.core.conversation import conversations_of
from finetooth.core.edits import drop
from finetooth.core.facts import Facts
from finetooth.core.turning import apply_to_turns, change_turns
from finetooth.facts import turns as _turns  # noqa: F401  (registers the fact)

TALKS = [
    [("user", "Hi"), ("assistant", "Ho")],
    [("system", "Be brief."), ("user", "Is it?"), ("assistant", "Yes."), ("user", "Now?"), ("assistant", "No.")],
    [("assistant", "Once upon")],
]


def _facts():
    return Facts(example_values({"conversations": TALKS}))


def test_an_edit_of_one_turn_changes_that_turn_alone():
    facts = _facts()
    turns = facts.get("turns")
    after = turns["content"].str.replace("Yes", "Indeed")
    table = change_turns(turns, after, "said better")
    assert table.select("row", "column", "before", "after").rows() == [(2, "turn 3", "Yes.", "Indeed.")]
    rows, talks = apply_to_turns(facts.get("rows"), facts.get("conversations"), table)
    assert [turn.content for turn in conversations_of(talks)[1].turns] == [
        "Be brief.",
        "Is it?",
        "Indeed.",
        "Now?",
        "No.",
    ]
    assert "Indeed." in rows.texts[1]
    assert rows.table.filter(pl.col("id") != 2).equals(facts.get("rows").table.filter(pl.col("id") != 2))


def test_plain_text_stays_a_text_without_a_pair():
    facts = _facts()
    turns = facts.get("turns")
    table = change_turns(turns, turns["content"].str.replace("Once", "Twice"), "counted")
    rows, _ = apply_to_turns(facts.get("rows"), facts.get("conversations"), table)
    assert rows.table.row(2)[3:5] == ("Twice upon", None)


def test_drops_take_rows_and_conversations():
    facts = _facts()
    rows, talks = apply_to_turns(facts.get("rows"), facts.get("conversations"), drop(facts.get("rows"), [1], "no use"))
    assert rows.ids.to_list() == talks["id"].to_list() == [2, 3]
