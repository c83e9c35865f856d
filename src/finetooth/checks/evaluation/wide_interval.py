"""EVL003: a score that is known too roughly."""

from finetooth.checks.wording import counted
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.results import Score, Scores

WIDEST = 0.10


class WideInterval(Check):
    """The score is known only roughly.

    Why: another test of the same size might as well have shown a value far from it; small gains mean nothing here.
    Fix: more test rows; four times as many halve the interval. Until then compare lower ends, not scores.
    """

    code = "EVL003"
    tasks = BOTH
    bad = [{"scores": Scores((Score("macro_f1", 0.80, 0.68, 0.89, 50),))}]
    good = [{"scores": Scores((Score("macro_f1", 0.80, 0.77, 0.83, 800),))}]

    def judge(self, scores: Scores) -> Finding | Passed:
        """Measure the 95 % interval of the selection metric."""
        score = scores.get(scores.selection_metric)
        if score is None or score.value is None or score.low is None or score.high is None:
            raise NotApplicable(f"there is no interval of {scores.selection_metric}")
        width = score.high - score.low
        interval = f"[{score.low:.3f}, {score.high:.3f}]"
        message = f"{score.metric} {score.value:.3f} lies in {interval} (95 %, {counted(score.n, 'test row')})"
        evidence = {"metric": score.metric, "width": round(width, 4), "widest": WIDEST, "test_rows": score.n}
        return Finding(message, (), evidence) if width > WIDEST else Passed(message, evidence)
