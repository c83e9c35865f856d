"""FIT011: whether the training showed the model answers at all, and where they end."""

from typing import Any

import polars as pl

from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity

_ROWS = [{"text": "the lamp?", "pair": "a box"}, {"text": "and?", "pair": "the door"}]


def _table(supervised: list[int], ended: list[bool], sequences: list[int] | None = None) -> pl.DataFrame:
    """Return an account of two training rows, as far as it matters here."""
    told = {"id": [1, 2], "role": ["train"] * 2, "sequences": sequences or [1, 1]}
    return pl.DataFrame({**told, "supervised": supervised, "ended": ended})


class NoEndLearned(Check):
    """Conversations taught no answer, or no end of one.

    Why: a model that was never shown where an answer ends goes on until the budget of tokens is spent, and one whose
    answers carry no loss learns nothing while the curve looks fine.
    Fix: name a tokenizer whose chat template ends turns with a special token, or one with an end of text; look at the
    rows with `finetooth preview`.
    Blind: it counts what carries loss in training, and does not see whether the model learned it (see EVL031).
    """

    code = "FIT011"
    tasks = ("sft",)
    severity = Severity.ERROR
    bad = [
        {"rows": _ROWS, "taught": _table([0, 4], [True, True])},
        {"rows": _ROWS, "taught": _table([3, 4], [True, False])},
    ]
    good = [
        {"rows": _ROWS, "taught": _table([3, 2], [True, True])},
        {"rows": _ROWS, "taught": _table([3, 0], [True, False], [1, 0])},
    ]

    def judge(self, taught: pl.DataFrame) -> Finding | Passed:
        """Ask that each row that was taught has tokens of answers with loss, and the end of one among them."""
        rows = taught.filter((pl.col("role") == "train") & (pl.col("sequences") > 0))
        if not rows.height:
            raise NotApplicable("no training row was taught")
        silent, endless = rows.filter(pl.col("supervised") == 0), rows.filter(~pl.col("ended"))
        counts: dict[str, Any] = {
            "taught_rows": rows.height,
            "without_loss": silent.height,
            "without_end": endless.height,
        }
        message = f"of {rows.height:,} rows that were taught {silent.height:,} have no answer with loss, and "
        message += f"{endless.height:,} no end of one"
        odd = pl.concat([silent["id"], endless["id"]]).unique(maintain_order=True).to_list()
        return Finding.on(message, odd, checked=rows.height, **counts) if odd else Passed(message, counts)
