"""Conditions that a language model meets outside: how the last question is put, and what stands around it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from finetooth.core.conversation import Conversation, Turn
from finetooth.core.errors import UserError, did_you_mean
from finetooth.recipe.sections import Validate
from finetooth.scenarios import all_scenarios

WORDINGS = ("typos", "lower_case", "no_punctuation", "shorter", "polite", "stray_spaces", "ocr_damage")
_PADDING = "Before my question, here are some notes that have nothing to do with it. "
_NOTES = (
    "The meeting moved to the small room upstairs.",
    "Somebody left an umbrella by the door on Tuesday.",
    "The printer on the second floor works again.",
    "Lunch is at noon, and the kitchen closes at two.",
    "The lift is slow in the morning, so take the stairs.",
)


@dataclass(frozen=True)
class Condition:
    """A way in which prompts differ outside; ``change`` makes it of conversations, in order, by a seed."""

    name: str
    title: str
    change: Callable[[Sequence[Conversation], int], list[Conversation]]


def conditions(longest_question: int) -> list[Condition]:
    """Return all conditions; ``longest_question`` (characters) is that of the training rows."""
    worded = [Condition(one.name, one.title, _worded(one.apply)) for one in all_scenarios() if one.name in WORDINGS]
    return [
        *worded,
        Condition("no_system", "Without the usual system prompt", _without_system),
        Condition("longer", "A longer prompt than any it was taught by", _longer(longest_question)),
    ]


def must_be_conditions(options: Validate) -> None:
    """Raise UserError where a name is that of no condition."""
    known = (*WORDINGS, *(one.name for one in conditions(0)[len(WORDINGS) :]))
    for name in [] if options.scenarios == "auto" else options.scenarios:
        if name not in known:
            what = f"no condition of a language model is named {name!r}{did_you_mean(name, known)}"
            raise UserError(what, "recipe: validate.scenarios", f"known: {', '.join(known)}")


def _worded(
    apply: Callable[[Sequence[str], int], list[str]],
) -> Callable[[Sequence[Conversation], int], list[Conversation]]:
    """Return a change of the words of each last question."""

    def change(conversations: Sequence[Conversation], seed: int) -> list[Conversation]:
        texts = apply([question(one) for one in conversations], seed)
        return [_asked(one, text) for one, text in zip(conversations, texts, strict=True)]

    return change


def _without_system(conversations: Sequence[Conversation], seed: int) -> list[Conversation]:
    kept = [tuple(turn for turn in one.turns if turn.role != "system") for one in conversations]
    return [replace(one, turns=turns) for one, turns in zip(conversations, kept, strict=True)]


def _longer(longest: int) -> Callable[[Sequence[Conversation], int], list[Conversation]]:
    """Return a change that puts strange notes before each last question, until it is longer than any known."""

    def change(conversations: Sequence[Conversation], seed: int) -> list[Conversation]:
        found = []
        for row, one in enumerate(conversations):
            text, note = _PADDING, row + seed
            while len(text) + len(question(one)) <= longest or note < row + seed + 2:
                text += _NOTES[note % len(_NOTES)] + " "
                note += 1
            found.append(_asked(one, f"{text}\n\n{question(one)}"))
        return found

    return change


def question(conversation: Conversation) -> str:
    """Return what the user says last before the last answer."""
    return next((turn.content for turn in reversed(conversation.turns) if turn.role == "user"), "")


def _asked(conversation: Conversation, text: str) -> Conversation:
    """Return the conversation with another last question."""
    last = max((place for place, turn in enumerate(conversation.turns) if turn.role == "user"), default=None)
    if last is None:
        return conversation
    turns = list(conversation.turns)
    turns[last] = Turn("user", text)
    return replace(conversation, turns=tuple(turns))
