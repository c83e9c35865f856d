"""QTY003: a test too small to tell anything apart."""

import math

from finetooth.checks.wording import counted
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.results import Splits

FEW = 100
TYPICAL = 0.8  # the accuracy for which the interval is stated


class SmallTest(Check):
    """The test is small.

    Why: on 50 rows an accuracy of .80 may as well be .69 or .91; two models can hardly be told apart.
    Fix: set more rows apart (prepare.test_size) or label more test rows; read the interval, not the score alone.
    """

    code = "QTY003"
    bad = [{"splits": {"test": [{"text": f"Order {n} arrived", "label": "fine"} for n in range(50)]}}]
    good = [{"splits": {"test": [{"text": f"Order {n} arrived", "label": "fine"} for n in range(100)]}}]

    def judge(self, splits: Splits) -> Finding | Passed:
        """State how wide a 95 % interval of a typical accuracy is on that many rows."""
        rows = len(splits.test)
        if not rows:
            raise NotApplicable("there are no test rows")
        half = 1.96 * math.sqrt(TYPICAL * (1 - TYPICAL) / rows)
        message = f"{counted(rows, 'test row')}: an accuracy of {TYPICAL:.2f} would be known to ± {half:.3f} (95 %)"
        evidence = {"test_rows": rows, "half_width": round(half, 4), "few": FEW}
        return Finding(message, (), evidence) if rows < FEW else Passed(message, evidence)
