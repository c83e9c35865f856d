"""DAT001: texts to learn from that also stand among those that judge."""

import polars as pl

from finetooth.checks.wording import SHOWN, counted, part_of
from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows, name_of

_RANK = {"train": 0, "validation": 1, "test": 2}  # a text that stands in two files stays in the later one


class SplitOverlap(Check):
    """Training texts stand in the validation or test file too.

    Why: the model is asked what it was told, so the score flatters it; where the labels differ it is punished for it.
    Fix: the rows are dropped from train (and from validation, where the test file has them); the test stays as it is.
    """

    code = "DAT001"
    severity = Severity.ERROR
    fix_step = "merge"
    bad = [
        [
            {"text": "Where is my parcel?", "label": "delivery"},
            {"text": "I want my money back.", "label": "refund"},
            {"text": "where is my parcel? ", "label": "refund", "role": "test"},
        ],
        [
            {"text": "Where is my parcel?", "label": "delivery"},
            {"text": "I want my money back.", "label": "refund", "role": "validation"},
            {"text": "I want my money back.", "label": "refund", "role": "test"},
        ],
    ]
    good = [
        [
            {"text": "Where is my parcel?", "label": "delivery"},
            {"text": "Where is my parcel now?", "label": "delivery", "role": "test"},
            {"text": "Where is my parcel?", "label": "delivery", "role": "field"},
        ]
    ]

    def judge(self, text_keys: pl.DataFrame) -> Finding | Passed:
        """Look for normalised texts of one file in a file that judges it."""
        sides = {role: text_keys.filter(pl.col("role") == role) for role in _RANK}
        judging = {role: side for role, side in sides.items() if role != "train" and side.height}
        if not judging or sides["train"].is_empty():
            raise NotApplicable("there is no validation or test file beside the training rows")
        seen = " and ".join(counted(side.height, f"{role} row") for role, side in judging.items())
        leaks = _leaks(text_keys)
        if leaks.is_empty():
            return Passed(f"{counted(sides['train'].height, 'training row')} against {seen}: no text in common")
        concerned = {role: _concerned(side, sides["train"]) for role, side in judging.items()}
        from_train = leaks.filter(pl.col("role") == "train").height
        told = [part_of(from_train, sides["train"].height, "training row") + " that also stand among " + seen]
        told += [
            f"{part_of(about['rows'], about['of'], role + ' row')} concerned, {about['under_another_label']:,} of them "
            "under another label"
            for role, about in concerned.items()
        ]
        if leaks.height > from_train:
            told.append(f"{counted(leaks.height - from_train, 'validation row')} that also stand in the test")
        pairs = [[name_of(row), name_of(judge)] for row, judge in leaks.select("id", "judge").head(SHOWN).iter_rows()]
        return Finding("; ".join(told), tuple(leaks["id"]), {"concerned": concerned, "pairs": pairs})

    def edits(self, rows: Rows, text_keys: pl.DataFrame) -> pl.DataFrame:
        """Drop the rows on the learning side."""
        leaks = _leaks(text_keys)
        reasons = [f"the same text stands in row {name_of(row)}" for row in leaks["judge"].to_list()]
        return edits.drop(rows, leaks["id"], pl.Series(reasons, dtype=pl.String))


def _leaks(text_keys: pl.DataFrame) -> pl.DataFrame:
    """Return the rows whose text stands in a later file too: ``id, role, judge``, the id of the first row there."""
    ranked = text_keys.filter(pl.col("role") != "field").with_columns(
        pl.col("role").replace_strict(_RANK, return_dtype=pl.Int8).alias("rank")
    )
    last = pl.col("rank").max().over("key")
    judge = pl.col("id").filter(pl.col("rank") == pl.col("rank").max()).first().over("key")
    return ranked.with_columns(judge.alias("judge")).filter(pl.col("rank") < last).select("id", "role", "judge")


def _concerned(side: pl.DataFrame, train: pl.DataFrame) -> dict[str, int]:
    """Count the rows of a judging side whose text stands in train, and those that have another label there."""
    told = train.select("key", pl.col("label").alias("told")).unique()
    met = side.select("id", "key", "label").join(told, on="key")
    other = met.filter(pl.col("label") != pl.col("told"))
    return {"rows": met["id"].n_unique(), "of": side.height, "under_another_label": other["id"].n_unique()}
