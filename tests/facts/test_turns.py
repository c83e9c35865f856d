"""Turns and exchanges of conversations, whatever they hold."""

from finetooth.checks.examples import example_values
from finetooth.core.facts import Facts
from finetooth.facts import turns as _turns  # noqa: F401  (registers the facts)

CALL = {"id": "1", "function": {"name": "weather", "arguments": {"town": {"name": "Lyon", "near": [1, None]}}}}


def _facts(*talks):
    return Facts(example_values({"conversations": list(talks)}))


def test_every_turn_has_a_line():
    calling = [{"role": "user", "content": "Rain?"}, {"role": "assistant", "content": "", "tool_calls": [CALL]}]
    table = _facts([("user", "Hi"), ("assistant", "Ho")], calling).get("turns")
    assert table.select("id", "turn", "turns", "speaker").rows() == [
        (1, 0, 2, "user"),
        (1, 1, 2, "assistant"),
        (2, 0, 2, "user"),
        (2, 1, 2, "assistant"),
    ]
    assert table["calls"].null_count() == 3
    assert "Lyon" in table["calls"][3]


def test_exchanges_stand_in_the_order_of_the_rows():
    facts = _facts([("user", "HI  there"), ("assistant", "Ho")], [("assistant", "Once")], [("user", "Bye")])
    table = facts.get("exchanges")
    assert table.select("prompt_key", "answer", "asked", "plain").rows() == [
        ("hi there", "Ho", "HI  there", False),
        ("", "Once", "", True),
        ("bye", "", "Bye", False),
    ]
    assert facts.get("answered")["id"].to_list() == [1, 2]


def test_rows_that_are_gone_have_no_turns():
    facts = _facts([("user", "Hi"), ("assistant", "Ho")], [("user", "Is it?"), ("assistant", "Yes.")])
    left = facts.with_(rows=facts.get("rows").without([1]))
    assert left.get("turns")["id"].unique().to_list() == [2]
