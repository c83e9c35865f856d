"""Text: one column of plain text to go on from nothing."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from finetooth.core.conversation import Conversation, Turn
from finetooth.recipe.sections import Data
from finetooth.sources.conversations.format import Cells, Format, first_named, parsed

NAMES = ("text", "content", "document", "body", "completion", "story")


class Text(Format):
    """Each row is one text: all of it is learned."""

    name: ClassVar[str] = "text"

    def evidence(self, names: Sequence[str], records: Sequence[Cells], data: Data) -> str:
        """Look for a column by name, or take the only one."""
        found = self.columns(names, records, data)
        lists = found and [isinstance(parsed(record.get(found["messages"])), list) for record in records]
        if lists and all(lists) and data.format == "auto":
            return ""  # of turns in a form that is not read: no text that anybody wrote
        return f"column {found['messages']!r} is plain text" if found else ""

    def columns(self, names: Sequence[str], records: Sequence[Cells], data: Data) -> dict[str, str]:
        """Return the column of the text."""
        column = data.messages_column or data.text_column or first_named(names, NAMES)
        if column is None and len(names) == 1:
            column = names[0]
        return {"messages": column} if column else {}

    def conversations(self, cells: Cells, columns: Mapping[str, str]) -> list[Conversation]:
        """One turn of the assistant's."""
        return [Conversation((Turn("assistant", cells.get(columns["messages"]) or ""),))]
