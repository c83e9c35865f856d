"""Preferences: rows with a chosen and a rejected answer are recognised, and refused with what can be done."""

from collections.abc import Sequence

from finetooth.core.errors import UserError
from finetooth.recipe.sections import Data
from finetooth.sources.conversations.format import Cells, first_named

_CHOSEN, _REJECTED = ("chosen", "chosen_response", "preferred"), ("rejected", "rejected_response", "dispreferred")
_BOOLEAN = {"true", "false", "True", "False"}


def must_be_no_preferences(names: Sequence[str], records: Sequence[Cells], data: Data, where: str) -> None:
    """Raise UserError where rows are preferences and nobody said which column is the answer."""
    if data.completion_column or data.messages_column:
        return
    chosen, rejected = first_named(names, _CHOSEN), first_named(names, _REJECTED)
    if chosen and rejected:
        told = f"these rows are preferences (columns {chosen!r} and {rejected!r}): task sft learns one answer a prompt"
        prompt = first_named(names, ("prompt", "question", "instruction"))
        fix = f"to teach the preferred answers alone, set data.completion_column: {chosen}"
        fix += "" if prompt else ", and data.prompt_column (or data.messages_column: chosen, where it holds all turns)"
        raise UserError(told, where, fix + "; learning from preferences (DPO) is not part of this version")
    verdict = first_named(names, ("label",))
    if verdict and first_named(names, ("prompt",)) and first_named(names, ("completion",)):
        said = {record.get(verdict) for record in records} - {None}
        if said and said <= _BOOLEAN:
            told = f"these rows are answers judged good or bad (column {verdict!r} holds {', '.join(map(repr, said))})"
            fix = "keep the good ones in a file of their own, or name data.completion_column to teach all of them"
            raise UserError(told, where, fix)
