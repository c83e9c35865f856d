"""What is read of a text that is longer than the model reads: its beginning, its end, some of both, or all in windows.

Windows: Pappagari et al. 2019, "Hierarchical transformers for long document classification", with the mean of the
windows' logits as the text's answer.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from finetooth.core.errors import UserError

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

WINDOWS = "windows"  # the kind of truncation, and the key of an encoded text's further windows
MOST_WINDOWS = 32  # of a text: one giant row cannot hold up a run
_HEAD_SHARE = 0.25  # 128 of 510 tokens: Sun et al. 2019, "How to fine-tune BERT for text classification?"
_OVERLAP = 0.25  # of a window, with the one before


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


def in_windows(row: dict[str, Any], most: int, overlap: int, before: int, after: int) -> dict[str, Any]:
    """Return a long text's first window, the others under ``windows``; each has the special tokens, and is full.

    The last window ends where the text does. A text of more windows than 32 is read in 32 at even distances.
    """
    count = len(row["input_ids"])
    if count <= most:
        return row
    room, end = max(1, most - before - after), count - after
    starts = [before + start for start in window_starts(end - before, room, overlap)]
    first, *others = (
        {key: _parts(values, before, start, end, start + room) for key, values in row.items()} for start in starts
    )
    return {**first, WINDOWS: others}


def window_starts(tokens: int, room: int, overlap: int) -> list[int]:
    """Return where a text's windows begin: each has ``room`` tokens and shares ``overlap`` with the one before.

    Both, as ``tokens``, are counted without special tokens.
    """
    last, step = tokens - room, room - overlap
    if last <= 0:
        return [0]
    if -(-last // step) < MOST_WINDOWS:
        return [min(start, last) for start in range(0, last + step, step)]
    return [round(start) for start in np.linspace(0, last, MOST_WINDOWS).tolist()]


def overlap_of(window_stride: int | None, room: int) -> int:
    """Return how many tokens a window shares with the one before: a quarter by default. Raises UserError."""
    if window_stride is None:
        return int(room * _OVERLAP)
    if window_stride >= room:
        what = f"windows of {room} tokens cannot share {window_stride} with the one before"
        fix = f"lower training.window_stride to {room // 2}, say, or raise training.max_length"
        raise UserError(what, "recipe: training.window_stride", fix)
    return window_stride


def _parts(values: list[int], first: int, begin: int, end: int, stop: int | None = None) -> list[int]:
    return [*values[:first], *values[begin : end if stop is None else min(stop, end)], *values[end:]]


def special_tokens(tokenizer: "PreTrainedTokenizerBase") -> tuple[int, int]:
    """Return how many special tokens the tokenizer puts before and after a text."""
    bare = tokenizer("a", add_special_tokens=False)["input_ids"]
    whole = tokenizer("a")["input_ids"]
    before = next((place for place in range(len(whole)) if whole[place : place + len(bare)] == bare), 0)
    return before, len(whole) - len(bare) - before
