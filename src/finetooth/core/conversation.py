"""Conversation: what a language model is taught by, one canonical shape whatever format the file had."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

import polars as pl

Role = Literal["system", "user", "assistant", "tool"]
ROLES: tuple[Role, ...] = ("system", "user", "assistant", "tool")
CONVERSATIONS: dict[str, Any] = {
    "id": pl.Int64,  # of the row
    "messages": pl.String,  # JSON: a list of turns as chat templates take them
    "tools": pl.String,  # JSON: the declared tools, null where there are none
}


@dataclass(frozen=True)
class Turn:
    """One message. ``calls`` are the tools that an assistant calls, as (id, name, JSON of the arguments)."""

    role: Role
    content: str = ""
    calls: tuple[tuple[str, str, str], ...] = ()
    answers: str = ""  # the id of the call that a tool's turn answers

    def message(self) -> dict[str, Any]:
        """Return the turn as chat templates take it."""
        told: dict[str, Any] = {"role": self.role, "content": self.content}
        if self.calls:
            told["tool_calls"] = [
                {"id": key, "type": "function", "function": {"name": name, "arguments": _parsed(arguments)}}
                for key, name, arguments in self.calls
            ]
        return told | ({"tool_call_id": self.answers} if self.answers else {})

    @classmethod
    def of(cls, message: Mapping[str, Any]) -> Self:
        """Return the turn that ``message`` wrote."""
        calls = tuple(
            (call["id"], call["function"]["name"], _written(call["function"]["arguments"]))
            for call in message.get("tool_calls", ())
        )
        return cls(message["role"], message["content"], calls, message.get("tool_call_id", ""))


@dataclass(frozen=True)
class Conversation:
    """Turns in order, and the tools declared to the model (JSON, empty where there are none).

    Plain text to go on from nothing is one assistant's turn alone.
    """

    turns: tuple[Turn, ...]
    tools: str = ""

    @property
    def answer(self) -> str:
        """What the assistant says in the last turn; empty where that is another's."""
        return said(self.turns[-1]) if self.turns and self.turns[-1].role == "assistant" else ""

    @property
    def prompt(self) -> str:
        """All that stands before the answer, as a person reads it: bare where one user's turn is all of it."""
        answered = bool(self.turns) and self.turns[-1].role == "assistant"
        before = self.turns[:-1] if answered else self.turns
        if len(before) == 1 and before[0].role == "user":
            return before[0].content
        return "\n".join(f"{turn.role}: {said(turn)}" for turn in before)

    def messages(self) -> list[dict[str, Any]]:
        """Return the turns as chat templates take them."""
        return [turn.message() for turn in self.turns]

    def declared(self) -> list[dict[str, Any]] | None:
        """Return the declared tools as chat templates take them; None where there are none that can be read."""
        found = _parsed(self.tools) if self.tools else None
        return found if isinstance(found, list) and found else None


def said(turn: Turn) -> str:
    """Return what a turn says, its tool calls written out."""
    calls = [f"{name}({arguments})" for _, name, arguments in turn.calls]
    return "\n".join([*([turn.content] if turn.content or not calls else []), *calls])


def table_of(ids: Iterable[int], conversations: Sequence[Conversation]) -> pl.DataFrame:
    """Return conversations as a table with the columns of ``CONVERSATIONS``."""
    columns = {
        "id": list(ids),
        "messages": [_written(one.messages()) for one in conversations],
        "tools": [one.tools or None for one in conversations],
    }
    return pl.DataFrame(columns, schema=CONVERSATIONS)


def conversations_of(table: pl.DataFrame) -> list[Conversation]:
    """Return the conversations that ``table_of`` wrote, in order."""
    return [
        Conversation(tuple(Turn.of(message) for message in json.loads(messages)), tools or "")
        for messages, tools in table.select("messages", "tools").rows()
    ]


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _parsed(text: str) -> Any:
    """Return what JSON text says; the text itself where it is none, or says half a character, which no file holds."""
    try:
        value = json.loads(text)
        _written(value).encode()
    except (ValueError, RecursionError):
        return text
    return value
