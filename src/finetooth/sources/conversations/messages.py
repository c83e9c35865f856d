"""Messages: a list of turns with role and content, as OpenAI and chat templates have them, tool calls included."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from finetooth.core.conversation import Conversation
from finetooth.recipe.sections import Data
from finetooth.sources.conversations.format import Cells, Format, beside, parsed, tools_of
from finetooth.sources.conversations.turns import content_in, conversation_of, text_of

NAMES = ("messages", "conversations", "conversation", "dialogue", "dialog", "chat", "turns", "contents")
_ENOUGH = 0.5  # of the first records


class Messages(Format):
    """Turns with the keys ``role`` and ``content``."""

    name: ClassVar[str] = "messages"
    keys: ClassVar[tuple[str, ...]] = ("role",)

    def evidence(self, names: Sequence[str], records: Sequence[Cells], data: Data) -> str:
        """Look for a column of lists whose turns have these keys."""
        column, fitting = self._best(names, records, data)
        if not column or fitting < _ENOUGH * len(records):
            return ""
        keys = " and ".join(f"'{key}'" for key in self.keys)
        return (
            f"column {column!r} holds lists of turns with {keys} in {fitting:,} of the first {len(records):,} records"
        )

    def columns(self, names: Sequence[str], records: Sequence[Cells], data: Data) -> dict[str, str]:
        """Return the column of the turns, and those beside it."""
        column, _ = self._best(names, records, data)
        return {"messages": column or data.messages_column or "messages", **beside(names, data)}

    def conversations(self, cells: Cells, columns: Mapping[str, str]) -> list[Conversation]:
        """Read the turns."""
        system = _system(cells.get(columns["system"])) if "system" in columns else ""
        tools = tools_of(cells.get(columns["tools"])) if "tools" in columns else ""
        value = parsed(cells.get(columns["messages"]))
        if isinstance(value, dict) and isinstance(value.get("messages"), list):
            value = value["messages"]
        return [conversation_of(value, system, tools)]

    def _best(self, names: Sequence[str], records: Sequence[Cells], data: Data) -> tuple[str, int]:
        """Return the column with the most lists of such turns, known names first, and how many they are."""
        asked = [data.messages_column] if data.messages_column else sorted(names, key=_rank)
        counts = [(column, sum(self._fits(record.get(column)) for record in records)) for column in asked]
        return max(counts, key=lambda one: one[1], default=("", 0))

    def _fits(self, cell: str | None) -> bool:
        value = parsed(cell) if cell and cell.lstrip()[:1] == "[" else None
        if not isinstance(value, list) or not value:
            return False
        return all(isinstance(turn, Mapping) for turn in value) and all(key in value[0] for key in self.keys)


def _system(cell: str | None) -> str:
    """Return the system prompt of a cell: its text, or that of a turn without a role, as Gemini has it."""
    value = parsed(cell)
    return text_of(content_in(value), 0) if isinstance(value, Mapping) else cell or ""


def _rank(name: str) -> int:
    return NAMES.index(name.lower()) if name.lower() in NAMES else len(NAMES)
