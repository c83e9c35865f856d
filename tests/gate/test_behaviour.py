"""Pass rates of behavioural tests as conditions of the gate."""

import pytest

from finetooth.behaviour.results import Behaviour, TestResult
from finetooth.core.errors import UserError
from finetooth.core.results import Scores
from finetooth.gate import Grounds, decide, must_name_capabilities, parse_all
from finetooth.gate.conditions import BEHAVIOUR, parse
from finetooth.recipe.sections import Gate

FOUND = Behaviour(
    (
        TestResult("a", "negation", "invariance", 50, 20, 0.1),
        TestResult("b", "words, plain", "minimum_functionality", 150, 0, 0.1),
    )
)


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        ("behaviour.pass_rate >= 0.9", True),
        ("behaviour.pass_rate.low >= 0.9", False),
        ("behaviour.pass_rate.high<.95", True),
        ("behaviour[negation].pass_rate >= 0.6", True),
        ("behaviour[negation].pass_rate > 0.6", False),
        ("behaviour[words, plain].pass_rate.low >= 0.97", True),
        ("behaviour[unknown].pass_rate >= 0", False),
    ],
)
def test_conditions_are_judged_on_the_cases(condition: str, met: bool):
    grounds = Grounds(Scores(()), behaviour=FOUND)
    score = grounds.measure(parse(condition))
    found = getattr(score, parse(condition).end)
    assert (found is not None and parse(condition).holds(found)) == met
    decision = decide((), Gate(require=[condition]), grounds)
    assert (condition in decision.blocking) != met


def test_without_tests_there_is_no_pass_rate():
    score = Grounds(Scores(())).measure(parse("behaviour.pass_rate >= 0.1"))
    assert (score.value, score.reason) == (None, "no behavioural tests were run")


def test_what_is_read_of_a_condition():
    condition = parse("behaviour[a [b]].pass_rate.low >= 0.5")
    assert (condition.metric, condition.label, condition.end) == (BEHAVIOUR, "a [b]", "low")
    for wrong in ("behaviour.rate >= 0.5", "behaviour >= 0.5", "slice[a=b].behaviour.pass_rate >= 0.5"):
        with pytest.raises(UserError):
            parse(wrong)


def test_capabilities_must_be_tested():
    conditions = parse_all(["behaviour[negation].pass_rate >= 0.5", "macro_f1 >= 0.1"])
    must_name_capabilities(conditions, ["negation"], "here")
    with pytest.raises(UserError, match="did you mean negations"):
        must_name_capabilities(conditions, ["negations"], "here")
    with pytest.raises(UserError, match="there are none"):
        must_name_capabilities(conditions, None, "here")
