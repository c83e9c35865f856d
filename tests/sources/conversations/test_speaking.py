"""What a file is taken for where nobody names the task."""

import json
from pathlib import Path

import pytest

from finetooth.asked import recipe_of
from finetooth.recipe.sections import Data
from finetooth.sources.conversations import speaking
from finetooth.sources.conversations.speaking import holds_conversations

TALK = {"messages": [{"role": "user", "content": "Where is it?"}, {"role": "assistant", "content": "On its way."}]}
SHARED = {"conversations": [{"from": "human", "value": "Where is it?"}, {"from": "gpt", "value": "On its way."}]}
ALPACA = {"instruction": "Say where it is", "input": "", "output": "On its way."}
PAIR = {"prompt": "Where is it?", "completion": "On its way."}


def written(tmp_path: Path, *record: dict, name: str = "rows.jsonl") -> str:
    path = tmp_path / name
    records = [{**one, "id": str(place)} for place, one in enumerate(record * (6 // len(record)))]
    text = json.dumps(records) if name.endswith(".json") else "\n".join(map(json.dumps, records))
    path.write_text(text)
    return str(path)


@pytest.mark.parametrize("record", [TALK, SHARED, ALPACA, PAIR])
@pytest.mark.parametrize("name", ["rows.jsonl", "rows.json"])
def test_conversations_in_any_format_ask_for_a_language_model(tmp_path: Path, record: dict, name: str) -> None:
    recipe = recipe_of(None, {"data.train": written(tmp_path, record, name=name), "base_model": "m"})
    assert recipe.task == "sft"


@pytest.mark.parametrize(
    "records",
    [
        [{"prompt": "Where is it?", "chosen": "On its way.", "rejected": "No."}],
        [{"chosen": "On its way.", "rejected": "No."}],
        [{"talk": 1, "role": "user", "content": "Where?"}, {"talk": 1, "role": "assistant", "content": "There."}],
    ],
)
def test_what_is_learned_from_by_no_task_is_left_to_the_reader_of_conversations(tmp_path: Path, records: list) -> None:
    assert recipe_of(written(tmp_path, *records), {}).task == "sft"


@pytest.mark.parametrize(
    "record",
    [
        {"text": "Where is it?", "label": "delivery"},
        {"content": "Where is it?", "role": "doctor"},  # a role to be told by what is said
        {"prompt": "Where is it?", "label": "delivery"},  # a prompt to be classified
        {"prompt": "Where is it?"},  # nothing to answer
        {"text": "I asked for its completion"},
    ],
)
def test_other_rows_do_not(tmp_path: Path, record: dict) -> None:
    assert recipe_of(written(tmp_path, record), {}).task == "text-classification"


def test_answers_that_differ_are_learned_and_those_that_come_again_are_labels(tmp_path: Path) -> None:
    sums = [{"question": f"What is {n} and {n}?", "answer": f"It is {2 * n}."} for n in range(6)]
    assert recipe_of(written(tmp_path, *sums), {}).task == "sft"
    even = [{"question": f"Is {n} even?", "answer": "no" if n % 2 else "yes"} for n in range(6)]
    assert recipe_of(written(tmp_path, *even), {}).task == "text-classification"
    table = tmp_path / "sums.csv"
    table.write_text("question,answer\n" + "".join(f"What is {n} and {n}?,It is {2 * n}.\n" for n in range(6)))
    assert recipe_of(str(table), {}).task == "sft"


def test_what_is_named_is_not_guessed(tmp_path: Path) -> None:
    rows = written(tmp_path, ALPACA)
    assert recipe_of(rows, {}, ["task=text-classification"]).task == "text-classification"
    assert recipe_of(rows, {"data.label_column": "output"}).task == "text-classification"
    assert recipe_of(rows, {}, ["problem_type=regression"]).task == "text-classification"
    assert recipe_of(rows, {}, ["data.pair_column=input"]).task == "text-classification"
    assert recipe_of(rows, {}, ["data.label_separator=;"]).task == "text-classification"
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(f"task: text-classification\ndata: {{train: {rows}}}\n")
    assert recipe_of(str(recipe), {}).task == "text-classification"
    recipe.write_text(f"data: {{train: {rows}}}\n")
    assert recipe_of(str(recipe), {}).task == "sft"


def test_a_file_that_cannot_be_read_is_left_to_its_reader(tmp_path: Path) -> None:
    (tmp_path / "broken.jsonl").write_text('{"messages": [')
    assert not holds_conversations(Data(train=str(tmp_path / "broken.jsonl")))
    assert not holds_conversations(Data(train=str(tmp_path / "absent.csv")))


@pytest.mark.parametrize(
    ("name", "begin", "may"),
    [
        ("a.csv", "text,label\nthe prompt,completion\n", False),
        ("a.csv", "question,answer,label\n", False),
        ("a.csv", "question,answer\n", True),
        ("a.tsv", '"prompt"\t"completion"\n', True),
        ("a.jsonl", '{"text": "a prompt and its completion", "kind": "a"}', False),
        ("a.json", '[{"Messages": []}]', True),
        ("a.parquet", "", True),
    ],
)
def test_the_first_bytes_tell_whether_a_file_is_read_for_this(tmp_path: Path, name: str, begin: str, may: bool) -> None:
    (tmp_path / name).write_text(begin)
    assert speaking.may_hold_conversations(str(tmp_path / name)) is may
