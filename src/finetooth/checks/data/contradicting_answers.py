"""DAT029: one prompt with several answers."""

from typing import Any

import polars as pl

from finetooth.checks.wording import SHOWN, counted, groups, names, part_of
from finetooth.core.check import SFT, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity

_SHORT = 12  # words: answers up to here that differ say different things
_NUMBER = r"-?\d[\d,]*(?:\.\d+)?"


class ContradictingAnswers(Check):
    """The same prompt is answered in different ways.

    Why: the model is punished whichever answer it learns; of answers that contradict each other, one is wrong.
    Fix: keep the right answer. Several good answers to an open prompt do no harm, but count as one prompt.
    Blind: the same question in other words. Answers contradict where they are short, or end with different numbers;
    whether long answers do is for a reader to say.
    """

    code = "DAT029"
    tasks = SFT
    fix_class = "never"
    bad = [
        {
            "conversations": [
                [("user", "Is it open?"), ("assistant", "Yes.")],
                [("user", "is it open? "), ("assistant", "No.")],
            ]
        }
    ]
    good = [
        {
            "conversations": [
                [("user", "Is it open?"), ("assistant", "Yes.")],
                [("user", "Is it far?"), ("assistant", "No.")],
            ]
        }
    ]

    def judge(self, answered: pl.DataFrame) -> Finding | Passed:
        """Compare the answers to each prompt of the training rows, case and spacing aside."""
        train = answered.filter((pl.col("role") == "train") & ~pl.col("plain"))
        if train.is_empty():
            raise NotApplicable("there are no training rows with a prompt")
        several = train.filter(pl.col("answer_key").n_unique().over("prompt_key") > 1)
        if several.is_empty():
            return Passed(f"{counted(train.height, 'prompt')}, none with two different answers")
        told = several.with_columns(_disagrees().alias("disagrees"))
        against = told.filter("disagrees")
        prompts, repeats = several["prompt_key"].n_unique(), several.height - several["prompt_key"].n_unique()
        message = (
            f"{counted(prompts, 'prompt')} repeated {repeats:,} times with other answers, "
            f"{against['prompt_key'].n_unique():,} of them with answers that contradict each other"
        )
        ids = pl.concat([against["id"], told.filter(~pl.col("disagrees"))["id"]])
        severity = None if against.height else Severity.INFO
        shown = groups(told.sort("disagrees", "id", descending=[True, False]), "prompt_key")[:SHOWN]
        evidence: dict[str, Any] = {
            "prompts": prompts,
            "contradicting": against["prompt_key"].n_unique(),
            "groups": shown,
        }
        part = part_of(several.height, train.height, "training row")
        return Finding.on(f"{message}; {part}", ids, severity, checked=train.height, **evidence, first=names(ids))


def _disagrees() -> pl.Expr:
    """Whether the answers to a prompt are all short, or end with different numbers."""
    short = (pl.col("answer").str.count_matches(r"\S+") <= _SHORT).all().over("prompt_key")
    last = pl.col("answer").str.extract_all(_NUMBER).list.last()
    numbers = (last.is_not_null().all() & (last.n_unique() > 1)).over("prompt_key")
    return short | numbers
