"""EVL022: thresholds, costs or a precision that were asked for, and cannot be set by these held-out rows."""

from finetooth.answering.answering import Answering
from finetooth.checks.wording import counted
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.recipe.sections import Recipe

_LABELS = ("ham", "spam")


def _example(rows: int, *problems: str, **asked: object) -> dict[str, object]:
    return {"recipe": {"evaluate": asked}, "answering": Answering(_LABELS, rows=rows, problems=problems)}


class UnsetAnswers(Check):
    """What was asked of the answers cannot be set by the held-out rows.

    Why: a threshold tuned on a handful of rows is luck, costs multiply probabilities that nothing vouches for, and a
    precision that was not shown is a wish. Nothing of it is made up from the test rows, which would flatter.
    Fix: let more rows judge (training.cross_validation: always makes every training row one), gather rows of the class
    that is named, or ask for less (a lower evaluate.target_precision).
    Blind: whether the rows to come are like the held-out ones; rows of one group count as if they were independent.
    """

    code = "EVL022"
    bad = [
        _example(
            80, "a precision of 0.99 was asked for, and 80 held-out rows would not show it", target_precision=0.99
        ),
        _example(12, "thresholds were asked for, and there are 12 held-out rows", thresholds="always"),
    ]
    good = [_example(900, target_precision=0.95), _example(400, costs={"missed": {"spam": 5}})]

    def judge(self, answering: Answering, recipe: Recipe) -> Finding | Passed:
        """Look at what could not be set. A precision that is promised and not kept is an error."""
        options = recipe.evaluate
        named = {
            "evaluate.costs": options.costs,
            "evaluate.thresholds": options.thresholds == "always",
            "evaluate.target_precision": options.target_precision,
        }
        asked = [key for key, wanted in named.items() if wanted]
        if not asked:
            raise NotApplicable("no threshold, cost or precision was asked for")
        evidence = {"asked": asked, "held_out_rows": answering.rows, "problems": list(answering.problems)}
        if not answering.problems:
            return Passed(f"{', '.join(asked)}: set by {counted(answering.rows, 'held-out row')}", evidence)
        promised = any(problem.startswith("a precision") for problem in answering.problems)
        return Finding("; ".join(answering.problems), (), evidence, Severity.ERROR if promised else None)
