"""Files of every format become canonical conversations; what does not fit is set aside with line and reason."""

import csv
import json

import polars as pl
import pytest

from finetooth.core.conversation import Turn, conversations_of
from finetooth.core.errors import UserError
from finetooth.recipe.sections import Data
from finetooth.sources import read_conversations

ASKED, ANSWERED = "When does the shop open?", "It opens at nine."
BOTH = (Turn("user", ASKED), Turn("assistant", ANSWERED))


def _read(path, **options):
    return read_conversations(str(path), "train", Data(train=str(path), **options))


def _jsonl(tmp_path, *records, name="talks.jsonl"):
    path = tmp_path / name
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def _turns(source):
    return [one.turns for one in conversations_of(source.conversations)]


FORMATS = {
    "messages": {"messages": [{"role": "user", "content": ASKED}, {"role": "assistant", "content": ANSWERED}]},
    "sharegpt": {"conversations": [{"from": "human", "value": ASKED}, {"from": "gpt", "value": ANSWERED}]},
    "alpaca": {"instruction": ASKED, "input": "", "output": ANSWERED},
    "prompt_completion": {"prompt": ASKED, "completion": ANSWERED},
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_recognised_with_its_evidence(tmp_path, name):
    source = _read(_jsonl(tmp_path, FORMATS[name], FORMATS[name]))
    assert source.facts["conversation_format"] == name
    assert "'" in source.facts["recognised_by"]
    assert _turns(source) == [BOTH, BOTH]
    assert source.rows.table.select("text", "pair").rows() == [(ASKED, ANSWERED)] * 2
    assert source.rows.table["line"].to_list() == [1, 2]
    assert source.rows.labels.null_count() == 2


@pytest.mark.parametrize("name", FORMATS)
def test_csv_and_parquet_are_read_alike(tmp_path, name):
    cells = {key: value if isinstance(value, str) else json.dumps(value) for key, value in FORMATS[name].items()}
    path = tmp_path / "talks.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(cells))
        writer.writeheader()
        writer.writerow(cells)
    assert _turns(_read(path)) == [BOTH]
    pl.DataFrame([FORMATS[name]]).write_parquet(tmp_path / "talks.parquet")
    assert _turns(_read(tmp_path / "talks.parquet")) == [BOTH]


def test_plain_text_is_one_answer(tmp_path):
    source = _read(_jsonl(tmp_path, {"text": "Once upon a time."}))
    assert _turns(source) == [(Turn("assistant", "Once upon a time."),)]
    assert source.rows.table.select("text", "pair").rows() == [("Once upon a time.", None)]


def test_columns_may_be_named(tmp_path):
    path = _jsonl(tmp_path, {"frage": ASKED, "antwort": ANSWERED, "who": "Be brief."})
    source = _read(
        path, format="prompt_completion", prompt_column="frage", completion_column="antwort", system_column="who"
    )
    assert _turns(source) == [(Turn("system", "Be brief."), *BOTH)]
    with pytest.raises(UserError, match="did you mean antwort"):
        _read(path, format="prompt_completion", prompt_column="frage", completion_column="antwrt")


def test_instances_are_rows_of_their_own_that_stay_together(tmp_path):
    two = {
        "instruction": "Name one.",
        "instances": [{"input": "red", "output": "Rose"}, {"input": "", "output": "Lamp"}],
    }
    source = _read(_jsonl(tmp_path, two, {"instruction": "Hi", "instances": [{"input": "", "output": "Ho"}]}))
    assert _turns(source)[0] == (Turn("user", "Name one.\nred"), Turn("assistant", "Rose"))
    assert source.rows.table["line"].to_list() == [1, 1, 2]
    assert source.rows.table["group"].to_list() == ["record 0", "record 0", None]
    assert source.facts["notes"]


def test_history_and_system_stand_first(tmp_path):
    record = {
        "instruction": "And now?",
        "input": "",
        "output": "No.",
        "system": "Be brief.",
        "history": [["Is it?", "Yes."]],
    }
    wanted = (Turn("system", "Be brief."), Turn("user", "Is it?"), Turn("assistant", "Yes."))
    assert _turns(_read(_jsonl(tmp_path, record))) == [(*wanted, Turn("user", "And now?"), Turn("assistant", "No."))]


def test_openai_tool_calls_and_parts(tmp_path):
    call = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": '{"town": "Lyon"}'}}
    messages = [
        {"role": "developer", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "Rain"}, {"type": "text", "text": "?"}]},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": "no"},
        {"role": "assistant", "content": "No."},
    ]
    source = _read(_jsonl(tmp_path, {"messages": messages, "tools": [{"name": "weather"}]}))
    system, user, asked, told, _ = _turns(source)[0]
    assert (system.role, user.content) == ("system", "Rain?")
    assert asked.calls == (("c1", "weather", '{"town": "Lyon"}'),)
    assert told.answers == "c1"
    assert json.loads(source.conversations["tools"][0]) == [{"name": "weather"}]


def test_sharegpt_calls_get_ids_that_pair(tmp_path):
    talk = [
        {"from": "human", "value": "Rain?"},
        {"from": "function_call", "value": '{"name": "weather", "arguments": {"town": "Lyon"}}'},
        {"from": "observation", "value": "no"},
        {"from": "gpt", "value": "No."},
    ]
    _, asked, told, _ = _turns(_read(_jsonl(tmp_path, {"conversations": talk, "tools": "[]"})))[0]
    assert asked.calls == (("call_1", "weather", '{"town": "Lyon"}'),)
    assert told.answers == "call_1"


def test_gemini_parts_and_its_system_instruction(tmp_path):
    said = [{"role": "user", "parts": [{"text": ASKED}]}, {"role": "model", "parts": [{"text": ANSWERED}]}]
    source = _read(_jsonl(tmp_path, {"systemInstruction": {"parts": [{"text": "Be brief."}]}, "contents": said}))
    assert source.facts["conversation_format"] == "messages"
    assert _turns(source) == [(Turn("system", "Be brief."), *BOTH)]


MISFITS = {
    "unknown key": ({"messages": [{"role": "user", "utterance": "x"}]}, "role, utterance, and none of content"),
    "called by parts": ({"messages": [{"role": "model", "parts": [{"functionCall": {}}]}]}, "type 'functionCall'"),
    "no list": ({"messages": "hello"}, "no list"),
    "empty": ({"messages": []}, "empty"),
    "null": ({"messages": None}, "no list"),
    "unknown role": ({"messages": [{"role": "wizard", "content": "x"}]}, "'wizard'"),
    "no role": ({"messages": [{"content": "x"}]}, "no role"),
    "no object": ({"messages": ["x"]}, "no object"),
    "picture": ({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": "x"}]}]}, "image_url"),
    "object": ({"messages": [{"role": "user", "content": {"a": 1}}]}, "content of turn 1"),
    "called by a user": (
        {"messages": [{"role": "user", "content": "x", "tool_calls": [{"function": {}}]}]},
        "calls tools",
    ),
}


@pytest.mark.parametrize("name", MISFITS)
def test_what_does_not_fit_is_set_aside_with_line_and_reason(tmp_path, name):
    record, reason = MISFITS[name]
    path = _jsonl(tmp_path, FORMATS["messages"], record, FORMATS["messages"])
    with pytest.raises(UserError) as told:
        _read(path)
    assert reason in told.value.what
    assert told.value.where.endswith(":2")
    source = _read(path, on_bad_line="quarantine")
    assert len(source.rows) == 2
    assert source.set_aside["line"].to_list() == [2]
    assert reason in source.set_aside["reason"][0]
    assert source.facts["records"] == 3


def test_preferences_are_refused_with_what_can_be_done(tmp_path):
    path = _jsonl(tmp_path, {"prompt": ASKED, "chosen": ANSWERED, "rejected": "No."})
    with pytest.raises(UserError, match="preferences") as told:
        _read(path)
    assert "completion_column: chosen" in told.value.fix
    assert _turns(_read(path, completion_column="chosen")) == [BOTH]


def test_unpaired_preferences_are_refused_too(tmp_path):
    with pytest.raises(UserError, match="judged good or bad"):
        _read(_jsonl(tmp_path, {"prompt": ASKED, "completion": ANSWERED, "label": True}))


def test_single_turns_are_refused_with_the_form_that_is_read(tmp_path):
    said = [{"talk": 1, "Role": "Human", "content": ASKED}, {"talk": 1, "Role": "bot", "content": ANSWERED}]
    with pytest.raises(UserError, match=r"single turns \(column 'Role' holds bot, human\)") as told:
        _read(_jsonl(tmp_path, *said))
    assert '{"messages": [' in told.value.fix
    assert len(_turns(_read(_jsonl(tmp_path, *said), format="text"))) == 2
    assert told.value.fix.endswith("--label-column Role")
    beside = [{**one, **FORMATS["messages"]} for one in said]
    assert _turns(_read(_jsonl(tmp_path, *beside), messages_column="messages")) == [BOTH, BOTH]


def test_an_empty_turn_is_no_misfit_and_a_text_that_is_a_list_is_one_if_said_so(tmp_path):
    empty = {"messages": [{"role": "user", "content": ASKED}, {"role": "assistant", "tool_calls": []}]}
    assert _turns(_read(_jsonl(tmp_path, empty))) == [(BOTH[0], Turn("assistant", ""))]
    lists = _jsonl(tmp_path, {"text": "[1, 2]"}, {"text": "[3]"})
    assert [turns[0].content for turns in _turns(_read(lists, format="text"))] == ["[1, 2]", "[3]"]


@pytest.mark.parametrize("said", [[ASKED, ANSWERED], [{"by": "me", "words": ASKED}]])
def test_lists_of_turns_in_another_form_are_no_plain_text(tmp_path, said):
    with pytest.raises(UserError, match="not recognised") as told:
        _read(_jsonl(tmp_path, {"dialog": said}))
    assert '{"role": "user", "content": "..."}' in told.value.fix


def test_an_unknown_form_says_what_to_set(tmp_path):
    with pytest.raises(UserError, match="not recognised") as told:
        _read(_jsonl(tmp_path, {"alpha": "x", "beta": "y"}))
    assert "data.format" in told.value.fix


def test_other_columns_are_kept(tmp_path):
    source = _read(_jsonl(tmp_path, {**FORMATS["prompt_completion"], "source": "shop", "id": "7"}))
    assert source.columns.columns == ["id", "source", "id_in_file"]
