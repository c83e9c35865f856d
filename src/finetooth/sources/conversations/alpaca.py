"""Alpaca: instruction, input and output, earlier turns in "history"; or one instruction with several "instances"."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from finetooth.core.conversation import Conversation, Turn
from finetooth.recipe.sections import Data
from finetooth.sources.conversations.format import Cells, Format, Misfit, beside, first_named, parsed, tools_of
from finetooth.sources.conversations.turns import text_of

_OUTPUTS = ("output", "response", "completion", "answer", "target")
_INPUTS = ("input", "context")


class Alpaca(Format):
    """The prompt is the instruction and, on lines of its own, the input."""

    name: ClassVar[str] = "alpaca"

    def evidence(self, names: Sequence[str], records: Sequence[Cells], data: Data) -> str:
        """Look for the columns by name."""
        found = self.columns(names, records, data)
        if "prompt" not in found or not {"completion", "instances"} & found.keys():
            return ""
        if data.format == "auto" and not {"input", "instances", "history"} & found.keys():
            return ""  # a prompt and a completion under other names
        return "columns " + ", ".join(repr(found[part]) for part in found if part not in ("system", "tools"))

    def columns(self, names: Sequence[str], records: Sequence[Cells], data: Data) -> dict[str, str]:
        """Return the columns of instruction, input, output, history and instances, as far as there are any."""
        found = {
            "prompt": data.prompt_column or first_named(names, ("instruction",)),
            "input": first_named(names, _INPUTS),
            "completion": data.completion_column or first_named(names, _OUTPUTS),
            "history": first_named(names, ("history",)),
            "instances": first_named(names, ("instances",)),
        }
        kept = {part: name for part, name in found.items() if name is not None}
        return kept | beside(names, data)

    def conversations(self, cells: Cells, columns: Mapping[str, str]) -> list[Conversation]:
        """Put the turns together; each of several instances is a conversation."""
        told = {part: cells.get(name) for part, name in columns.items()}
        before = [*_system(told), *_history(told.get("history"))]
        tools = tools_of(told.get("tools"))
        return [
            Conversation((*before, Turn("user", _prompt(told.get("prompt"), given)), Turn("assistant", answer)), tools)
            for given, answer in _instances(told)
        ]


def _system(told: Mapping[str, str | None]) -> list[Turn]:
    system = told.get("system") or ""
    return [Turn("system", system)] if system.strip() else []


def _history(cell: str | None) -> list[Turn]:
    """Return the earlier turns: a list of pairs of what was asked and what was answered."""
    pairs = parsed(cell) or []
    if not isinstance(pairs, list) or not all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in pairs):
        raise Misfit(f"the history is no list of pairs: {str(cell)[:60]!r}")
    return [
        turn
        for asked, answered in pairs
        for turn in (Turn("user", text_of(asked, 1)), Turn("assistant", text_of(answered, 2)))
    ]


def _prompt(instruction: str | None, given: str) -> str:
    return "\n".join(part for part in (instruction or "", given) if part.strip())


def _instances(told: Mapping[str, str | None]) -> list[tuple[str, str]]:
    if "instances" not in told:
        return [(told.get("input") or "", told.get("completion") or "")]
    listed: Any = parsed(told["instances"])
    if not isinstance(listed, list) or not listed or not all(isinstance(one, Mapping) for one in listed):
        raise Misfit(f"the instances are no list of objects: {str(told['instances'])[:60]!r}")
    return [(_text(one.get("input")), _text(one.get("output"))) for one in listed]


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
