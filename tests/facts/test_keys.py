"""Tables that tie rows by their text."""

from finetooth.checks.examples import example_facts
from finetooth.core.plugins import all_checks
from finetooth.core.rows import name_of

all_checks()  # registers all facts


def test_text_keys_leave_out_rows_without_text() -> None:
    facts = example_facts(
        [{"text": "Hello ", "label": "a"}, {"text": " "}, {"text": "HELLO", "label": "b", "role": "field"}]
    )
    keys = facts.get("text_keys")
    assert [name_of(row) for row in keys["id"]] == [1, "field:1"]
    assert keys["text"].to_list() == ["Hello ", "HELLO"]
    assert keys["key"].to_list() == ["hello", "hello"]
    assert facts.get("train_keys")["key"].to_list() == ["hello"]


def test_split_keys_name_the_side_and_leave_out_the_field() -> None:
    facts = example_facts(
        {
            "splits": {
                "train": [{"text": "Hello", "group": "g"}],
                "test": [{"text": "hello"}, {"text": ""}],
                "field": [{"text": "hello"}],
            }
        }
    )
    keys = facts.get("split_keys")
    assert keys.select("side", "group", "key").rows() == [
        ("train", "g", "hello"),
        ("test", None, "hello"),
        ("test", None, None),
    ]
