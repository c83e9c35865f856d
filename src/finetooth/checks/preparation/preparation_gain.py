"""PRE028: what mending the rows did to a quick model's score."""

from finetooth.checks.wording import counted
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.results import ProbeGain
from finetooth.core.statistics import Cost, Statistics


class PreparationGain(Check):
    """Mending the training rows lowered a quick model's score.

    Why: fixes are meant to help. Where TF-IDF + logistic regression, taught with the mended rows, does worse on the
    same test texts than taught with the rows as they came, a fix has thrown away what carries the task.
    Fix: look at `finetooth ledger RUN`, and take the fix that did it out of prepare.fix (`[-PRE011]`).
    Blind: what only the fine-tuned model feels, and what is too small for the test rows to show.
    """

    code = "PRE028"
    bad = [{"probe": ProbeGain(0.81, 0.74, -0.11, -0.03, 900, 850, 200)}]
    good = [
        {"probe": ProbeGain(0.74, 0.81, 0.03, 0.11, 900, 850, 200)},
        {"probe": ProbeGain(0.74, 0.73, -0.04, 0.02, 900, 850, 200)},
    ]

    def judge(self, probe: ProbeGain | None) -> Finding | Passed:
        """Compare the two scores, by the interval of their difference."""
        if probe is None:
            raise NotApplicable("a quick model could not be scored before and after")
        told = (
            f"macro-F1 of a quick model on {counted(probe.test_rows, 'test row')}: {probe.before:.3f} as they came, "
            f"{probe.after:.3f} mended (difference {probe.low:+.3f} to {probe.high:+.3f})"
        )
        evidence = {name: round(value, 4) for name, value in vars(probe).items()}
        if probe.high >= 0:
            return Passed(told, evidence)
        cost = Cost(100 * (probe.before - probe.after), "score", "the same quick model before and after")
        statistics = Statistics.of(probe.test_rows, 0, null=probe.before, effect=probe.after)
        return Finding(told, (), evidence, statistics=statistics, cost=cost)
