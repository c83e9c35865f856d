"""PRE009: texts that are longer than the model will read."""

from typing import Any

import polars as pl

from finetooth.checks.wording import counted, names, part_of, percent
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows
from finetooth.recipe.options import first_of
from finetooth.recipe.sections import Recipe
from finetooth.tasks.truncation import MOST_WINDOWS, WINDOWS

MOST_ROWS_CUT = 0.01
_SPECIAL = 2  # tokens of a text's own, where no tokenizer tells


class Truncation(Check):
    """Texts are cut at max_length.

    Why: what is cut off is never seen, in training or in use; the word that decides may stand at the end.
    Fix: raise training.max_length if the model allows it, set training.truncation to windows, which read all of a text,
    or shorten the texts so that what matters stands first.
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

    def judge(
        self,
        rows: Rows,
        token_lengths: pl.Series,
        max_length: int,
        recipe: Recipe | None = None,
        tokenizer: Any = None,
    ) -> Finding | Passed:
        """Count the rows that are cut and the tokens they lose; in windows a text is read to its end, up to a bound."""
        if not len(rows):
            raise NotApplicable("there are no rows")
        windows = recipe is not None and first_of(recipe.training.truncation) == WINDOWS
        special = int(tokenizer.num_special_tokens_to_add()) if tokenizer is not None else _SPECIAL
        most = MOST_WINDOWS * max(1, max_length - special) + special if windows else max_length
        cut = rows.ids.filter(token_lengths > most)
        lost = int((token_lengths - most).clip(lower_bound=0).sum()) / max(int(token_lengths.sum()), 1)
        p95, longest = (int(token_lengths.quantile(q, "higher") or 0) for q in (0.95, 1.0))
        evidence: dict[str, Any] = {
            "max_length": max_length,
            "rows_cut": len(cut),
            "share_of_tokens_lost": round(lost, 4),
            "p95_tokens": p95,
            "longest": longest,
        }
        where = f"at {max_length:,} tokens"
        if windows:
            long = int((token_lengths > max_length).sum())
            evidence["rows_in_windows"] = long
            where = f"at {most:,} tokens, {long:,} read in windows of {max_length:,}"
        lengths = f"95 % of all texts have at most {counted(p95, 'token')}, the longest {longest:,}"
        if len(cut) <= MOST_ROWS_CUT * len(rows):
            return Passed(f"{part_of(len(cut), len(rows))} cut {where}; {lengths}", evidence)
        message = f"{part_of(len(cut), len(rows))} cut {where}, {percent(lost)} of all tokens lost; "
        return Finding.on(message + lengths, cut, checked=len(rows), **evidence, first=names(cut))
