"""DAT038: one source that gives nearly all that is learned."""

import polars as pl

from finetooth.checks.wording import counted, percent
from finetooth.core.check import SFT, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows

_NAMES = (
    "source",
    "dataset",
    "origin",
    "subset",
    "domain",
    "category",
    "task",
    "task_type",
    "type",
    "lang",
    "language",
)
_MOST = 0.9  # of the characters of all answers
_VALUES = (2, 50)


class SourceImbalance(Check):
    """One source has nearly all of what is learned.

    Why: the loss counts tokens, not rows: a source with long answers takes the training over, and what the others were
    to teach is hardly heard.
    Fix: take fewer rows of the large source (a file of its own with `data.limit`), or more of the small ones.
    Blind: sources that no column names; characters stand for tokens.
    """

    code = "DAT038"
    tasks = SFT
    fix_class = "never"
    bad = [
        {
            "conversations": [
                [("user", f"Tell {n}"), ("assistant", "A long tale. " * 40 if n < 20 else "No.")] for n in range(40)
            ],
            "columns": [{"source": "tales" if n < 20 else "short"} for n in range(40)],
        }
    ]
    good = [
        {
            "conversations": [[("user", f"Tell {n}"), ("assistant", "A long tale. " * 4)] for n in range(40)],
            "columns": [{"source": "tales" if n < 20 else "short"} for n in range(40)],
        }
    ]

    def judge(self, rows: Rows, answered: pl.DataFrame, columns: pl.DataFrame) -> Finding | Passed:
        """Sum up the answers by the columns that name a source."""
        train = answered.filter(pl.col("role") == "train").select("id", pl.col("answer").str.len_chars().alias("size"))
        table = train.join(columns, on="id", how="left", maintain_order="left")
        able = [name for name in columns.columns if name.lower() in _NAMES and _is_able(table[name])]
        if not able or not len(rows):
            raise NotApplicable("no column names a source")
        told, shares = [], {}
        for name in able:
            sizes = table.group_by(pl.col(name).alias("value")).agg(pl.col("size").sum(), pl.len().alias("rows"))
            top = sizes.sort("size", "value", descending=[True, False]).row(0, named=True)
            share, of_rows = top["size"] / max(1, int(table["size"].sum())), top["rows"] / table.height
            shares[name] = {
                "value": str(top["value"])[:60],
                "of_the_answers": round(share, 4),
                "of_the_rows": round(of_rows, 4),
            }
            if share >= _MOST:
                value = shares[name]["value"]
                told.append(
                    f"{name} {value!r} has {percent(share)} of the answers' text in {percent(of_rows)} of the rows"
                )
        looked = f"{counted(table.height, 'training row')} by {', '.join(able)}"
        if not told:
            return Passed(f"{looked}: no value has {percent(_MOST)} of the answers", {"largest": shares})
        return Finding.on(f"{'; '.join(told)} ({looked})", (), checked=table.height, largest=shares)


def _is_able(values: pl.Series) -> bool:
    low, high = _VALUES
    return low <= values.drop_nulls().n_unique() <= high
