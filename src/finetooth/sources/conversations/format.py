"""Format: how the rows of one way of writing conversations are known, and turned into the canonical shape."""

import ast
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from finetooth.core.conversation import Conversation
from finetooth.recipe.sections import Data

Cells = Mapping[str, str | None]  # of one record: lists and objects as JSON text
SYSTEM_NAMES = ("system", "system_prompt", "system_message", "system_instruction", "systeminstruction")
TOOLS_NAMES = ("tools", "functions", "available_tools")


class Misfit(ValueError):
    """A record that is not of the format, and why: it is set aside, or ends the reading."""


class Format(ABC):
    """One way to write conversations. Subclass it in one file of this folder, and name it in ``recognition``.

    ``records`` are the first records of a file, by column.
    """

    name: ClassVar[str]

    @abstractmethod
    def evidence(self, names: Sequence[str], records: Sequence[Cells], data: Data) -> str:
        """Return by what the records are seen to be of this format; empty where they are not."""

    @abstractmethod
    def columns(self, names: Sequence[str], records: Sequence[Cells], data: Data) -> dict[str, str]:
        """Return the column of each part: ``messages``, ``prompt``, ``completion``, ``system``, ``tools``, ..."""

    @abstractmethod
    def conversations(self, cells: Cells, columns: Mapping[str, str]) -> list[Conversation]:
        """Return what a record holds: one conversation; several where it has several answers. Raises Misfit."""


def parsed(cell: str | None) -> Any:
    """Return the list or object that a cell holds as JSON (or as Python prints it); any other cell as it is."""
    text = (cell or "").strip()
    if text[:1] not in ("[", "{"):
        return cell
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        try:
            value = ast.literal_eval(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            return cell
        return value if isinstance(value, list | dict) else cell


def first_named(names: Sequence[str], known: Sequence[str]) -> str | None:
    """Return the column with the first of these names, whatever its case."""
    by_name = {name.strip().lower(): name for name in names}
    return next((by_name[name] for name in known if name in by_name), None)


def beside(names: Sequence[str], data: Data) -> dict[str, str]:
    """Return the columns of the system prompt and of the tools, where there are any."""
    found = {
        "system": data.system_column or first_named(names, SYSTEM_NAMES),
        "tools": data.tools_column or first_named(names, TOOLS_NAMES),
    }
    return {part: name for part, name in found.items() if name is not None}


def tools_of(cell: str | None) -> str:
    """Return the declared tools as JSON text; empty where none are declared. What cannot be read stays as it is."""
    value = parsed(cell)
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        return (cell or "").strip()
    return json.dumps(value, ensure_ascii=False) if value else ""
