"""DAT037: tool calls that no program could carry out."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from finetooth.checks.wording import counted, frequencies, names, part_of
from finetooth.core.check import SFT, Check
from finetooth.core.conversation import Turn, conversations_of
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows

_CALLS = '"tool_calls"|"role": ?"tool"'


class ToolCalls(Check):
    """Tool calls cannot be carried out.

    Why: arguments that do not parse, a tool that was never declared, or an answer to no call teach a model to write
    calls that fail; in use nobody mends them.
    Fix: mend the rows: declare the tools, write arguments as a JSON object, give each answer the id of its call.
    Blind: arguments of a right form and a wrong meaning; of types only names and what is required are compared.
    """

    code = "DAT037"
    tasks = SFT
    severity = Severity.ERROR
    fix_class = "never"
    bad = [
        {
            "conversations": [
                {
                    "turns": [
                        {"role": "user", "content": "Rain?"},
                        {
                            "role": "assistant",
                            "content": "",
                            "tool_calls": [{"id": "1", "function": {"name": "weather", "arguments": '{"town": '}}],
                        },
                        {"role": "tool", "content": "no", "tool_call_id": "1"},
                        {"role": "assistant", "content": "No."},
                    ],
                    "tools": '[{"name": "weather"}]',
                }
            ]
        },
    ]
    good = [
        {
            "conversations": [
                {
                    "turns": [
                        {"role": "user", "content": "Rain?"},
                        {
                            "role": "assistant",
                            "content": "",
                            "tool_calls": [{"id": "1", "function": {"name": "weather", "arguments": {"town": "Lyon"}}}],
                        },
                        {"role": "tool", "content": "no", "tool_call_id": "1"},
                        {"role": "assistant", "content": "No."},
                    ],
                    "tools": '[{"name": "weather", "parameters": {"properties": {"town": {}}, "required": ["town"]}}]',
                }
            ]
        },
    ]

    def judge(self, rows: Rows, conversations: pl.DataFrame) -> Finding | Passed:
        """Go through each conversation that calls tools or declares them."""
        calling = rows.table.select("id").join(conversations, on="id", maintain_order="left")
        calling = calling.filter(pl.col("messages").str.contains(_CALLS) | pl.col("tools").is_not_null())
        if calling.is_empty():
            raise NotApplicable("no conversation calls a tool or declares one")
        found = [
            (row, kind)
            for row, one in zip(calling["id"], conversations_of(calling), strict=True)
            for kind in dict.fromkeys(call_faults(one.turns, one.tools))
        ]
        if not found:
            return Passed(f"{counted(calling.height, 'conversation')} with tools: each call can be carried out")
        table = pl.DataFrame(found, schema={"id": pl.Int64, "kind": pl.String}, orient="row")
        ids, kinds = table["id"].unique(maintain_order=True), frequencies(table["kind"])
        told = ", ".join(f"{kind} {number:,}" for kind, number in kinds.items())
        message = (
            f"{part_of(len(ids), calling.height, 'conversation')} with tool calls that cannot be carried out: {told}"
        )
        return Finding.on(message, ids, checked=calling.height, kinds=kinds, first=names(ids))


def call_faults(turns: Sequence[Turn], tools: str) -> Iterator[str]:
    """Yield what is wrong with the calls of one conversation."""
    declared = _declared(tools)
    if declared is None:
        yield "declared tools that cannot be read"
    called, answered = [key for turn in turns for key, _, _ in turn.calls], [turn.answers for turn in turns]
    for turn in turns:
        for _, name, arguments in turn.calls:
            yield from _call_faults(name, arguments, declared)
    answers = [turn.answers for turn in turns if turn.role == "tool"]
    if any(key and key not in called for key in answers) or (called and any(not key for key in answers)):
        yield "an answer to no call"
    waiting = [key for turn in turns[:-1] for key, _, _ in turn.calls if key not in answered]
    if waiting:
        yield "a call without an answer"
    if len(set(called)) < len(called):
        yield "two calls with one id"


def _call_faults(name: str, arguments: str, declared: dict[str, Any] | None) -> Iterator[str]:
    if not name:
        yield "a call that names no tool"
        return
    try:
        given = json.loads(arguments) if arguments.strip() else {}
    except ValueError:
        given = None
    if not isinstance(given, dict):
        yield "arguments that do not parse"
    if declared is None:
        return
    if name not in declared:
        yield "a tool that was not declared"
    elif isinstance(given, dict):
        yield from _argument_faults(given, declared[name])


def _argument_faults(given: dict[str, Any], schema: Any) -> Iterator[str]:
    parameters = schema.get("parameters") if isinstance(schema, dict) else None
    if not isinstance(parameters, dict):
        return
    needed, known = parameters.get("required"), parameters.get("properties")
    if isinstance(needed, list) and any(isinstance(one, str) and one not in given for one in needed):
        yield "a required argument that is missing"
    if isinstance(known, dict) and known and any(one not in known for one in given):
        yield "an argument that was not declared"


def _declared(tools: str) -> dict[str, Any] | None:
    """Return the declared tools by name; None where the declaration cannot be read."""
    try:
        listed = json.loads(tools) if tools else []
    except ValueError:
        return None
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        return None
    inner = [one["function"] if isinstance(one.get("function"), dict) else one for one in listed]
    return {str(one.get("name")): one for one in inner}
