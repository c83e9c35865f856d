"""Every check of conversations keeps its peace with any conversation: null, nested, empty, endless."""

import json

import pytest

from finetooth.checks.examples import example_values
from finetooth.core.conversation import CONVERSATIONS, Turn
from finetooth.core.facts import Facts
from finetooth.core.finding import Outcome
from finetooth.core.ledger import Ledger
from finetooth.core.plugins import all_checks
from finetooth.core.turning import apply_to_turns, change_turns
from finetooth.sources.conversations.turns import conversation_of

CHECKS = [check for check in all_checks() if "sft" in check.tasks]
CALL = {"id": "1", "function": {"name": "weather", "arguments": '{"town": '}}
NASTY = [
    "",
    " ",
    "\u200b",
    "{{",
    "```",
    "[INST]",
    "=cmd()|'<script>",
    "\u202egnp.exe \\1 $1 ${1}",
    "x" * 20_000,
    "a b " * 2_000,
]
TALKS = {
    "one word": [("user", "Hi"), ("assistant", "Ho")],
    "no answer": [("user", "Hi")],
    "only system": [("system", "Be kind.")],
    "only a tool": [("tool", "{}")],
    "empty answer": [("user", "Hi"), ("assistant", "")],
    "plain": [("assistant", "Once upon a time")],
    "nothing": [("assistant", "")],
    "backwards": [("assistant", "Ho"), ("user", "Hi"), ("system", "Be kind.")],
    "calls": [
        {"role": "user", "content": "Rain?"},
        {"role": "assistant", "content": "", "tool_calls": [CALL, CALL]},
        {"role": "tool", "content": "", "tool_call_id": "9"},
    ],
}


def _facts(talks):
    given = example_values({"conversations": talks})
    given["columns"] = given["rows"].table.select("id")
    return Facts(given | {"evaluation_sets": _sets()})


def _sets():
    import polars as pl

    return pl.DataFrame({"set": ["quiz", "quiz"], "record": [1, 2], "text": ["", "Hi"], "answer": [None, "Ho"]})


def _everything():
    for name, talk in TALKS.items():
        yield name, [talk]
    yield "all", list(TALKS.values())
    yield "nasty", [[("user", one), ("assistant", other)] for one in NASTY for other in NASTY[:4]]
    yield (
        "in all roles",
        [{"turns": TALKS["one word"], "role": role} for role in ("train", "validation", "test", "field")],
    )
    yield "many", [[("user", f"Say {n}"), ("assistant", f"It is {n}.")] for n in range(80)]
    yield (
        "tools that are none",
        [{"turns": TALKS["calls"], "tools": tools} for tools in ("x", "[1]", "{}", "[]", "null")],
    )


@pytest.mark.parametrize("name", [name for name, _ in _everything()])
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_any_conversation_is_judged(check, name):
    facts = _facts(dict(_everything())[name])
    if not check.ready(facts):
        return
    verdict = check.run(facts)
    assert verdict.outcome is not Outcome.BROKEN, verdict.evidence
    json.dumps(verdict.evidence, allow_nan=False)
    assert len(set(verdict.rows)) == len(verdict.rows)
    assert set(verdict.rows) <= set(facts.get("rows").ids)
    if verdict.is_evidence:
        assert any(letter.isdigit() for letter in verdict.message)
    if verdict.outcome is Outcome.FAILED and check.fixes:
        _must_balance(check, facts)


def _must_balance(check, facts):
    turns = facts.get("turns")
    if check.mend is not None:
        table = change_turns(turns, check.mend(turns["content"].alias("text")), check.title)
    else:
        table = facts.call(check.edits)
    rows, talks = apply_to_turns(facts.get("rows"), facts.get("conversations"), table)
    Ledger.empty().plus(table, "2-prepare", check.code).must_balance(facts.get("rows"), rows)
    assert rows.ids.to_list() == talks["id"].to_list()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_no_conversations_are_no_evidence(check):
    facts = Facts(example_values({"conversations": []}) | {"columns": _facts([TALKS["plain"]]).get("columns").clear()})
    if check.ready(facts):
        assert check.run(facts).outcome is not Outcome.PASSED


def test_canonical_turns_keep_what_is_null_or_nested():
    told = conversation_of([{"role": "assistant", "content": None}, {"role": "user", "content": 12}])
    assert told.turns == (Turn("assistant", ""), Turn("user", "12"))
    assert set(CONVERSATIONS) == {"id", "messages", "tools"}
