"""Parts of texts that repeat word for word across rows: sentences and lines, and what stands at either end."""

import polars as pl

FEWEST_ROWS = 5
FEWEST_SHARE = 0.003
LONG_SHARE, LONG_WORDS = 0.001, 8  # a part of so many words repeats less easily by chance
FEWEST_WORDS = 5
FEWEST_WORDS_AT_ENDS = 3  # "- Evening News - @daily": three words, but five pieces with what parts them
FEWEST_PIECES_AT_ENDS = 5
_DIFFERENT_RESTS = 0.8  # where the rest repeats too the rows are duplicates, not boilerplate
_BOUNDARY = r"(?:[.!?…:;|]+[\s\"'”’)]+|\s[-–—|*•=_~]+\s|\n)+"
_NO_WORDS = r"(?i)[@#]\w+|https?\S*|www\.\S+"
_PARTS = {"first": (0, 1), "first two": (0, 2), "last": (-1, 1), "last two": (-2, 2), "last three": (-3, 3)}
_JOINT = "\x00"


def repeated(ids: pl.Series, texts: pl.Series) -> pl.DataFrame:
    """Return one line for each row with a repeated part, its largest: ``id, place, part, unit, rows``.

    ``part`` is as the row spells it, ``unit`` without case; ``rows`` is how many rows share it. Rows of one segment
    have no part, and a part must stand beside texts that differ.
    """
    cut = texts.str.replace_all(_BOUNDARY, "${0}" + _JOINT).str.split(_JOINT)
    table = pl.DataFrame({"id": ids, "segments": cut}).filter(pl.col("segments").list.len() > 1)
    table = table.with_columns(pl.col("segments").list.join("").hash().alias("whole"))
    fewest = fewest_rows(len(texts))
    found = [_at(table, place, *span, fewest) for place, span in _PARTS.items()]
    met = pl.concat([*found, _inside(table, fewest)])
    met = pl.concat([met, _unbounded(ids, texts, met)])
    largest = met.sort(
        "id", pl.col("part").str.len_bytes(), pl.col("place") == "inside", descending=[False, True, False]
    )
    return largest.unique("id", keep="first", maintain_order=True)


def fewest_rows(rows: int) -> tuple[int, int]:
    """Return in how many rows a part must stand, and a part of LONG_WORDS."""
    return max(FEWEST_ROWS, round(FEWEST_SHARE * rows)), max(FEWEST_ROWS, round(LONG_SHARE * rows))


def _unbounded(ids: pl.Series, texts: pl.Series, met: pl.DataFrame) -> pl.DataFrame:
    """Return the other rows that hold a part that was found, though nothing sets it off there."""
    known = met.select("unit", "rows").unique("unit", keep="first", maintain_order=True)
    if known.is_empty():
        return met.clear()
    units = known["unit"].to_list()
    others = pl.DataFrame({"id": ids, "text": texts}).join(met, on="id", how="anti")
    others = others.filter(pl.col("text").str.contains_any(units, ascii_case_insensitive=True))
    low = pl.col("text").str.to_lowercase().str.strip_chars()
    parts = others.with_columns(pl.col("text").str.extract_many(units, ascii_case_insensitive=True).alias("part"))
    parts = parts.explode("part").with_columns(pl.col("part").str.to_lowercase().alias("unit"))
    ends, starts = low.str.ends_with(pl.col("unit")), low.str.starts_with(pl.col("unit"))
    place = pl.when(ends).then(pl.lit("last")).when(starts).then(pl.lit("first")).otherwise(pl.lit("inside"))
    return parts.join(known, on="unit").select("id", place.alias("place"), "part", "unit", "rows")


def _at(table: pl.DataFrame, place: str, start: int, length: int, fewest: tuple[int, int]) -> pl.DataFrame:
    enough = table.filter(pl.col("segments").list.len() > length)
    parts = enough.select("id", "whole", pl.col("segments").list.slice(start, length).list.join("").alias("part"))
    pieces = pl.col("part").str.count_matches(r"\S+") >= FEWEST_PIECES_AT_ENDS
    return _common(parts.filter(pieces), place, FEWEST_WORDS_AT_ENDS, fewest)


def _inside(table: pl.DataFrame, fewest: tuple[int, int]) -> pl.DataFrame:
    parts = table.select("id", "whole", pl.col("segments").alias("part")).explode("part")
    long = pl.col("part").str.count_matches(r"\S+") >= FEWEST_WORDS
    return _common(parts.filter(long).unique(["id", "part"], maintain_order=True), "inside", FEWEST_WORDS, fewest)


def _common(parts: pl.DataFrame, place: str, words: int, fewest: tuple[int, int]) -> pl.DataFrame:
    """Keep the parts that enough rows with different texts share; the costly word count is for those alone."""
    keyed = parts.with_columns(pl.col("part").str.to_lowercase().str.strip_chars().hash().alias("key"))
    counts = keyed.group_by("key").agg(
        pl.len().cast(pl.Int64).alias("rows"), pl.col("whole").n_unique().alias("texts"), pl.col("part").first()
    )
    enough = (pl.col("rows") >= fewest[1]) & (pl.col("texts") >= _DIFFERENT_RESTS * pl.col("rows"))
    told = pl.col("part").str.replace_all(_NO_WORDS, " ").str.count_matches(r"\pL[\pL'’]+")
    often = (pl.col("rows") >= fewest[0]) | (pl.col("words") >= LONG_WORDS)
    met = counts.filter(enough).with_columns(told.alias("words")).filter(often & (pl.col("words") >= words))
    kept = met.with_columns(pl.col("part").str.to_lowercase().str.strip_chars().alias("unit"))
    return keyed.join(kept.select("key", "rows", "unit"), on="key").select(
        "id", pl.lit(place).alias("place"), "part", "unit", "rows"
    )
