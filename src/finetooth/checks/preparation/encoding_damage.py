"""PRE006: text that went through the wrong encoding."""

from typing import Any

import polars as pl

from finetooth.checks.wording import counted, names, part_of
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows

_LOST = "\ufffd"  # the replacement character: what stood there is gone


class EncodingDamage(Check):
    """Characters were damaged by a wrong encoding.

    Why: "caf\u00c3\u00a9" falls apart into rare tokens, and the word that live text will hold is never learned.
    Fix: the encoding is mended where the damage can be undone. A replacement character (U+FFFD) cannot: read the source
    again with the right data.encoding.
    Blind: damage that gives words of plain letters, question marks in the place of letters, and texts that
    were damaged and then lower-cased or stripped of accents.
    """

    code = "PRE006"
    tasks = BOTH
    fix_class = "safe"
    fix_step = "mend"
    bad = [
        [{"text": "The caf\u00c3\u00a9 was lovely.", "label": "good"}, {"text": "Too loud.", "label": "bad"}],
        [{"text": "I don\u00e2\u20ac\u2122t like it.", "label": "bad"}, {"text": "Lovely.", "label": "good"}],
    ]
    good = [
        [{"text": "The café was lovely, naïve façade and all – “très bien” 👍🏽", "label": "good"}],
        [{"text": "Ünïcödé für Anfänger; ¿qué tal? 你好 привет", "label": "good"}],
    ]

    def judge(self, rows: Rows, full_text: pl.Series) -> Finding | Passed:
        """Look for sequences that only a wrong decoding makes, and for replacement characters."""
        if not len(rows):
            raise NotApplicable("there are no rows")
        table = rows.table.select("id", full_text.alias("text")).with_columns(damaged(full_text).alias("damaged"))
        table = table.with_columns(pl.col("text").str.contains(_LOST, literal=True).fill_null(False).alias("lost"))
        found = table.filter(pl.col("damaged") | pl.col("lost"))
        if found.is_empty():
            return Passed(f"{counted(len(rows))}, none with a damaged encoding")
        after = self.mend(found["text"])
        mended = int((after != found["text"]).sum())
        message = f"{part_of(found.height, len(rows))} with damage from a wrong encoding; {mended:,} can be mended"
        lost = int(found["lost"].sum())
        evidence: dict[str, Any] = {"mended": mended, "with_replacement_character": lost, "first": names(found["id"])}
        return Finding.on(message, found["id"], checked=len(rows), **evidence)

    def mend(self, texts: pl.Series) -> pl.Series:
        """Undo the wrong decoding where there is one."""
        where = damaged(texts)
        if not where.any():
            return texts
        from ftfy import fix_encoding

        after = pl.Series(texts.name, [fix_encoding(text) for text in texts.filter(where)], dtype=pl.String)
        return texts.clone().scatter(where.arg_true(), after)


def damaged(texts: pl.Series) -> pl.Series:
    """Return where a text looks wrongly decoded; Boolean[n]. Only texts beyond ASCII can be."""
    candidates = texts.str.contains(r"[^\x00-\x7F]").fill_null(False)
    if not candidates.any():
        return candidates
    from ftfy.badness import is_bad

    bad = pl.Series([is_bad(text) for text in texts.filter(candidates)], dtype=pl.Boolean)
    return candidates.clone().scatter(candidates.arg_true(), bad)
