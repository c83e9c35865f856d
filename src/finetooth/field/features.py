"""Plain features of texts that drift: length, signs, and how they are written."""

import numpy as np
import numpy.typing as npt
import polars as pl

_COUNTED = {
    "capitals": r"\p{Lu}",
    "digits": r"\p{Nd}",
    "punctuation": r"\p{P}",
    "emoji and symbols": r"\p{S}",
    "letters beyond a to z": r"[\p{L}--[a-zA-Z]]",
}
_MARKS = {"links": r"(?i)https?://|www\.", "mentions and tags": r"[@#]\w"}
_LONGEST = 2_000
FEATURES = ("length", "word length", *_COUNTED, *_MARKS)


def text_features(texts: pl.Series) -> npt.NDArray[np.float64]:
    """Return float64[n, f], as FEATURES: logarithms of lengths, shares of signs, whether marks are there."""
    table = pl.DataFrame({"text": texts.fill_null("").str.slice(0, _LONGEST)})
    text, length = pl.col("text"), pl.col("text").str.len_chars().cast(pl.Float64)
    words = text.str.count_matches(r"\S+").cast(pl.Float64)
    wanted = [
        length.log1p().alias("length"),
        (length / (words + 1)).log1p().alias("word length"),
        *((text.str.count_matches(pattern) / (length + 1)).sqrt().alias(name) for name, pattern in _COUNTED.items()),
        *(text.str.contains(pattern).cast(pl.Float64).alias(name) for name, pattern in _MARKS.items()),
    ]
    return table.select(wanted).to_numpy().astype(np.float64)
