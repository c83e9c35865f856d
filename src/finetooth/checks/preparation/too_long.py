"""PRE031: conversations that do not reach the model whole."""

from typing import Any

import polars as pl

from finetooth.checks.wording import counted, frequencies, names, part_of, percent
from finetooth.core.check import SFT, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows

_TOLD = {
    "dropped": "left out as too long",
    "cut": "cut at the left",
    "refused": "refused by the chat template",
    "unsupervised": "with nothing to learn",
}


def _table(*lines: tuple[int, str, int, int]) -> pl.DataFrame:
    """Return an account of example rows: id, action, tokens, tokens cut."""
    names_ = {"id": pl.Int64, "action": pl.String, "tokens": pl.Int64, "cut": pl.Int64}
    table = pl.DataFrame(lines, schema=names_, orient="row")
    return table.with_columns(pl.col("cut").alias("cut_supervised"), pl.lit("").alias("reason"))


class TooLong(Check):
    """Conversations do not reach the model whole.

    Why: trainers cut at max_length without a word, and what stands at the end is the answer with its end: the model is
    taught to go on for ever. Here no row is cut silently: each is left out, or loses its beginning, and is counted.
    Fix: raise training.max_length if memory allows it; or let the longest lose their beginning
    (training.overlong: truncate_left), or shorten them.
    Blind: whether what is lost mattered; counted on a sample where there are many rows.
    """

    code = "PRE031"
    tasks = SFT
    fix_class = "never"
    bad = [
        {
            "conversations": [[("user", "Hi"), ("assistant", "Ho")]] * 2,
            "encoded_rows": _table((1, "kept", 10, 0), (2, "dropped", 3_000, 3_000)),
        }
    ]
    good = [
        {
            "conversations": [[("user", "Hi"), ("assistant", "Ho")]] * 2,
            "encoded_rows": _table((1, "kept", 10, 0), (2, "split", 30, 0)),
        }
    ]

    def judge(self, rows: Rows, encoded_rows: pl.DataFrame) -> Finding | Passed:
        """Count what training leaves out or cuts, as it labels the rows itself."""
        if encoded_rows.is_empty() or not len(rows):
            raise NotApplicable("there are no conversations")
        whole = encoded_rows["tokens"]
        found = encoded_rows.filter(pl.col("action").is_in(list(_TOLD)))
        spread = {f"p{q}": int(whole.quantile(q / 100, "higher") or 0) for q in (50, 95, 100)}
        sampled = f" (a sample of {counted(len(rows))})" if encoded_rows.height < len(rows) else ""
        lengths = f"95 % have at most {counted(spread['p95'], 'token')}, the longest {spread['p100']:,}{sampled}"
        if found.is_empty():
            return Passed(
                f"{counted(encoded_rows.height, 'conversation')}, all read whole; {lengths}", {"tokens": spread}
            )
        actions = frequencies(found["action"])
        told = ", ".join(f"{number:,} {_TOLD[action]}" for action, number in actions.items())
        lost = int(found["cut"].sum()) / max(1, int(whole.sum()))
        part = part_of(found.height, encoded_rows.height, "conversation")
        message = f"{part} do not reach the model whole: {told}; {percent(lost)} of all tokens lost; {lengths}"
        reasons = frequencies(found["reason"].str.replace_all(r"\d[\d,]*", "N"))
        evidence: dict[str, Any] = {"actions": actions, "reasons": reasons, "tokens": spread}
        return Finding.on(message, found["id"], checked=encoded_rows.height, **evidence, first=names(found["id"]))
