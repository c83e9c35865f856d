"""What fails: judged on a made-up model whose probabilities stand in the text."""

import numpy as np
import pytest

from finetooth.behaviour.judging import behave
from finetooth.behaviour.suite import BehaviourTest, Case, Suite

LABELS = ("bad", "good")


def says(texts):
    """A text ends with how probable `good` is."""
    good = np.array([float(text.split()[-1]) for text in texts])
    table = np.stack([1 - good, good], axis=1)
    return table, table.argmax(axis=1)


def found(kind: str, *cases: Case, **more):
    suite = Suite((BehaviourTest("a test", "an ability", kind, cases, **more),))
    return behave(suite, LABELS, says).results[0]


def test_minimum_functionality_wants_one_of_the_labels():
    cases = [Case((f"x {good}",), ("good",)) for good in (0.9, 0.2, 0.1)]
    result = found("minimum_functionality", *cases)
    assert (result.n, result.failed) == (3, 2)
    assert result.worst[0].text == "x 0.1"  # where the model was most sure
    assert result.worst[0].told == "good was right; the model was 90% sure"
    assert not found("minimum_functionality", Case(("x 0.1",), LABELS)).failed


def test_invariance_fails_where_any_variant_turns():
    result = found("invariance", Case(("x 0.9", "x 0.8", "x 0.4")), Case(("x 0.9", "y 0.6")))
    assert (result.n, result.failed) == (2, 1)
    assert (result.worst[0].variant, result.worst[0].answer, result.worst[0].answer_after) == ("x 0.4", "good", "bad")
    assert not found("invariance", Case(("x 0.52", "x 0.48")), tolerance=0.1).failed


@pytest.mark.parametrize(
    ("expect", "tolerance", "passing"),
    [
        ("rises", 0.0, [0.51, 0.8, 0.9]),
        ("rises", 0.2, [0.8, 0.9]),
        ("falls", 0.0, [0.1, 0.47, 0.49]),
        ("not_falls", 0.0, [0.5, 0.51, 0.8, 0.9]),
        ("not_falls", 0.05, [0.47, 0.49, 0.5, 0.51, 0.8, 0.9]),
        ("not_rises", 0.05, [0.1, 0.47, 0.49, 0.5, 0.51]),
    ],
)
def test_a_direction_is_that_of_the_watched_label(expect: str, tolerance: float, passing: list[float]):
    for good in (0.1, 0.47, 0.49, 0.5, 0.51, 0.8, 0.9):
        case = Case(("x 0.5", f"y {good}"))
        result = found("direction", case, expect=expect, tolerance=tolerance, label="good")
        assert result.failed == (good not in passing), good


def test_without_a_label_the_first_answer_is_watched():
    assert found("direction", Case(("x 0.2", "y 0.4")), expect="rises").failed  # bad, from .8 to .6
    assert not found("direction", Case(("x 0.2", "y 0.1")), expect="rises").failed


def test_capabilities_are_pooled_and_have_limits():
    cases = tuple(Case((f"{number} {good}",), ("good",)) for number, good in enumerate([0.9] * 15 + [0.1] * 15))
    tests = (
        BehaviourTest("one", "weak", "minimum_functionality", cases),
        BehaviourTest("two", "strong", "minimum_functionality", cases[:15]),
    )
    behaviour = behave(Suite(tests, (("weak", 0.9),)), LABELS, says)
    assert [(one.name, one.n, one.failed) for one in behaviour.capabilities] == [("weak", 30, 15), ("strong", 15, 0)]
    assert behaviour.results[0].too_often
    assert not behaviour.capabilities[0].too_often
    share, low, high, cases_seen = behaviour.pass_rate("weak")
    assert (share, cases_seen) == (0.5, 30)
    assert low < 0.5 < high
    assert behaviour.pass_rate()[0] == pytest.approx(30 / 45)
    assert behaviour.pass_rate("unknown") is None


def test_each_text_is_read_once():
    seen = []

    def counting(texts):
        seen.extend(texts)
        return says(texts)

    tests = tuple(
        BehaviourTest(name, "c", "minimum_functionality", (Case(("x 0.9",), ("good",)),)) for name in ("a", "b")
    )
    behave(Suite(tests), LABELS, counting)
    assert seen == ["x 0.9"]
