"""What is kept of a text that is longer than the model reads: its beginning, its end, or some of both."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

_HEAD_SHARE = 0.25  # 128 of 510 tokens: Sun et al. 2019, "How to fine-tune BERT for text classification?"


def shortened(row: dict[str, Any], most: int, kind: str, before: int, after: int) -> dict[str, Any]:
    """Cut the middle or the beginning out of a tokenised text; ``before`` and ``after`` count its special tokens.

    ``head_tail`` keeps a quarter from the beginning and the rest from the end, where reviews and letters say most
    (Sun et al. 2019); ``tail`` keeps the end.
    """
    count = len(row["input_ids"])
    if count <= most:
        return row
    room = max(0, most - before - after)
    first = round(room * _HEAD_SHARE) if kind == "head_tail" else 0
    end = count - after
    return {key: _parts(values, before + first, end - (room - first), end) for key, values in row.items()}


def _parts(values: list[int], first: int, begin: int, end: int) -> list[int]:
    return [*values[:first], *values[begin:end], *values[end:]]


def special_tokens(tokenizer: "PreTrainedTokenizerBase") -> tuple[int, int]:
    """Return how many special tokens the tokenizer puts before and after a text."""
    bare = tokenizer("a", add_special_tokens=False)["input_ids"]
    whole = tokenizer("a")["input_ids"]
    before = next((place for place in range(len(whole)) if whole[place : place + len(bare)] == bare), 0)
    return before, len(whole) - len(bare) - before
