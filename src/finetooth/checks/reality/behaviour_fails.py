"""RWV007: a behavioural test that fails more often than it may."""

from finetooth.behaviour.results import Behaviour, Failure, TestResult
from finetooth.checks.wording import SHOWN, counted, percent
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity

_WORST = Failure("The lamp is not good.", "", "positive", "", "negative was right; the model was 97% sure")


def _found(failed: int, n: int = 100, limits: tuple[tuple[str, float], ...] = (), most: float = 0.1) -> Behaviour:
    one = TestResult("plain denials", "negation", "minimum_functionality", n, failed, most, (_WORST,))
    return Behaviour((one, TestResult("names", "fairness", "invariance", 80, 1, 0.1)), limits)


class BehaviourFails(Check):
    """A behavioural test fails more often than it may.

    Why: a score over all rows hides what a model cannot do at all; best sellers with high scores failed plain tests of
    negation and of names in a third to all of their cases (Ribeiro et al. 2020, Beyond Accuracy).
    Fix: read the worst cases; add training rows of that kind; or allow more with max_failure_rate of the test.
    Blind: cases made from one template are alike, so that the interval is that of these texts, not of all that could be
    written; what no test asks is not seen.
    """

    code = "RWV007"
    severity = Severity.ERROR
    bad = [{"behaviour": _found(40)}, {"behaviour": _found(30, most=0.5, limits=(("negation", 0.05),))}]
    good = [{"behaviour": _found(3)}, {"behaviour": _found(2, n=8)}, {"behaviour": _found(12)}]

    def judge(self, behaviour: Behaviour | None) -> Finding | Passed:
        """Compare the low end of each test's and each capability's failure rate with what it may be."""
        results = [one for one in behaviour.results if one.n] if behaviour else []
        if behaviour is None or not results:
            raise NotApplicable("no behavioural tests were given (validate.behaviour)")
        failing = [one for one in results if one.too_often]
        weak = [one for one in behaviour.capabilities if one.too_often]
        cases = sum(one.n for one in results)
        evidence = {
            "failing": {f"{one.capability}: {one.name}": _rates(one) for one in failing[:SHOWN]},
            "capabilities": {one.name: [one.n, one.failed] for one in behaviour.capabilities[:SHOWN]},
            "examples": [list(_quoted(one.worst[0])) for one in failing[:SHOWN] if one.worst],
            "left_out": list(behaviour.left_out[:SHOWN]),
        }
        if not failing and not weak:
            passed = 1 - sum(one.failed for one in results) / cases
            looked = f"{counted(len(results), 'test')} of {counted(cases, 'case')}, {percent(passed)} of which pass"
            return Passed(f"{looked}; none fails more often than it may", evidence)
        told = [f"{one.capability}: {one.name} {percent(one.failed / one.n)} of {one.n:,}" for one in _worst(failing)]
        told += [f"{one.name} as a whole {percent(one.failed / one.n)} of {one.n:,}" for one in weak[:3]]
        heads = [counted(len(failing), "test")] if failing else []
        heads += [counted(len(weak), "capability", "capabilities")] if weak else []
        of = counted(len(results), "test")
        message = f"{' and '.join(heads)} of {of} fail more often than they may: {'; '.join(told)}"
        return Finding(message, (), evidence)


def _worst(failing: list[TestResult]) -> list[TestResult]:
    return sorted(failing, key=lambda one: -one.failure_rate[0])[:5]


def _rates(one: TestResult) -> list[float]:
    return [round(number, 4) for number in (*one.failure_rate, one.most_failures)]


def _quoted(failure: Failure) -> tuple[str, ...]:
    return tuple(part[:200] for part in (failure.text, failure.variant, failure.answer, failure.answer_after) if part)
