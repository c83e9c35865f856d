"""FIT013: whether a language model says its training answers word for word."""

from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.language import Recital

LIMIT = 0.1  # of the rest of an answer, more than of rows never seen


class Recited(Check):
    """Training answers are recited word for word.

    Why: a model that continues training rows verbatim, and rows it never saw much less, has memorised them: it will do
    worse on new prompts than its training loss says, and hands out whatever private text the rows hold (Carlini et al.
    2021 and 2023).
    Fix: fewer epochs, a lower learning rate or rank, more rows; drop repeated rows (PRE003, PRE013) and personal data
    (DAT016), which are recited first.
    Blind: some training rows, cut in the middle of their answers, greedy continuation: what a longer or cleverer prompt
    would bring out is not seen, nor rows whose answers are short.
    """

    code = "FIT013"
    tasks = ("sft",)
    severity = Severity.WARNING
    bad = [{"recital": Recital(0.8, 0.2, 0.6, 0.4, 0.8, 0.0, 24, 24, 24)}]
    good = [
        {"recital": Recital(0.25, 0.2, 0.05, -0.1, 0.2, 0.0, 24, 24, 24)},
        {"recital": Recital(0.8, 0.2, 0.6, 0.4, 0.8, 0.55, 24, 24, 24)},
    ]

    def judge(self, recital: Recital | None) -> Finding | Passed:
        """Ask that training rows are recited no more than strange ones, beyond what the base model does and noise."""
        if recital is None:
            raise NotApplicable("too few training or test answers are long enough to be cut in two")
        message = (
            f"given its prompt and first half, the rest of an answer is recited for {recital.taught:.0%} of its length "
            f"on {recital.taught_rows} training rows and {recital.strange:.0%} on {recital.strange_rows} test rows: "
            f"{recital.excess:+.0%} [{recital.low:+.0%}, {recital.high:+.0%}]; base model {recital.base_excess:+.0%}"
        )
        evidence = {"taught": recital.taught, "strange": recital.strange, "base_excess": recital.base_excess}
        known = max(0.0, recital.base_excess) + LIMIT
        return Finding(message, (), evidence) if recital.low > known else Passed(message, evidence)
