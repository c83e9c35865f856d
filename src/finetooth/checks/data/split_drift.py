"""DAT020: validation or test rows that do not look like the training rows."""

import polars as pl

from finetooth.checks.data.comparison import LEAST_ROWS, compare
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows

_WHO = ("my aunt", "a friend", "the boss", "our cat", "his son", "her team", "a guest", "the cook")
_SAID = ("left", "sang", "slept", "called", "won", "wept")


def _tales(role: str, end: str, good: int) -> list[dict[str, str]]:
    return [
        {"text": f"{_WHO[n % 8]} {_SAID[n // 8 % 6]} {end}", "label": "good" if n % 10 < good else "bad", "role": role}
        for n in range(200)
    ]


class SplitDrift(Check):
    """The validation or test rows are not drawn like the training rows.

    Why: where the files differ, the validation score steers towards the wrong rows, and the test score mixes what the
    model learned with how far it was moved (Rabanser et al. 2019, Failing Loudly; Koh et al. 2021, WILDS). Where only
    the validation rows are of another kind, every choice goes by rows that neither teach nor judge: that blocks.
    Fix: where the test is meant to be harder, keep it and read its score as one under shift; else put the files
    together and let finetooth draw the split.
    Blind: labels given by another rule in one of the files: see the rows that stand in both under two labels.
    """

    code = "DAT020"
    fix_class = "never"
    bad = [
        _tales("train", "at noon", 5) + _tales("test", "lol :)", 5),
        _tales("train", "at noon", 5) + _tales("validation", "at noon", 8),
    ]
    good = [_tales("train", "at noon", 5) + _tales("validation", "at noon", 5) + _tales("test", "at noon", 5)]

    def judge(self, rows: Rows, full_text: pl.Series, budget: float, seed: int) -> Finding | Passed:
        """Train a classifier to tell each file from train, and see whether it can."""
        table = rows.table.select("id", "role", "label", full_text)
        both = [compare(table, role, budget, seed) for role in ("validation", "test")]
        found = [one for one in both if one is not None]
        if not found:
            raise NotApplicable(f"there are not {LEAST_ROWS} rows with text in train and in a validation or test file")
        moved = [one for one in found if one.other_texts or one.other_labels]
        figures = {one.role: one.measured for one in found}
        if not moved:
            return Passed("; ".join(one.told for one in found), figures)
        worst = max(moved, key=lambda one: one.texts.auc)
        severity = None if any(one.severity is None for one in moved) else worst.severity
        if [one.role for one in moved if one.other_texts] == ["validation"]:
            severity = Severity.ERROR
        return Finding.on(
            "; ".join(one.told for one in moved), (), severity, statistics=worst.statistics, files=figures
        )
