"""QTY003: a test too small to tell anything apart."""

import math

from finetooth.checks.wording import counted
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.results import Splits
from finetooth.facts.text import is_blank, normalise, whole

FEW, TOO_FEW = 100, 50
MOSTLY_COPIES = 0.5  # of the rows: the score is then that of the texts which repeat
TYPICAL = 0.8  # the accuracy for which the interval is stated


class SmallTest(Check):
    """The test is small.

    Why: on 50 rows an accuracy of .80 may as well be .69 or .91; two models can hardly be told apart. Rows whose text
    stands in the test already are no further evidence: what counts are the texts that differ. Below 50 of them, and
    where copies are half of the test or more, no decision can rest on it.
    Fix: set more rows apart (prepare.test_size) or label more test rows; take copies out, which prepare never does to
    a test; read the interval, not the score alone.
    Blind: rows that say the same in other words, and a test of rows that are easier than those that will come.
    """

    code = "QTY003"
    bad = [
        {"splits": {"test": [{"text": f"Order {n} arrived", "label": "fine"} for n in range(50)]}},
        {"splits": {"test": [{"text": f"Order {n % 120} arrived", "label": "fine"} for n in range(300)]}},
    ]
    good = [{"splits": {"test": [{"text": f"Order {n} arrived", "label": "fine"} for n in range(100)]}}]

    def judge(self, splits: Splits) -> Finding | Passed:
        """State how wide a 95 % interval of a typical accuracy is on that many rows."""
        rows = len(splits.test)
        if not rows:
            raise NotApplicable("there are no test rows")
        different = _different(splits)
        half = 1.96 * math.sqrt(TYPICAL * (1 - TYPICAL) / different)
        known = f"an accuracy of {TYPICAL:.2f} would be known to ± {half:.3f} (95 %)"
        copies = f", {different:,} different" if different < rows else ""
        message = f"{counted(rows, 'test row')}{copies}: {known}"
        evidence = {"test_rows": rows, "different": different, "half_width": round(half, 4), "few": FEW}
        mostly_copies = rows - different >= MOSTLY_COPIES * rows
        if different >= FEW and not mostly_copies:
            return Passed(message, evidence)
        blocks = different < TOO_FEW or mostly_copies
        return Finding(message, (), evidence, Severity.ERROR if blocks else None)


def _different(splits: Splits) -> int:
    """Count the texts of the test that differ; all rows without a text are one."""
    test = splits.test
    return int(normalise(whole(test)).set(is_blank(test.texts), "").n_unique())
