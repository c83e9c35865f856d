"""Chat templates: a conversation as the text that a model reads, its prompt, and what ends an answer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from finetooth.core.conversation import Conversation, Turn, said

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

PLAIN = (  # for a tokenizer without a template: turns as they are, the end of the text after each answer
    "{% for message in messages %}{{ message['content'] }}"
    "{% if message['role'] == 'assistant' %}{{ eos_token }}{% endif %}{{ '\\n' }}{% endfor %}"
)
_LONGEST_END = 8  # tokens that may follow an answer and still belong to its end


class TemplateError(ValueError):
    """The chat template refuses a conversation, or cannot be taken apart turn by turn."""


def with_template(tokenizer: "PreTrainedTokenizerBase") -> bool:
    """Give a tokenizer that has no chat template the plain one, in place; say whether it did.

    It is saved with the model, so that whoever prompts it does as training did.
    """
    if tokenizer.chat_template:
        return False
    tokenizer.chat_template = PLAIN
    return True


def is_plain(conversation: Conversation) -> bool:
    """Whether a conversation is plain text to go on from nothing, which takes no template."""
    return len(conversation.turns) == 1 and conversation.turns[0].role == "assistant"


def rendered(
    tokenizer: "PreTrainedTokenizerBase",
    conversation: Conversation,
    upto: int | None = None,
    generation_prompt: bool = False,
) -> str:
    """Return the text of the first ``upto`` turns, the declared tools handed over. Raises TemplateError."""
    from jinja2 import TemplateError as Refused

    turns = conversation.turns[:upto]
    if is_plain(conversation):
        return f"{tokenizer.bos_token if _begins(tokenizer) else ''}{turns[0].content if turns else ''}"
    messages = [turn.message() for turn in turns]
    try:
        text = str(
            tokenizer.apply_chat_template(
                messages, conversation.declared(), tokenize=False, add_generation_prompt=generation_prompt
            )
        )
    except (Refused, TypeError, KeyError, ValueError, IndexError, AttributeError) as error:
        reason = next(iter(str(error).splitlines()), "") or type(error).__name__
        raise TemplateError(f"the chat template refuses it: {reason}") from None
    return text


def written_out(tokenizer: "PreTrainedTokenizerBase", conversation: Conversation) -> Conversation:
    """Return the conversation with its tool calls as content, where the template would leave them out.

    A model would be taught to answer nothing there. Raises TemplateError.
    """
    if not any(turn.calls for turn in conversation.turns):
        return conversation
    text = rendered(tokenizer, conversation)
    if all(call[1] in text for turn in conversation.turns for call in turn.calls):
        return conversation
    turns = tuple(Turn(turn.role, said(turn)) if turn.calls else turn for turn in conversation.turns)
    return replace(conversation, turns=turns)


def hides_tools(tokenizer: "PreTrainedTokenizerBase", conversation: Conversation) -> bool:
    """Whether tools are declared and the template does not show them to the model. Raises TemplateError."""
    if not conversation.declared() or is_plain(conversation):
        return False
    return rendered(tokenizer, conversation) == rendered(tokenizer, replace(conversation, tools=""))


def prompt_text(tokenizer: "PreTrainedTokenizerBase", conversation: Conversation) -> str:
    """Return all before the last answer, and what tells the model to answer now. Raises TemplateError."""
    if is_plain(conversation):
        return rendered(tokenizer, conversation, 0)
    whole = written_out(tokenizer, conversation)
    return rendered(tokenizer, whole, last_answer(whole), generation_prompt=True)


def prompt_ids(tokenizer: "PreTrainedTokenizerBase", conversation: Conversation) -> list[int]:
    """Return the tokens that generation starts from: the very ones that training shows. Raises TemplateError."""
    return ids_of(tokenizer, prompt_text(tokenizer, conversation))


def last_answer(conversation: Conversation) -> int:
    """Return the place of the turn that answers, the last if it is an assistant's; else how many turns there are."""
    turns = conversation.turns
    return len(turns) - 1 if turns and turns[-1].role == "assistant" else len(turns)


def ids_of(tokenizer: "PreTrainedTokenizerBase", text: str) -> list[int]:
    """Return the tokens of a rendered text, to which nothing is added: the template has said all."""
    return list(tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])


def end_ids(tokenizer: "PreTrainedTokenizerBase") -> list[int]:
    """Return the tokens that end an answer: the end of a turn as the template writes it, and the end of the text."""
    marks = ("\u2420one\u2420", "\u2420two\u2420")
    probe = Conversation((Turn("user", marks[0]), Turn("assistant", marks[1])))
    ends = [] if tokenizer.eos_token_id is None else [int(tokenizer.eos_token_id)]
    try:
        after = rendered(tokenizer, probe).rpartition(marks[1])[2]
    except TemplateError:
        return ends
    found = first_end(tokenizer, ids_of(tokenizer, after))
    return ends if found is None or found in ends else [found, *ends]


def first_end(tokenizer: "PreTrainedTokenizerBase", ids: Sequence[int]) -> int | None:
    """Return the first special token of those that follow an answer; None where no special one does."""
    special: set[Any] = {*tokenizer.all_special_ids, *added_special(tokenizer)}
    return next((token for token in ids[:_LONGEST_END] if token in special), None)


def added_special(tokenizer: "PreTrainedTokenizerBase") -> set[int]:
    """Return the tokens that are marked as special in the vocabulary itself."""
    known = getattr(tokenizer, "added_tokens_decoder", {})
    return {int(key) for key, token in known.items() if getattr(token, "special", False)}


def _begins(tokenizer: "PreTrainedTokenizerBase") -> bool:
    """Whether the tokenizer itself begins a text with a token of its own, as models of that kind are used to."""
    bare = ids_of(tokenizer, "a")
    return (
        tokenizer.bos_token_id is not None
        and list(tokenizer("a")["input_ids"])[:1] == [tokenizer.bos_token_id] != (bare[:1])
    )
