"""Answers in JSON that happen to have a key of a chat's name stay answers."""

import json
from pathlib import Path

import pytest

from finetooth import sources
from finetooth.core.conversation import conversations_of
from finetooth.recipe.sections import Data


@pytest.mark.parametrize("answer", [{"role": "admin", "name": "Ann"}, {"role": "user", "scope": "read"}])
def test_a_role_in_an_answer_is_no_turn(answer: object, tmp_path: Path):
    told = json.dumps(answer)
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps({"prompt": f"Who is {n}?", "completion": told}) + "\n" for n in range(12)))
    source = sources.read_conversations(str(path), "train", Data(train=str(path)))
    assert {one.answer for one in conversations_of(source.conversations)} == {told}
    assert source.set_aside.height == 0
