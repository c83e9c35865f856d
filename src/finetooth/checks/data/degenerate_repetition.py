"""DAT034: answers that say the same over and over."""

import re
import zlib
from collections import Counter

import polars as pl

from finetooth.checks.wording import counted, frequencies, names, part_of
from finetooth.core import edits
from finetooth.core.check import SFT, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows

_RUN = re.compile(r"(\S)\1{29,}|(\S{2,8})\2{14,}")  # of a sign, or of a few
_AGAIN = 4  # times that a phrase of a few words stands right behind itself
_SENTENCES = 4  # equal sentences or lines of three words and more
_SHARE = 0.5  # of the sentences
_PACKED = 0.12  # of the length, for 600 letters and more: prose packs to 0.35 and more, lists and tables to 0.2
_LONG = 600
_RULE = re.compile(r"^[\W_]*$")  # lines of a table or a frame


class DegenerateRepetition(Check):
    """Answers repeat themselves endlessly.

    Why: a model that wrote them was caught in a loop, and one that learns them gets caught as well: it does not end.
    Fix: for review: the rows are dropped.
    Blind: loops of whole paragraphs in other words; a refrain or a table may be meant.
    """

    code = "DAT034"
    tasks = SFT
    fix_class = "review"
    bad = [
        {"conversations": [[("user", "Say more."), ("assistant", "It is a lamp. " + "It is good to have. " * 8)]]},
        {"conversations": [[("user", "Say more."), ("assistant", "It is very very very very very very good.")]]},
        {"conversations": [[("user", "Say more."), ("assistant", "It is" + "!" * 40)]]},
    ]
    good = [
        {"conversations": [[("user", "Say more."), ("assistant", "It is a lamp. It is very, very good. It is mine.")]]},
        {
            "conversations": [
                [("user", "A table?"), ("assistant", "| a | b |\n|---|---|\n| 1 | 2 |\n| 1 | 3 |\n" + "-" * 20)]
            ]
        },
    ]

    def judge(self, turns: pl.DataFrame) -> Finding | Passed:
        """Look for runs of signs, phrases, sentences and lines in what the assistant says."""
        said = turns.filter((pl.col("speaker") == "assistant") & pl.col("content").is_not_null())
        if said.is_empty():
            raise NotApplicable("the assistant says nothing")
        found, looked = _found(said), said["id"].n_unique()
        if found.is_empty():
            return Passed(f"{counted(looked, 'conversation')}, no answer that repeats itself endlessly")
        ids, kinds = found["id"].unique(maintain_order=True), frequencies(found["kind"])
        told = ", ".join(f"{kind} {number:,}" for kind, number in kinds.items())
        message = f"{part_of(len(ids), looked, 'conversation')} with answers that repeat themselves ({told})"
        return Finding.on(message, ids, checked=looked, kinds=kinds, first=names(ids))

    def edits(self, rows: Rows, turns: pl.DataFrame) -> pl.DataFrame:
        """Drop them."""
        said = turns.filter((pl.col("speaker") == "assistant") & pl.col("content").is_not_null())
        return edits.drop(rows, _found(said)["id"].unique(maintain_order=True), "the answer repeats itself")


def _found(said: pl.DataFrame) -> pl.DataFrame:
    kinds = [repetition(text) for text in said["content"].to_list()]
    return said.select("id").with_columns(pl.Series("kind", kinds, dtype=pl.String)).drop_nulls()


def repetition(text: str) -> str | None:
    """Return how a text repeats itself; None where it does not."""
    run = next((one[0] for one in _RUN.finditer(text) if not _RULE.match(one[0]) or one[0][0] in "!?.,"), None)
    if run is not None:
        return "a run of signs"
    words = text.split()
    if _phrase(words):
        return "a phrase"
    parts = [" ".join(part.split()).lower() for part in re.split(r"(?<=[.!?])\s+|\n+", text)]
    parts = [part for part in parts if part.count(" ") >= 2 and not _RULE.match(part)]
    most = max(Counter(parts).values(), default=0)
    if most >= _SENTENCES and most >= _SHARE * len(parts):
        return "a sentence or line"
    packed = len(zlib.compress(text.encode("utf-8", "replace"), 6)) if len(text) >= _LONG else _LONG
    return "nearly all of it" if packed < _PACKED * max(len(text), _LONG) else None


def _phrase(words: list[str]) -> bool:
    """Whether a phrase of one to eight words, letters among them, stands so often right behind itself."""
    for size in range(1, 9):
        run, needed = 0, (_AGAIN if size > 1 else _AGAIN + 1) * size - size
        for place in range(size, len(words)):
            run = run + 1 if words[place] == words[place - size] else 0
            if run >= needed and any(letter.isalpha() for word in words[place - size : place] for letter in word):
                return True
    return False
