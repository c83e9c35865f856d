"""PRE009: texts that are longer than the model will read."""

from typing import Any

import polars as pl

from finetooth.checks.wording import counted, names, part_of, percent
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows

MOST_ROWS_CUT = 0.01


class Truncation(Check):
    """Texts are cut at max_length.

    Why: what is cut off is never seen, in training or in use; the word that decides may stand at the end.
    Fix: raise training.max_length if the model allows it, or shorten the texts so that what matters stands first.
    Blind: whether what is cut off mattered; and what the writer's own system cut off before.
    """

    code = "PRE009"
    bad = [
        {
            "rows": [{"text": "a very long complaint about a chair"}, {"text": "too small"}],
            "token_lengths": pl.Series([9, 4]),
            "max_length": 8,
        }
    ]
    good = [
        {
            "rows": [{"text": "a complaint about a chair"}, {"text": "too small"}],
            "token_lengths": pl.Series([8, 4]),
            "max_length": 8,
        }
    ]

    def judge(self, rows: Rows, token_lengths: pl.Series, max_length: int) -> Finding | Passed:
        """Count the rows that are cut and the tokens they lose."""
        if not len(rows):
            raise NotApplicable("there are no rows")
        cut = rows.ids.filter(token_lengths > max_length)
        lost = int((token_lengths - max_length).clip(lower_bound=0).sum()) / max(int(token_lengths.sum()), 1)
        p95, longest = (int(token_lengths.quantile(q, "higher") or 0) for q in (0.95, 1.0))
        evidence: dict[str, Any] = {
            "max_length": max_length,
            "rows_cut": len(cut),
            "share_of_tokens_lost": round(lost, 4),
            "p95_tokens": p95,
            "longest": longest,
        }
        lengths = f"95 % of all texts have at most {counted(p95, 'token')}, the longest {longest:,}"
        if len(cut) <= MOST_ROWS_CUT * len(rows):
            return Passed(f"{part_of(len(cut), len(rows))} cut at {max_length:,} tokens; {lengths}", evidence)
        message = f"{part_of(len(cut), len(rows))} cut at {max_length:,} tokens, {percent(lost)} of all tokens lost; "
        return Finding.on(message + lengths, cut, checked=len(rows), **evidence, first=names(cut))
