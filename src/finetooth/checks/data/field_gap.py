"""DAT014: rows from production that do not look like the training rows."""

import polars as pl

from finetooth.checks.data.comparison import LEAST_ROWS, Comparison, compare
from finetooth.checks.wording import SHOWN, names
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows

_THINGS = ("parcel", "letter", "card", "box", "crate", "ring", "lamp", "coat")
_DEEDS = ("arrived", "vanished", "broke", "came late", "was lost", "fits")


def _orders(role: str, start: str) -> list[dict[str, str]]:
    return [
        {"text": f"{start} {_THINGS[n % 8]} {_DEEDS[n // 8 % 6]}", "label": "fine" if n % 2 else "bad", "role": role}
        for n in range(96)
    ]


class FieldGap(Check):
    """The field rows are another kind of text than the training rows.

    Why: a score on rows drawn like the training rows says little of rows that are not; the model meets words, topics
    and a mix of classes that it never saw (Rabanser et al. 2019, Failing Loudly).
    Fix: label some of the field rows named here and put them into train and test; look first at those least covered.
    Blind: a gap in what words mean or how they are ordered, and labels that are given by another rule.
    """

    code = "DAT014"
    fix_class = "never"
    bad = [_orders("train", "the") + _orders("field", "yo dude ur")]
    good = [_orders("train", "the") + _orders("field", "the")]

    def judge(self, rows: Rows, full_text: pl.Series, budget: float, seed: int) -> Finding | Passed:
        """Train a classifier to tell the files apart, and see whether it can."""
        found = compare(rows.table.select("id", "role", "label", full_text), "field", budget, seed)
        if found is None:
            raise NotApplicable(f"fewer than {LEAST_ROWS} training rows or field rows with text")
        if not (found.other_texts or found.other_labels):
            return Passed(found.told, {"field": found.measured})
        return _finding(found)


def _finding(found: Comparison) -> Finding:
    covered = found.least_covered(SHOWN) if found.other_texts else []
    ids = [partner.row for partner in covered]
    return Finding.on(
        found.told,
        ids,
        found.severity,
        statistics=found.statistics,
        partners=covered,
        field=found.measured,
        least_covered=names(ids),
    )
