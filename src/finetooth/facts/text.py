"""Facts on single texts: which are blank, and what is left of each when its spelling does not count."""

from collections.abc import Callable

import polars as pl

from finetooth.core.facts import fact
from finetooth.core.rows import Rows

# What leaves no ink: white space, control and format characters, fillers, blank Braille, variation selectors.
_INVISIBLE = (
    r"\s\p{Cc}\p{Cf}\u{34F}\u{115F}\u{1160}\u{17B4}\u{17B5}\u{180B}-\u{180F}\u{2800}\u{3164}"
    r"\u{FE00}-\u{FE0F}\u{FFA0}\u{E0100}-\u{E01EF}"
)
_BLANK = f"^[{_INVISIBLE}]*$"
PAIR_JOINT = " \u241e "  # the picture of the record separator, between the two texts of a row
_NO_WIDTH = r"[\u{AD}\u{200B}\u{2060}\u{FEFF}]"  # soft hyphen, zero-width space, word joiner, byte order mark


def is_blank(texts: pl.Series) -> pl.Series:
    """Return where a text is missing, empty, or holds nothing that can be seen; Boolean[n]."""
    return texts.fill_null("").str.contains(_BLANK)


def normalise(texts: pl.Series) -> pl.Series:
    """Return texts as NFKC, without case, with single spaces and no zero-width characters; missing becomes empty.

    Punctuation is kept: it can carry the task. Lower case plus ß and ς is Unicode's case folding for living scripts.
    """
    filled = texts.fill_null("")
    folded = only_where(filled, filled.str.len_bytes() != filled.str.len_chars(), _composed).str.to_lowercase()
    odd = folded.str.len_bytes() != folded.str.len_chars()
    spelt = only_where(folded, odd, _folded)
    spaced = spelt.str.contains(r"^\s|\s$|[\s&&[^ ]]|  ")
    return only_where(spelt, spaced, lambda some: some.str.replace_all(r"\s+", " ").str.strip_chars())


def _composed(texts: pl.Series) -> pl.Series:
    return texts.str.normalize("NFKC")


def _folded(texts: pl.Series) -> pl.Series:
    return texts.str.replace_many(["ß", "ς"], ["ss", "σ"]).str.replace_all(_NO_WIDTH, "")


def only_where(texts: pl.Series, chosen: pl.Series, change: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Return the texts with the chosen ones changed (Boolean[n]): costly changes touch only rows that need them."""
    if not chosen.any():
        return texts
    if chosen.all():
        return change(texts)
    changed = change(texts.filter(chosen))
    places = pl.select(
        pl.when(chosen)
        .then(chosen.cum_sum().cast(pl.Int64) - 1 + len(texts))
        .otherwise(pl.int_range(len(texts), dtype=pl.Int64))
    ).to_series()
    return pl.concat([texts, changed.alias(texts.name)]).gather(places)


def whole(rows: Rows) -> pl.Series:
    """Return all that the model reads of each row: the text, and behind it the second text where there is one."""
    texts, pairs = rows.texts, rows.table["pair"]
    return texts if pairs.null_count() == len(pairs) else (texts + (PAIR_JOINT + pairs).fill_null("")).alias("text")


def usable(rows: Rows) -> Rows:
    """Return the rows with a text and a label."""
    return Rows(rows.table.filter(~is_blank(rows.labels) & ~is_blank(rows.texts)))


@fact
def full_text(rows: Rows) -> pl.Series:
    """All that the model reads of a row, both texts; String, null as the text, aligned with ``rows``."""
    return whole(rows)


@fact
def blank_text(rows: Rows) -> pl.Series:
    """Where a row has no text to read; Boolean, aligned with ``rows``."""
    return is_blank(rows.texts)


@fact
def normalised_text(full_text: pl.Series, blank_text: pl.Series) -> pl.Series:
    """The text when case, spacing and compatibility forms do not count; String, empty where blank."""
    return normalise(full_text.set(blank_text, ""))
