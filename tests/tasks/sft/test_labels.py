"""Which tokens are learned: those of the answers and their ends, whatever the chat template; nothing is cut unsaid."""

import numpy as np
import pytest

from finetooth.core.conversation import Conversation, Turn
from finetooth.core.errors import UserError
from finetooth.tasks.sft.encoding import encode
from finetooth.tasks.sft.labels import Supervision
from finetooth.tasks.sft.templates import end_ids, ids_of, prompt_ids, rendered, with_template

ASK = Turn("user", "the lamp?")
TELL = Turn("assistant", "a box")
TWO = Conversation((ASK, TELL, Turn("user", "and?"), Turn("assistant", "the door")))


def learned(tokenizer, conversation: Conversation, **asked) -> list[str]:
    """Return the learned stretches of a conversation as text."""
    found = encode([conversation], [7], tokenizer, Supervision(**{"max_length": 512, **asked}))
    return [part for example in found.examples for part in stretches(tokenizer, example)]


def stretches(tokenizer, example) -> list[str]:
    marks = np.diff(np.concatenate([[0], (example.weights == 1).astype(int), [0]]))
    ends = zip(np.flatnonzero(marks == 1), np.flatnonzero(marks == -1), strict=True)
    return [tokenizer.decode(example.ids[begin:end]) for begin, end in ends]


def test_answers_and_their_ends_are_learned_and_nothing_else(words):
    # TRL supervises every token of `messages` by default
    assert learned(words, TWO) == ["a box<|im_end|>", "the door<|im_end|>"]
    found = encode([TWO], [7], words, Supervision(512))
    assert found.table.row(0, named=True) | {"reason": ""} == {
        "id": 7, "action": "kept", "sequences": 1, "tokens": len(found.examples[0].ids), "cut": 0, "cut_supervised": 0,
        "supervised": int((found.examples[0].weights == 1).sum()), "ended": True, "reason": "",
    }  # fmt: skip


def test_a_template_without_marks_for_answers_will_do(words):
    # TRL's assistant_only_loss asks for {% generation %} in the template, which SmolLM2's has not
    assert "generation %}" not in words.chat_template
    assert learned(words, TWO)


def test_the_tokens_are_those_of_the_template_and_the_prompt_those_of_generation(words):
    example = encode([TWO], [7], words, Supervision(512)).examples[0]
    whole = words.apply_chat_template(TWO.messages(), tokenize=True, return_dict=False)
    assert example.ids.tolist() == whole[: len(example.ids)]
    assert words.decode(whole[len(example.ids) :]) == "\n"  # what stands behind the last end teaches nothing
    prompt = prompt_ids(words, TWO)
    assert example.ids[: len(prompt)].tolist() == prompt
    assert not (example.weights[: len(prompt)] == 1).all()
    assert (example.weights[len(prompt) :] == 1).all()


def test_the_last_answer_alone_where_that_is_asked_for(words):
    assert learned(words, TWO, turns="last") == ["the door<|im_end|>"]


def test_what_is_said_after_the_last_answer_is_left_out(words):
    assert learned(words, Conversation((*TWO.turns, Turn("user", "thanks")))) == learned(words, TWO)


def test_prompts_may_count_too(words):
    example = encode([TWO], [7], words, Supervision(512, prompt_weight=0.25)).examples[0]
    assert set(example.weights.tolist()) == {0.0, 0.25, 1.0}
    assert example.weights[0] == 0.0  # nothing predicts the first token
    assert stretches(words, example) == ["a box<|im_end|>", "the door<|im_end|>"]


def test_empty_answers_and_odd_letters_are_learned_whole(words):
    talk = Conversation((Turn("user", "é\n\n"), Turn("assistant", "\n ünïcode 👍\n")))
    assert learned(words, talk) == ["\n ünïcode 👍\n<|im_end|>"]
    assert learned(words, Conversation((ASK, Turn("assistant", "")))) == ["<|im_end|>"]


def test_a_template_that_rewrites_earlier_turns_gives_each_answer_a_sequence(words_with):
    words = words_with("thinks")
    talk = Conversation((ASK, Turn("assistant", "so|a box"), Turn("user", "and?"), Turn("assistant", "well|the door")))
    found = encode([talk], [7], words, Supervision(512))
    assert [stretches(words, one) for one in found.examples] == [["so|a box<|im_end|>"], ["well|the door<|im_end|>"]]
    assert "so|" not in words.decode(found.examples[1].ids)
    assert found.table["action"].to_list() == ["split"]
    assert "answer by answer" in found.told[0]


def test_an_end_is_added_where_the_template_writes_none(words_with):
    words = words_with("endless")
    found = encode([TWO], [7], words, Supervision(512))
    assert (
        stretches(words, found.examples[0])[-1] == "assistant: the door\n<|im_end|>"
    )  # generation begins with the role too
    assert found.table["ended"].to_list() == [True]
    assert any("does not end answers" in message for message in found.told)


def test_a_tokenizer_without_a_template_gets_the_plain_one(words_with):
    words = words_with("none")
    assert with_template(words)
    assert not with_template(words)
    talk = Conversation((Turn("user", "the lamp?"), TELL))
    assert rendered(words, talk) == "the lamp?\na box<|im_end|>\n"
    assert learned(words, talk) == ["a box<|im_end|>"]
    assert words.decode(prompt_ids(words, talk)) == "the lamp?\n"


def test_plain_text_is_learned_whole_with_its_end(words):
    text = Conversation((Turn("assistant", "the lamp arrived on monday"),))
    example = encode([text], [7], words, Supervision(512)).examples[0]
    assert words.decode(example.ids) == "the lamp arrived on monday<|im_end|>"
    assert example.weights.tolist() == [0.0] + [1.0] * (len(example.ids) - 1)
    assert prompt_ids(words, text) == []


def test_tools_are_shown_where_the_template_does_so(words_with):
    tools = '[{"type": "function", "function": {"name": "find", "parameters": {}}}]'
    talk = Conversation((ASK, Turn("assistant", "", (("1", "find", '{"x": 1}'),))), tools)
    assert '"name": "find"' in rendered(words_with("tools"), talk)
    assert "find" in learned(words_with("tools"), talk)[0]


def test_calls_that_the_template_leaves_out_are_written_into_the_answer(words):
    tools = '[{"type": "function", "function": {"name": "find", "parameters": {}}}]'
    talk = Conversation((ASK, Turn("assistant", "", (("1", "find", '{"x": 1}'),))), tools)
    assert learned(words, talk) == ['find({"x": 1})<|im_end|>']
    assert any("declare tools" in message for message in encode([talk], [1], words, Supervision(512)).told)


def test_long_rows_are_dropped_and_told_with_what_is_lost(words):
    # TRL cuts the answer and its end without a word, or drops the row without one
    long = Conversation((Turn("user", "the lamp " * 40), TELL))
    found = encode([TWO, long], [3, 9], words, Supervision(60))
    assert [example.row for example in found.examples] == [3]
    line = found.table.row(1, named=True)
    assert (line["id"], line["action"], line["sequences"], line["supervised"]) == (9, "dropped", 0, 0)
    assert line["cut"] == line["tokens"] > 60
    assert line["cut_supervised"] == len(ids_of(words, "a box<|im_end|>"))
    assert "more than the 60 of max_length" in line["reason"]
    assert "1 of 2 conversations are left out" in found.told[0]


def test_the_beginning_is_cut_never_the_last_answer(words):
    long = Conversation((Turn("user", "the lamp " * 40), TELL))
    example, *others = (found := encode([long], [9], words, Supervision(60, "truncate_left"))).examples
    assert not others
    assert len(example.ids) == 60
    assert stretches(words, example) == ["a box<|im_end|>"]
    line = found.table.row(0, named=True)
    assert (line["action"], line["cut"], line["cut_supervised"]) == ("cut", line["tokens"] - 60, 0)
    assert example.cut == line["cut"]


def test_an_answer_that_loses_its_beginning_is_not_learned(words):
    talk = Conversation((ASK, Turn("assistant", "the chair " * 20), Turn("user", "and?"), TELL))
    whole = encode([talk], [9], words, Supervision(512)).examples[0]
    found = encode([talk], [9], words, Supervision(len(whole.ids) - 80, "truncate_left"))
    assert stretches(words, found.examples[0]) == ["a box<|im_end|>"]
    assert found.table["cut_supervised"][0] > 0


def test_an_answer_longer_than_all_is_dropped_whatever_the_policy(words):
    talk = Conversation((ASK, Turn("assistant", "the chair " * 40)))
    found = encode([talk], [9], words, Supervision(30, "truncate_left"))
    assert not found.examples
    assert "its answer alone fills them" in found.table["reason"][0]


def test_error_names_the_first_row_and_how_many(words):
    long = Conversation((Turn("user", "the lamp " * 40), TELL))
    with pytest.raises(UserError, match="2 conversations are too long") as told:
        encode([TWO, long, long], [3, 9, 11], words, Supervision(60, "error"))
    assert "row 9" in str(told.value)


def test_what_the_template_refuses_is_set_aside_with_its_reason(words_with):
    talk = Conversation((Turn("system", "be brief"), ASK, TELL))
    found = encode([talk, TWO], [1, 2], words_with("strict"), Supervision(512))
    assert found.table["action"].to_list() == ["refused", "kept"]
    assert "system turns are not supported" in found.table["reason"][0]


def test_a_row_without_an_answer_teaches_nothing_and_says_so(words):
    found = encode([Conversation((ASK,)), Conversation(())], [1, 2], words, Supervision(512))
    assert not found.examples
    assert found.table["action"].to_list() == ["unsupervised"] * 2


def test_an_answer_ends_as_the_template_ends_it(words, words_with):
    assert end_ids(words) == [words.eos_token_id]
    words.eos_token = "<|endoftext|>"
    assert end_ids(words) == [words.convert_tokens_to_ids("<|im_end|>"), words.eos_token_id]
