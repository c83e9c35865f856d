"""DAT036: answers that have nothing to do with their prompt."""

import polars as pl

from finetooth.checks.wording import names, part_of
from finetooth.core import edits
from finetooth.core.check import SFT, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows
from finetooth.core.statistics import Partner, Statistics

LEAST_GAIN = 1.5  # nats by which its own prompt makes an answer likelier: a stranger's prompt gives about none


def _looked(*lines: tuple[int, float]) -> pl.DataFrame:
    """Return what a look at example rows gave: id and gain."""
    return pl.DataFrame(lines, schema={"id": pl.Int64, "gain": pl.Float64}, orient="row")


class MismatchedAnswers(Check):
    """Answers do not belong to their prompts.

    Why: a shifted column, or a join on the wrong key, pairs prompts with the answers of others; the model learns to
    answer something else.
    Fix: for review: the rows are dropped. Where many are found, look for a shift in the file.
    Blind: rows whose prompt and answer share rare words; only the most doubtful rows (few common words, fewer that go
    together) are shown to the base model, which judges by how much likelier the prompt makes the answer: pointwise
    mutual information (as Li et al. 2016 score replies). Answers that suit any prompt are taken for strangers.
    """

    code = "DAT036"
    tasks = SFT
    fix_class = "review"
    bad = [
        {
            "conversations": [
                [("user", "How far is it?"), ("assistant", "Hot soup.")],
                [("user", "Hi"), ("assistant", "Ho")],
            ],
            "belonging": _looked((1, -2.0), (2, 9.0)),
        }
    ]
    good = [
        {
            "conversations": [
                [("user", "How far is it?"), ("assistant", "Four miles.")],
                [("user", "Hi"), ("assistant", "Ho")],
            ],
            "belonging": _looked((1, 12.0), (2, 9.0)),
        }
    ]

    def judge(self, answered: pl.DataFrame, belonging: pl.DataFrame) -> Finding | Passed:
        """Look at what the base model says of the most doubtful rows."""
        if belonging.is_empty():
            raise NotApplicable("there are too few answers of some words to know which words go together")
        found = _found(belonging)
        looked = f"the {belonging.height:,} most doubtful of {answered.height:,} were shown to the base model"
        if found.is_empty():
            return Passed(f"{looked}: each is likelier behind its prompt")
        message = f"{part_of(found.height, answered.height, 'answer')} that do not belong to their prompt ({looked})"
        how = "an answer behind a stranger's prompt gains about nothing"
        told = Statistics.of(answered.height, found.height, threshold=LEAST_GAIN, calibration=how)
        partners = (Partner(row, None, round(gain, 2)) for row, gain in found.select("id", "gain").iter_rows())
        return Finding.on(message, found["id"], statistics=told, partners=partners, first=names(found["id"]))

    def edits(self, rows: Rows, belonging: pl.DataFrame) -> pl.DataFrame:
        """Drop them."""
        return edits.drop(rows, _found(belonging)["id"], "the answer does not belong to its prompt")


def _found(belonging: pl.DataFrame) -> pl.DataFrame:
    return belonging.filter(pl.col("gain") < LEAST_GAIN).sort("gain", "id")
