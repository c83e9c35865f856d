"""Prompts alone: a file of one column looks like plain text, and is of questions where answers were taught."""

from dataclasses import replace

from finetooth.core.conversation import Conversation, Turn, conversations_of, table_of
from finetooth.core.errors import UserError
from finetooth.sources.source import Source

_TEXT = "text"


def as_prompts(source: Source, taught_format: str) -> Source:
    """Return a file that was read as plain text as questions of a user, unless plain text is what was taught."""
    if source.facts.get("conversation_format") != _TEXT or taught_format == _TEXT:
        return source
    asked = [Conversation((Turn("user", one.answer),)) for one in conversations_of(source.conversations)]
    table = table_of(source.conversations["id"].to_list(), asked)
    return replace(source, conversations=table, facts={**source.facts, "conversation_format": "prompts alone"})


def must_have_answers(source: Source, taught_format: str, location: str) -> None:
    """Raise UserError where a file that judges was read as plain text, and conversations were taught."""
    if source.facts.get("conversation_format") != _TEXT or taught_format == _TEXT:
        return
    column = source.facts["conversation_columns"]["messages"]
    told = f"column {column!r} is plain text, and the training file has questions and answers ({taught_format})"
    fix = "add the answers, under the names of the training file; a file of questions alone can be data.field"
    raise UserError(f"{told}: there is nothing to judge answers by", location, fix)
