"""Single turns: rows of one turn each are recognised, and refused with the form that is read."""

from collections.abc import Sequence

from finetooth.core.errors import UserError
from finetooth.sources.conversations.format import Cells, first_named
from finetooth.sources.conversations.turns import ROLE_NAMES

_ROLES, _CONTENTS = ("role", "from", "speaker", "sender"), ("content", "value", "text", "message", "utterance")
_BOTH = {"user", "assistant"}


def must_be_no_single_turns(names: Sequence[str], records: Sequence[Cells], where: str) -> None:
    """Raise UserError where one column says who speaks and another what: a record is a whole conversation."""
    speaker, spoken = first_named(names, _ROLES), first_named(names, _CONTENTS)
    if not speaker or not spoken:
        return
    said = {(record.get(speaker) or "").strip().lower() for record in records}
    if said <= set(ROLE_NAMES) and {ROLE_NAMES[role] for role in said} >= _BOTH:
        told = (
            f"these rows are single turns (column {speaker!r} holds {', '.join(sorted(said))}): a row is one whole talk"
        )
        turns = '{"messages": [{"role": "user", "content": "..."}, {"role": "assistant", "content": "..."}]}'
        fix = f"gather the turns of each conversation in one record: {turns}; to classify who speaks: --label-column"
        raise UserError(told, where, f"{fix} {speaker}")
