"""Recognition: which format the records of a file are in, and by what that is seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from finetooth.core.errors import UserError, did_you_mean
from finetooth.recipe.sections import Data
from finetooth.sources.conversations.alpaca import Alpaca
from finetooth.sources.conversations.format import Cells, Format
from finetooth.sources.conversations.messages import Messages
from finetooth.sources.conversations.preference import must_be_no_preferences
from finetooth.sources.conversations.prompt_completion import PromptCompletion
from finetooth.sources.conversations.sharegpt import ShareGPT
from finetooth.sources.conversations.single_turns import must_be_no_single_turns
from finetooth.sources.conversations.text import Text

FORMATS: tuple[Format, ...] = (Messages(), ShareGPT(), Alpaca(), PromptCompletion(), Text())  # in this order
LOOKED_AT = 200  # records
_COLUMN_OPTIONS = ("messages_column", "prompt_column", "completion_column", "system_column", "tools_column")


@dataclass(frozen=True)
class Recognised:
    """The format of a file, by what it was seen, and the column of each part."""

    format: Format
    evidence: str
    columns: dict[str, str]


def recognise(names: Sequence[str], records: Sequence[Cells], data: Data, where: str) -> Recognised:
    """Return the format that the recipe names, else the first that the records are seen to be. Raises UserError."""
    _must_be_columns(names, data, where)
    must_be_whole(names, records, data, where)
    able = [one for one in FORMATS if data.format in ("auto", one.name)]
    for one in able:
        if evidence := one.evidence(names, records, data):
            told = evidence if data.format == "auto" else f"data.format says so; {evidence}"
            return Recognised(one, told, one.columns(names, records, data))
    what = "the format of these rows was not recognised" if data.format == "auto" else f"the rows are no {data.format}"
    columns = "data.messages_column, or data.prompt_column and data.completion_column"
    fix = f'set data.format and its columns ({columns}); turns are objects: {{"role": "user", "content": "..."}}'
    raise UserError(f"{what}; columns: {', '.join(names[:20])}", where, fix)


def must_be_whole(names: Sequence[str], records: Sequence[Cells], data: Data, where: str) -> None:
    """Raise UserError where the records are of a kind that is known, and not learned from."""
    must_be_no_preferences(names, records, data, where)
    if data.format in ("auto", "messages") and not (data.messages_column or data.completion_column):
        must_be_no_single_turns(names, records, where)


def _must_be_columns(names: Sequence[str], data: Data, where: str) -> None:
    for option in _COLUMN_OPTIONS:
        asked = getattr(data, option)
        if asked is not None and asked not in names and option not in ("system_column", "tools_column"):
            hint = did_you_mean(asked, names)
            told = f"data.{option} = {asked!r}, but there is no such column{hint}"
            raise UserError(told, where, f"set data.{option} to one of: {', '.join(names[:20])}")
