"""Prompt and completion: two columns, of texts or of lists of turns."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from finetooth.core.conversation import Conversation, Turn
from finetooth.recipe.sections import Data
from finetooth.sources.conversations.format import Cells, Format, beside, first_named, parsed, tools_of
from finetooth.sources.conversations.turns import CALLERS, ROLE_NAMES, conversation_of

# fmt: off
PAIRS = (
    ("prompt", "completion"), ("prompt", "response"), ("prompt", "answer"), ("prompt", "output"), ("prompt", "target"),
    ("instruction", "response"), ("instruction", "output"), ("instruction", "completion"), ("instruction", "answer"),
    ("question", "answer"), ("question", "response"), ("question", "completion"), ("question", "output"),
    ("query", "response"), ("query", "answer"), ("input", "output"), ("input", "target"), ("inputs", "targets"),
    ("source", "target"), ("question", "sql"), ("question", "query"), ("text", "summary"), ("document", "summary"),
    ("article", "highlights"), ("user", "assistant"), ("human", "assistant"),
)
# fmt: on
_TURNS = ("[", "{")


class PromptCompletion(Format):
    """What is asked, and what is to be answered; either may be turns, as trl has them."""

    name: ClassVar[str] = "prompt_completion"

    def evidence(self, names: Sequence[str], records: Sequence[Cells], data: Data) -> str:
        """Look for two columns by name."""
        found = self.columns(names, records, data)
        both = [found[part] for part in ("prompt", "completion") if part in found]
        return f"columns {both[0]!r} and {both[1]!r}" if len(both) == 2 else ""

    def columns(self, names: Sequence[str], records: Sequence[Cells], data: Data) -> dict[str, str]:
        """Return the columns that are named, else the first pair of well-known names."""
        prompt, completion = data.prompt_column, data.completion_column
        for first, second in PAIRS:
            one, other = prompt or first_named(names, (first,)), completion or first_named(names, (second,))
            if one and other and one != other:
                return {"prompt": one, "completion": other, **beside(names, data)}
        return {}

    def conversations(self, cells: Cells, columns: Mapping[str, str]) -> list[Conversation]:
        """Put the turns together."""
        turns = [
            *_turns(cells.get(columns["prompt"]), "user"),
            *_turns(cells.get(columns["completion"]), "assistant"),
        ]
        system = (cells.get(columns["system"]) or "") if "system" in columns else ""
        tools = tools_of(cells.get(columns["tools"])) if "tools" in columns else ""
        return [conversation_of(turns, system, tools)]


def _turns(cell: str | None, role: str) -> list[Any]:
    """Return the messages that a cell holds; a plain text is one of them."""
    value = parsed(cell) if cell and cell.lstrip()[:1] in _TURNS else None
    if isinstance(value, Mapping):
        value = [value]
    if isinstance(value, list) and value and all(_is_turn(one) for one in value):
        return value
    return [Turn(role, cell or "").message()]  # type: ignore[arg-type]


def _is_turn(value: Any) -> bool:
    """Whether a value is a turn of a chat, and no answer in JSON that has a key of that name."""
    if not isinstance(value, Mapping) or str(value.get("role")).lower() not in (*ROLE_NAMES, *CALLERS):
        return False
    return any(name in value for name in ("content", "value", "text", "tool_calls", "function_call"))
