"""EVL028: a test score that stays behind what held-out rows promised, and what sets the rows apart."""

from typing import Any

from finetooth.checks.evaluation.shift_words import shift_evidence, shift_words
from finetooth.checks.wording import counted
from finetooth.core.check import Check
from finetooth.core.finding import Finding, Passed
from finetooth.core.statistics import Cost, Statistics
from finetooth.slicing.of_a_run import ValidationTestGap
from finetooth.slicing.score_gap import ScoreGap


def _example(held_out: float, test: float, half: float, allowance: float = 0.0) -> dict[str, object]:
    gap = held_out - test
    ends = ((held_out - half, held_out + half), (test - half, test + half))
    score = ScoreGap(
        "macro_f1", held_out, ends[0], test, ends[1], gap, gap - 1.4 * half, gap + 1.4 * half, allowance, 900, 1_000
    )
    return {"validation_test_gap": ValidationTestGap(score, None)}


class WorseThanHeldOut(Check):
    """The test score stays behind the score on held-out rows.

    Why: training, tuning and thresholds were steered by rows that are not like those of the test; if the test stands
    for what will come in, so will the score (Quionero-Candela et al. 2009, Dataset Shift in Machine Learning). The
    intervals of both are joined (MOVER: Zou & Donner 2008), and what the choice by these rows adds is allowed for.
    Fix: draw validation rows from where the test comes from; where the labels follow another rule, settle on one.
    Blind: a gap within noise, or hidden by a test that is easier by nature; which of several differences is the cause.
    Where the final model was fitted on more rows than the models that held rows out, the gap is told too small.
    """

    code = "EVL028"
    bad = [_example(0.72, 0.43, 0.02), _example(0.9, 0.85, 0.02, allowance=0.01)]
    good = [_example(0.72, 0.70, 0.02), _example(0.80, 0.76, 0.02, allowance=0.02), _example(0.7, 0.9, 0.02)]

    def judge(self, validation_test_gap: ValidationTestGap) -> Finding | Passed:
        """Compare the held-out score with the test's; where it is higher beyond noise, name what differs."""
        found, shift = validation_test_gap.score, validation_test_gap.shift
        message, evidence = _told(found), _evidence(found)
        if not found.beyond_noise:
            return Passed(message, evidence)
        if shift is not None:
            evidence |= shift_evidence(shift)
            message += f". What differs: {shift_words(shift)}"
        rows = shift.relabelled_ids if shift is not None else ()
        statistics = Statistics.of(
            found.test_rows,
            len(rows),
            threshold=round(found.allowance, 4),
            calibration="the lower end of the gap's interval above what selection adds",
            null=0.0,
            effect=round(found.gap, 4),
        )
        low = 100 * (found.low - found.allowance)
        cost = Cost(round(100 * found.gap, 2), "optimism", f"of the validation score; at least {low:.1f} beyond noise")
        return Finding(message, rows, evidence, statistics=statistics, cost=cost)


def _told(found: ScoreGap) -> str:
    words = f"{found.metric} is {found.held_out:.3f} on {counted(found.rows, 'held-out row')} and {found.test:.3f} on "
    gap = f"a gap of {found.gap:.3f} ({found.low:.3f} to {found.high:.3f})".replace("-", "−")
    allowed = f", of which selection may explain {found.allowance:.3f}" if found.allowance >= 0.0005 else ""
    return f"{words}{counted(found.test_rows, 'test row')}: {gap}{allowed}"


def _evidence(found: ScoreGap) -> dict[str, Any]:
    return {
        "metric": found.metric,
        "held_out": [round(one, 4) for one in (found.held_out, *found.held_out_ends)],
        "test": [round(one, 4) for one in (found.test, *found.test_ends)],
        "gap": [round(one, 4) for one in (found.gap, found.low, found.high)],
        "allowance": round(found.allowance, 4),
    }
