"""Conversations as the model will meet them."""

import json

import pytest

from finetooth.core.errors import UserError
from finetooth.lessons import lessons
from finetooth.recipe.files import make_recipe
from finetooth.screen.console import as_text
from finetooth.screen.lessons_view import lessons_view

TALK = [
    {"role": "user", "content": "Is it open?"},
    {"role": "assistant", "content": "It is \x1b[31mopen."},
    {"role": "user", "content": "Thanks"},
    {"role": "assistant", "content": "You are welcome."},
]


def _lessons(tmp_path, tiny_lm, *talks, names=None, **settings):
    path = tmp_path / "talks.jsonl"
    path.write_text("".join(json.dumps({"messages": talk}) + "\n" for talk in talks), "utf-8")
    content = {"task": "sft", "data": {"train": str(path)}, "base_model": str(tiny_lm)}
    return lessons(make_recipe(content, list(settings.items())), 3, names)


def test_answers_with_their_ends_are_learned_and_nothing_else(tmp_path, tiny_lm):
    (lesson,) = _lessons(tmp_path, tiny_lm, TALK)
    learned = [piece.text for piece in lesson.pieces if piece.fate == "learned"]
    assert [text.replace("\x1b[31m", "") for text in learned] == ["It is open.<|im_end|>", "You are welcome.<|im_end|>"]
    assert lesson.count("cut") == 0


def test_only_the_last_answer_where_that_is_asked(tmp_path, tiny_lm):
    (lesson,) = _lessons(tmp_path, tiny_lm, TALK, **{"training.train_on_turns": "last"})
    assert [piece.text for piece in lesson.pieces if piece.fate == "learned"] == ["You are welcome.<|im_end|>"]


def test_what_is_cut_or_left_out_is_told(tmp_path, tiny_lm):
    (whole,) = _lessons(tmp_path, tiny_lm, TALK)
    size = sum(piece.tokens for piece in whole.pieces)
    (out,) = _lessons(tmp_path, tiny_lm, TALK, **{"training.max_length": size - 8})
    assert (out.count("cut"), out.count("learned")) == (size, 0)
    assert "left out" in out.told
    asked = {"training.max_length": size - 8, "training.overlong": "truncate_left"}
    (cut,) = _lessons(tmp_path, tiny_lm, TALK, **asked)
    assert cut.count("cut") == 8
    assert cut.count("learned") > 0


def test_rows_without_an_answer_say_so(tmp_path, tiny_lm):
    (lesson,) = _lessons(tmp_path, tiny_lm, TALK[:1])
    assert lesson.pieces == ()
    assert "no answer" in lesson.told


def test_rows_are_named_or_the_first(tmp_path, tiny_lm):
    found = _lessons(tmp_path, tiny_lm, TALK, TALK[:2], TALK, names=["2"])
    assert [lesson.row for lesson in found] == [2]
    with pytest.raises(UserError, match="no row is named '9'"):
        _lessons(tmp_path, tiny_lm, TALK, names=["9"])


def test_the_view_marks_fates_and_is_safe_for_a_terminal(tmp_path, tiny_lm):
    shown = as_text(lessons_view(_lessons(tmp_path, tiny_lm, TALK), marks=True))
    assert "⟦You are welcome.<|im_end|>⟧" in shown
    assert "\x1b" not in shown


def test_it_is_for_conversations_with_a_model():
    with pytest.raises(UserError, match="no base model"):
        lessons(make_recipe({"task": "sft", "data": {"train": "x"}}), 1)
    with pytest.raises(UserError, match="conversations only"):
        lessons(make_recipe({"data": {"train": "x"}, "base_model": "y"}), 1)
