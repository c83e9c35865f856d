"""Conversations are carried along by the audit, with the evaluation sets that the recipe names."""

import json

import pytest

from finetooth.core.errors import UserError
from finetooth.core.events import silent
from finetooth.core.finding import Outcome
from finetooth.core.run import Work
from finetooth.pipeline import audit
from finetooth.recipe.files import make_recipe
from finetooth.stages import audit as reading


def _file(path, *records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return str(path)


def _talk(number):
    words = ["lamp", "kettle", "garden", "engine", "carpet", "ladder"]
    thing = words[number % 6]
    return {"question": f"Where do I put the {thing} of room {number}?", "answer": f"Put the {thing} by door {number}."}


def _read(tmp_path, **data):
    recipe = make_recipe({"task": "sft", "data": data})
    work = Work(tmp_path, "1-audit", silent)
    return reading.audit(work, recipe.data, reading.contents(recipe.data), 1, recipe.task), recipe


def test_every_row_has_its_conversation(tmp_path):
    train = _file(tmp_path / "a.jsonl", *map(_talk, range(5)))
    test = _file(tmp_path / "b.jsonl", {"messages": [{"role": "user", "content": "Hi"}]})
    read, _ = _read(tmp_path, train=train, test=test)
    assert read.conversations["id"].to_list() == read.rows.ids.to_list()
    assert [source["conversation_format"] for source in read.sources] == ["prompt_completion", "messages"]


def test_evaluation_sets_are_read_hashed_and_looked_for(tmp_path):
    train = _file(tmp_path / "a.jsonl", *map(_talk, range(5)))
    quiz = _file(tmp_path / "quiz.jsonl", _talk(3), _talk(77))
    read, recipe = _read(tmp_path, train=train, evaluation_sets=[quiz])
    assert read.evaluation_sets.height == 2
    assert set(reading.contents(recipe.data)) == {"train", quiz}
    found = {verdict.code: verdict for verdict in audit(recipe).verdicts}
    assert found["DAT032"].outcome is Outcome.FAILED
    assert found["DAT032"].rows == (4,)


def test_a_split_that_is_given_twice_is_refused(tmp_path):
    train = _file(tmp_path / "a.jsonl", *({**_talk(n), "part": "test" if n else "train"} for n in range(3)))
    with pytest.raises(UserError, match="names test rows too"):
        _read(tmp_path, train=train, test=train, split_column="part")
