"""EVL031: whether a language model's answers come to an end by themselves."""

from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.language import Ending

LEAST = 0.9  # of the answers should end by themselves


class EndlessAnswers(Check):
    """Answers do not end by themselves.

    Why: a model that never learned to end its turn talks on until it is cut off: every answer costs the whole budget,
    and good answers drown in what follows. The usual cause is a training without the end of turn in the loss.
    Fix: see that answers in the data are whole (PRE031, PRE032) and that their end is learned (FIT011); then train
    longer, or raise evaluate.max_new_tokens if answers are meant to be long.
    Blind: the budget is half as many tokens again as nearly all reference answers have: a task of very uneven answers
    may need more.
    """

    code = "EVL031"
    tasks = ("sft",)
    severity = Severity.WARNING
    bad = [{"ending": Ending(0.3, 0.2, 0.42, 0.9, 60, 48)}]
    good = [{"ending": Ending(0.97, 0.9, 0.99, 0.4, 60, 48)}, {"ending": Ending(0.85, 0.73, 0.92, 0.9, 60, 48)}]

    def judge(self, ending: Ending) -> Finding | Passed:
        """Ask that nearly all answers end within the budget, or that noise could explain that they do not."""
        if not ending.n:
            raise NotApplicable("no answer was generated")
        message = (
            f"{ending.share:.0%} of {ending.n:,} answers end by themselves within {ending.budget} tokens "
            f"[{ending.low:.0%}, {ending.high:.0%}]; the base model's: {ending.base:.0%}"
        )
        evidence = {"share": ending.share, "base": ending.base, "budget": ending.budget, "n": ending.n}
        return Finding(message, (), evidence) if ending.high < LEAST else Passed(message, evidence)
