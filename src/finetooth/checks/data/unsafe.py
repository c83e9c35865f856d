"""The kinds of text that speak to a model instead of to people, and a short list of insults."""

import re
from collections.abc import Iterable

import polars as pl

from finetooth.checks.data.disguises import ENCODED, HIDDEN, MARKED, disguised
from finetooth.checks.data.grading import GRADING, naming, suspected
from finetooth.checks.data.orders import OVERRIDE, given
from finetooth.checks.data.orders_abroad import abroad
from finetooth.checks.data.takeover import TAKEOVERS
from finetooth.checks.data.turns import TURNS
from finetooth.facts.patterns import Pattern, search

_NO_WIDTH = r"\u200b-\u200d\u2060-\u2064\ufeff\u180e"
_VARIANTS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
SMUGGLED = Pattern(
    "invisible_text",
    r"[\u{E0001}-\u{E007F}]|[\u{200B}-\u{200D}\u{2060}-\u{2064}\u{FEFF}\u{180E}]{8}|[\u{FE00}-\u{FE0F}]{8}"
    r"|[\u{E0100}-\u{E01EF}]{8}",
    re.compile(
        f"(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0001-\U000e007f]{{2}}|[{_NO_WIDTH}]{{8}}|[{_VARIANTS}]{{8}}"
    ),
)
_TOOL_USE = TAKEOVERS[3]  # "use the tool X": what one may ask of a model that has tools
_OTHERS = (MARKED, HIDDEN, SMUGGLED, ENCODED)
# A short list that anyone can read; words with a harmless sense, in other languages too, are left out.
_INSULTS = (
    "asshole", "bastard", "bitch", "bullshit", "cunt", "dickhead", "dumbass", "fag", "faggot", "fucker", "fuck you",
    "fuck off", "kike", "kys", "kill yourself", "motherfucker", "nigger", "retarded", "shithead", "slut",
    "tranny", "twat", "wanker", "whore", "wetback",
)  # fmt: skip
TOXIC = rf"(?i)\b({'|'.join(_INSULTS)})(e?s)?\b"


def orders(texts: pl.Series, labels: Iterable[str]) -> pl.DataFrame:
    """Return ``row`` (position) and ``kind`` of what speaks to a model, by pattern, by two signs, or in disguise."""
    told = suspected(texts) | disguised(texts) | abroad(texts)
    for pattern in (OVERRIDE, GRADING, *TAKEOVERS, *TURNS, *naming(labels)):
        told |= given(texts, pattern)
    plain = told.arg_true().cast(pl.Int64).alias("row").to_frame().with_columns(kind=pl.lit(OVERRIDE.kind))
    found = pl.concat([plain, search(texts, _OTHERS).select("row", "kind")])
    return found.unique(maintain_order=True).sort("row", maintain_order=True)


def commands(texts: pl.Series) -> pl.DataFrame:
    """Return ``row`` and ``kind`` as ``orders`` does, of texts that rightly ask a model for something: only what takes
    back its instructions, takes it over, or is hidden."""
    told = disguised(texts) | abroad(texts)
    for pattern in (OVERRIDE, *(one for one in TAKEOVERS if one is not _TOOL_USE)):
        told |= given(texts, pattern)
    plain = told.arg_true().cast(pl.Int64).alias("row").to_frame().with_columns(kind=pl.lit(OVERRIDE.kind))
    found = pl.concat([plain, search(texts, _OTHERS).select("row", "kind")])
    return found.unique(maintain_order=True).sort("row", maintain_order=True)
