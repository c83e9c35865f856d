"""Labels: which tokens of a conversation are learned, found by what each answer adds to the text before it.

An answer is what the rendered text has more than the prompt that generation would start from: this holds for any chat
template and needs no marks in it. Where a template writes earlier turns otherwise once later ones follow (it leaves
their thoughts out, say), each answer becomes a sequence of its own, as the model will meet it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from finetooth.core.conversation import Conversation
from finetooth.tasks.sft.templates import (
    TemplateError,
    added_special,
    is_plain,
    rendered,
    written_out,
)

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

    from finetooth.core.results import Settings
_END = 8  # tokens at the end of an answer among which its end of turn is looked for


@dataclass(frozen=True)
class Supervision:
    """What is learned of a conversation, and what becomes of one with more than ``max_length`` tokens."""

    max_length: int
    overlong: str = "drop"  # or truncate_left, error
    turns: str = "all"  # or last
    prompt_weight: float = 0.0  # of the tokens that are no answer

    @classmethod
    def of(cls, settings: "Settings") -> Self:
        """Return what the settings say."""
        return cls(settings.max_length, settings.overlong, settings.train_on_turns, settings.train_on_prompt_weight)


@dataclass(frozen=True)
class Example:
    """One sequence: ``ids`` int32[n], and ``weights`` float32[n], what the loss of predicting each token counts.

    0 is context only; nothing predicts the first token. ``cut`` tokens are missing at its left.
    """

    row: int
    ids: np.ndarray
    weights: np.ndarray
    cut: int = 0

    @property
    def supervised(self) -> int:
        """How many tokens are learned."""
        return int(np.count_nonzero(self.weights))

    @property
    def inputs(self) -> dict[str, Any]:
        """Return the sequence as training takes it."""
        return {"input_ids": self.ids, "weights": self.weights}


@dataclass(frozen=True)
class Marked:
    """A whole text as tokens, and where in it each answer lies: from its first token to behind the end of its turn."""

    ids: np.ndarray
    answers: tuple[tuple[int, int], ...]
    ended: bool  # whether the last answer has an end that can be learned
    added: bool = False  # whether that end is ours, as the template writes none


def marked(tokenizer: "PreTrainedTokenizerBase", conversation: Conversation, turns: str = "all") -> list[Marked]:
    """Return the sequences that teach a conversation, several where the template rewrites earlier turns.

    None where there is no answer. Raises TemplateError.
    """
    if is_plain(conversation):
        return [_of_text(tokenizer, conversation)]
    whole = written_out(tokenizer, conversation)
    places = [place for place, turn in enumerate(whole.turns) if turn.role == "assistant"]
    if not places:
        return []
    if turns == "last":
        return [_of_turns(tokenizer, whole, places[-1] + 1, places[-1:])]
    text = rendered(tokenizer, whole, places[-1] + 1)
    if all(text.startswith(rendered(tokenizer, whole, place + 1)) for place in places[:-1]):
        return [_of_turns(tokenizer, whole, places[-1] + 1, places)]
    return [_of_turns(tokenizer, whole, place + 1, [place]) for place in places]


def weights_of(text: Marked, prompt_weight: float) -> np.ndarray:
    """Return what the loss of predicting each token counts."""
    weights = np.full(len(text.ids), prompt_weight, np.float32)
    for begin, end in text.answers:
        weights[begin:end] = 1.0
    weights[:1] = 0.0
    return weights


def _of_text(tokenizer: "PreTrainedTokenizerBase", conversation: Conversation) -> Marked:
    """Plain text: all of it is learned, and its end."""
    ids, begins, _ = _tokens(tokenizer, rendered(tokenizer, conversation))
    first = int(np.searchsorted(begins, len(rendered(tokenizer, conversation, 0)), "left"))
    ids, added = _with_end(tokenizer, ids)
    return Marked(ids, ((first, len(ids)),) if len(ids) > first else (), added, added)


def _of_turns(tokenizer: "PreTrainedTokenizerBase", whole: Conversation, upto: int, places: list[int]) -> Marked:
    text = rendered(tokenizer, whole, upto)
    spans = [_span(tokenizer, whole, place) for place in places]
    ids, begins, ends = _tokens(tokenizer, text)
    special = {*tokenizer.all_special_ids, *added_special(tokenizer)}
    answers, ended = [], False
    for start, stop in spans:
        first, behind = int(np.searchsorted(ends, start, "right")), int(np.searchsorted(begins, stop, "left"))
        marks = [place for place in range(max(first, behind - _END), behind) if int(ids[place]) in special]
        ended = bool(marks)
        answers.append((first, marks[-1] + 1 if marks else behind))
    ids, added = ids[: answers[-1][1]], False  # what stands behind the last answer teaches nothing
    if not ended:
        ids, added = _with_end(tokenizer, ids)
        answers[-1] = (answers[-1][0], len(ids))
    return Marked(ids, tuple(answers), ended or added, added)


def _span(tokenizer: "PreTrainedTokenizerBase", whole: Conversation, place: int) -> tuple[int, int]:
    """Return where an answer begins and ends in the text. Raises TemplateError where that cannot be told."""
    after = rendered(tokenizer, whole, place + 1)
    try:
        before = rendered(tokenizer, whole, place, generation_prompt=True)
        if before and after.startswith(before):
            return len(before), len(after)
        earlier = len(rendered(tokenizer, whole, place)) if place else 0
    except TemplateError:
        earlier = 0  # some refuse a text that an assistant begins, or that does not end in a question
    content = whole.turns[place].content.strip()
    start = after.find(content, earlier) if content else -1
    if start < 0:
        raise TemplateError("the chat template does not let an answer be told from its prompt")
    return start, len(after)


def _tokens(tokenizer: "PreTrainedTokenizerBase", text: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the tokens of a text, and where in it each begins and ends. Raises TemplateError."""
    if not getattr(tokenizer, "is_fast", False):
        raise TemplateError("the tokenizer does not tell where its tokens lie in the text (it is no fast one)")
    found = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    places = np.asarray(found["offset_mapping"], dtype=np.int64).reshape(-1, 2)
    return np.asarray(found["input_ids"], dtype=np.int32), places[:, 0], places[:, 1]


def _with_end(tokenizer: "PreTrainedTokenizerBase", ids: np.ndarray) -> tuple[np.ndarray, bool]:
    """Return the tokens with the end of the text behind them, and whether there is such a token."""
    end = tokenizer.eos_token_id
    if end is None:
        return ids, False
    return (ids if len(ids) and ids[-1] == end else np.append(ids, np.int32(end))), True
