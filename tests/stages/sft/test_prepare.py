"""Conversations are mended turn by turn and split so that prompts stay together; each change is in the ledger."""

import json

import polars as pl
import pytest

from finetooth.core.conversation import conversations_of
from finetooth.core.errors import UserError
from finetooth.core.events import silent
from finetooth.core.results import Base
from finetooth.core.run import Work
from finetooth.recipe.files import make_recipe
from finetooth.selection import wanted_mending
from finetooth.stages import audit as reading
from finetooth.stages.known import Known
from finetooth.stages.sft.prepare import prepare

THINGS = ["lamp", "kettle", "garden", "engine", "carpet", "ladder", "pillow", "ticket", "river", "basket", "window"]
THINGS += ["jacket", "parcel", "letter"]
DOINGS = ["repair", "paint", "carry", "weigh", "borrow"]


def _talks():
    return [
        {"prompt": f"How do I {doing} the {thing}?", "completion": f"First {doing} it, then look at the {thing} again."}
        for thing in THINGS
        for doing in DOINGS
    ]


def _written(path, records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return str(path)


def _prepared(tmp_path, records, base=None, test=(), **settings):
    data = {"train": _written(tmp_path / "talks.jsonl", records)}
    data |= {"test": _written(tmp_path / "test.jsonl", test)} if test else {}
    recipe = make_recipe({"task": "sft", "data": data}, list(settings.items()))
    work = Work(tmp_path, "2-prepare", silent)
    read = reading.audit(work, recipe.data, reading.contents(recipe.data), recipe.seed, "sft")
    known = Known.of(recipe, base)
    given = (read.rows, read.columns, read.conversations, read.ledger, known, False)
    return read, prepare(work, wanted_mending(recipe), *given)


def test_splits_hold_every_row_once_and_one_prompt_on_one_side(tmp_path):
    twice = [{**one, "completion": "Ask somebody who knows."} for one in _talks()[:20]]
    read, done = _prepared(tmp_path, [*_talks(), *twice])
    sides = {row: name for name, part in vars(done.splits).items() for row in part.ids}
    assert len(sides) == len(read.rows) == 90
    assert {len(getattr(done.splits, name)) > 0 for name in ("train", "validation", "test")} == {True}
    prompts = pl.DataFrame({"id": list(sides), "side": list(sides.values())}).join(read.rows.table, on="id")
    assert (prompts.group_by("text").agg(pl.col("side").n_unique())["side"] == 1).all()


def test_a_mend_touches_the_turn_alone_and_the_ledger_tells_it(tmp_path):
    damaged = {
        "prompt": "Where is the caf\u00c3\u00a9 with the red door?",
        "completion": "It\u00e2\u20ac\u2122s by the river.",
    }
    _, done = _prepared(tmp_path, [*_talks(), damaged])
    edits = done.ledger.table.filter(pl.col("action") == "edit")
    assert edits.select("row", "check", "column", "after").rows() == [
        (71, "PRE006", "turn 1", "Where is the café with the red door?"),
        (71, "PRE006", "turn 2", "It’s by the river."),
    ]
    mended = conversations_of(done.conversations.filter(pl.col("id") == 71))[0]
    assert mended.answer == "It’s by the river."
    assert done.rows.table.filter(pl.col("id") == 71)["pair"].item() == "It’s by the river."
    assert "PRE006" in done.mends


def test_copies_and_rows_without_an_answer_leave_with_a_reason(tmp_path):
    _, done = _prepared(tmp_path, [*_talks(), _talks()[0], {"prompt": "And the bicycle?", "completion": ""}])
    gone = done.ledger.table.filter(pl.col("action") == "drop").select("row", "check").rows()
    assert sorted(gone) == [(71, "PRE003"), (72, "PRE036")]
    assert set(done.conversations["id"]) == set(done.rows.ids)


def test_a_given_file_without_usable_rows_is_not_replaced(tmp_path):
    with pytest.raises(UserError, match=r"no row of data\.test could be used \(dropped by check: PRE036 1\)"):
        _prepared(tmp_path, _talks(), test=[{"prompt": "And the bicycle?", "completion": ""}])


def test_a_test_of_questions_alone_is_refused(tmp_path):
    with pytest.raises(UserError, match=r"column 'prompt' is plain text, and the training file") as told:
        _prepared(tmp_path, _talks(), test=[{"prompt": "And the bicycle?"}])
    assert "test.jsonl" in str(told.value)
    assert "data.field" in str(told.value)


def test_rows_without_an_answer_leave_even_where_nothing_is_fixed(tmp_path):
    _, done = _prepared(tmp_path, [*_talks(), {"prompt": "And now?", "completion": None}], **{"prepare.fix": "none"})
    assert done.ledger.gone().to_list() == [71]


def test_long_rows_leave_or_are_told_by_the_policy(tmp_path, tiny_lm):
    base = Base("tiny", str(tiny_lm), "x")
    turns = [{"role": "user", "content": "word " * 150}, {"role": "assistant", "content": "Yes."}]
    talks = [
        {"messages": [{"role": "user", "content": one["prompt"]}, {"role": "assistant", "content": one["completion"]}]}
        for one in _talks()
    ]
    long = {"messages": [*turns, {"role": "user", "content": "And?"}, {"role": "assistant", "content": "No."}]}
    _, dropped = _prepared(tmp_path, [*talks, long], base, **{"training.max_length": 160})
    assert dropped.ledger.gone().to_list() == [71]
    assert "more than the 160 of max_length" in dropped.ledger.table.filter(pl.col("row") == 71)["reason"][0]
    asked = {"training.max_length": 160, "training.overlong": "truncate_left"}
    _, cut = _prepared(tmp_path, [*talks, long], base, **asked)
    entry = cut.ledger.table.filter((pl.col("row") == 71) & (pl.col("column") == "tokens"))
    assert entry["after"].to_list() == ["160"]
    assert 71 in set(cut.rows.ids)
    with pytest.raises(UserError, match="too long"):
        _prepared(tmp_path, [*talks, long], base, **{"training.max_length": 160, "training.overlong": "error"})


def test_a_split_column_is_kept_to(tmp_path):
    records = [{**one, "part": "test" if number % 7 == 0 else "train"} for number, one in enumerate(_talks())]
    _, done = _prepared(tmp_path, records, **{"data.split_column": "part"})
    assert len(done.splits.test) == 10
    assert {row >> 40 for row in done.splits.test.ids} == {2}
    assert len(done.splits.validation) > 0


def test_the_limit_draws_training_rows_only(tmp_path):
    records = [{**one, "part": "test" if number % 7 == 0 else "train"} for number, one in enumerate(_talks())]
    read, _ = _prepared(tmp_path, records, **{"data.split_column": "part", "data.limit": 40})
    assert read.rows.table["role"].value_counts().sort("role")["count"].to_list() == [40, 10]
    assert read.conversations["id"].to_list() == read.rows.ids.to_list()
