"""EVL022: what was asked for and is not set; a promised precision is an error."""

from finetooth.answering.answering import Answering
from finetooth.checks.evaluation.unset_answers import UnsetAnswers
from finetooth.core.facts import Facts
from finetooth.core.finding import Outcome, Severity
from finetooth.recipe.files import make_recipe


def judged(answering: Answering, **asked: object):
    recipe = make_recipe({"data": {"train": "x.csv"}, "evaluate": asked})
    return UnsetAnswers().run(Facts({"answering": answering, "recipe": recipe}))


def test_what_was_not_asked_for_is_not_judged():
    assert judged(Answering(("a", "b"), rows=3)).outcome is Outcome.NOT_APPLICABLE


def test_a_precision_that_is_not_kept_blocks_and_a_threshold_warns():
    promised = judged(
        Answering(("a", "b"), problems=("a precision of 0.9 was asked for, 5 rows",)), target_precision=0.9
    )
    assert (promised.outcome, promised.severity) == (Outcome.FAILED, Severity.ERROR)
    few = judged(Answering(("a", "b"), problems=("thresholds were asked for, 5 rows",)), thresholds="always")
    assert (few.outcome, few.severity) == (Outcome.FAILED, Severity.WARNING)
    assert judged(Answering(("a", "b"), rows=90), thresholds="always").outcome is Outcome.PASSED
