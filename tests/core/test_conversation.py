"""Conversations keep every turn through a table and back, and read as people would write them."""

import pytest

from finetooth.core.conversation import CONVERSATIONS, Conversation, Turn, conversations_of, table_of

TOOLS = '[{"name": "weather", "parameters": {}}]'
CALLED = Conversation(
    (
        Turn("system", "Be brief."),
        Turn("user", "Is it raining in Graz?"),
        Turn("assistant", "", (("c1", "weather", '{"city": "Graz"}'),)),
        Turn("tool", '{"rain": false}', answers="c1"),
        Turn("assistant", "No."),
    ),
    TOOLS,
)
PLAIN = Conversation((Turn("user", "Two and two?"), Turn("assistant", "Four.")))


@pytest.mark.parametrize("one", [CALLED, PLAIN, Conversation(()), Conversation((Turn("assistant", "Once."),))])
def test_a_table_gives_back_what_was_put_in(one: Conversation):
    table = table_of([7], [one])
    assert dict(table.schema) == CONVERSATIONS
    assert conversations_of(table) == [one]


def test_prompt_and_answer_are_what_a_person_reads():
    assert (PLAIN.prompt, PLAIN.answer) == ("Two and two?", "Four.")
    assert CALLED.answer == "No."
    assert CALLED.prompt.splitlines() == [
        "system: Be brief.",
        "user: Is it raining in Graz?",
        'assistant: weather({"city": "Graz"})',
        'tool: {"rain": false}',
    ]
    open_end = Conversation((Turn("user", "Hello?"),))
    assert (open_end.prompt, open_end.answer) == ("Hello?", "")
    assert Conversation((Turn("assistant", "Once."),)).prompt == ""


def test_templates_get_calls_and_tools_as_values_not_as_text():
    called = CALLED.messages()[2]["tool_calls"][0]
    assert called == {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": {"city": "Graz"}}}
    assert CALLED.messages()[3]["tool_call_id"] == "c1"
    assert CALLED.declared() == [{"name": "weather", "parameters": {}}]
    assert PLAIN.declared() is None
    assert Conversation((), "not json").declared() is None


def test_arguments_that_are_no_json_are_kept_as_they_are():
    torn = Conversation((Turn("assistant", "", (("c1", "weather", '{"city": '),)),))
    assert torn.messages()[0]["tool_calls"][0]["function"]["arguments"] == '{"city": '
    assert conversations_of(table_of([1], [torn])) == [torn]


def test_arguments_that_name_half_a_character_are_kept_as_they_are():
    half = '{"city": "\\ud800"}'
    one = Conversation((Turn("user", "weather?"), Turn("assistant", "", (("c", "look", half),))), half)
    assert one.messages()[1]["tool_calls"][0]["function"]["arguments"] == half
    assert conversations_of(table_of([1], [one])) == [one]
    assert one.declared() is None


def test_a_chat_that_ends_with_a_question_has_no_answer_and_loses_no_turn():
    asked = Conversation((Turn("user", "One?"), Turn("assistant", "1."), Turn("user", "And two?")))
    assert asked.answer == ""
    assert asked.prompt.splitlines() == ["user: One?", "assistant: 1.", "user: And two?"]
