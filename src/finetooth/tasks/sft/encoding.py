"""Encoding: conversations as sequences to learn from, and an account of what became of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from finetooth.core.conversation import Conversation
from finetooth.core.errors import UserError
from finetooth.tasks.sft.labels import Example, Marked, Supervision, marked, weights_of
from finetooth.tasks.sft.templates import TemplateError, hides_tools, is_plain

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

TABLE: dict[str, Any] = {
    "id": pl.Int64,
    "action": pl.String,  # kept, split, cut, dropped, refused, unsupervised
    "sequences": pl.Int64,  # that teach the row
    "tokens": pl.Int64,  # of the whole conversation, before any cut
    "supervised": pl.Int64,  # of answers, that are learned
    "cut": pl.Int64,  # tokens that are not read
    "cut_supervised": pl.Int64,  # answers' tokens among them
    "ended": pl.Boolean,  # whether the end of an answer is learned
    "reason": pl.String,
}


@dataclass(frozen=True)
class Encoded:
    """The sequences of many rows, a line of the account for each row, and what should be told of it all."""

    examples: list[Example]
    table: pl.DataFrame
    told: tuple[str, ...] = ()


def encode(
    conversations: Sequence[Conversation],
    ids: Sequence[int],
    tokenizer: "PreTrainedTokenizerBase",
    supervision: Supervision,
    progress: Callable[[float], None] | None = None,
) -> Encoded:
    """Render, tokenise and label conversations; no row is cut or left out without a line that says so.

    Raises UserError where one has more tokens than are allowed and ``overlong`` is ``error``.
    """
    examples: list[Example] = []
    lines: list[dict[str, Any]] = []
    hidden = added = 0
    for number, (conversation, row) in enumerate(zip(conversations, ids, strict=True)):
        try:
            texts = marked(tokenizer, conversation, supervision.turns)
            hidden += hides_tools(tokenizer, conversation)
        except TemplateError as error:
            lines.append(_line(row, "refused", reason=str(error)))
            continue
        added += any(text.added for text in texts) and not is_plain(conversation)
        made = [_example(row, text, supervision, is_plain(conversation)) for text in texts]
        examples += [example for example in made if example]
        lines.append(_account(row, texts, made, supervision))
        if progress and number % 1_000 == 0:
            progress(number / len(conversations))
    table = pl.DataFrame(lines, schema=TABLE)
    _must_fit(table, supervision)
    return Encoded(examples, table, tuple(_told(table, supervision, hidden, added)))


def _example(row: int, text: Marked, supervision: Supervision, plain: bool) -> Example | None:
    """Return the sequence of a text within the allowed length; None where it is not to be taught."""
    ids, weights = text.ids, weights_of(text, supervision.prompt_weight)
    if not text.answers or not weights.any():
        return None
    cut = len(ids) - supervision.max_length
    if cut <= 0:
        return Example(row, ids, weights)
    if supervision.overlong != "truncate_left" or (text.answers[-1][0] <= cut and not plain):
        return None  # of an answer that is longer than all that may be read no part is a fair lesson
    weights = weights.copy()
    for begin, end in text.answers[:-1]:
        if begin <= cut < end:  # an answer without its beginning
            weights[begin:end] = supervision.prompt_weight
    kept = weights[cut:].copy()
    kept[0] = 0.0
    return Example(row, ids[cut:], kept, cut)


def _account(row: int, texts: list[Marked], made: list[Example | None], supervision: Supervision) -> dict[str, Any]:
    if not texts or not any(text.answers for text in texts):
        return _line(row, "unsupervised", reason="there is no answer to learn from", tokens=_tokens(texts))
    kept = [example for example in made if example]
    lost = [text for text, example in zip(texts, made, strict=True) if not example]
    cut = sum(example.cut for example in kept) + _tokens(lost)
    answered = sum(end - begin for text in texts for begin, end in text.answers)
    supervised = sum(int((example.weights == 1).sum()) for example in kept)
    figures: dict[str, Any] = {"tokens": _tokens(texts), "supervised": supervised, "cut": cut, "sequences": len(kept)}
    figures |= {"cut_supervised": max(0, answered - supervised) if cut else 0}
    figures |= {"ended": any(text.ended for text, example in zip(texts, made, strict=True) if example)}
    if lost:
        longest = max(len(text.ids) for text in lost)
        reason = f"{longest:,} tokens, more than the {supervision.max_length:,} of max_length"
        if supervision.overlong == "truncate_left":
            reason += ": its answer alone fills them"
        return _line(row, "dropped" if not kept else "cut", reason=reason, **figures)
    if cut:
        return _line(row, "cut", reason=f"{cut:,} tokens cut at the left", **figures)
    reason = "the chat template writes earlier turns anew: each answer is a sequence of its own"
    split = len(kept) > 1
    return _line(row, "split" if split else "kept", reason=reason if split else "", **figures)


def _line(row: int, action: str, reason: str = "", ended: bool = False, **figures: Any) -> dict[str, Any]:
    plain = dict.fromkeys(("sequences", "tokens", "supervised", "cut", "cut_supervised"), 0)
    return {"id": row, "action": action, "reason": reason, "ended": ended, **plain, **figures}


def _tokens(texts: Sequence[Marked]) -> int:
    return sum(len(text.ids) for text in texts)


def _must_fit(table: pl.DataFrame, supervision: Supervision) -> None:
    over = table.filter(pl.col("action") == "dropped")
    if supervision.overlong == "error" and over.height:
        first = over.row(0, named=True)
        what = f"{over.height:,} conversations are too long, the first with {first['reason']}"
        fix = "raise training.max_length, or set training.overlong to drop or truncate_left"
        raise UserError(what, f"row {first['id']}", fix)


def _told(table: pl.DataFrame, supervision: Supervision, hidden: int, added: int) -> list[str]:
    counts = dict(table["action"].value_counts().iter_rows())
    lost = int(table["cut_supervised"].sum())
    limit = f"{supervision.max_length:,} tokens"
    said = {
        "dropped": f"are left out: they have more than {limit} ({lost:,} tokens of answers in all)",
        "cut": f"lose their beginning: they have more than {limit}",
        "refused": "are left out: the chat template refuses them",
        "unsupervised": "are left out: they hold no answer",
        "split": "are taught answer by answer: the chat template writes earlier turns anew",
    }
    found = [
        f"{counts[action]:,} of {table.height:,} conversations {words}"
        for action, words in said.items()
        if counts.get(action)
    ]
    if hidden:
        found.append(f"{hidden:,} conversations declare tools that the chat template does not show to the model")
    if added:
        found.append(f"the chat template does not end answers: the end of the text was added to {added:,}")
    return found


def longest_of(examples: Sequence[Example]) -> int:
    """Return how many tokens the longest sequence has."""
    return max((len(example.ids) for example in examples), default=0)
