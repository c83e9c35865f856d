"""Behaviour: the table of capabilities, the tests that fail, and their worst cases, as a reader sees them."""

from dataclasses import dataclass

from finetooth.behaviour.results import Behaviour, Failure, TestResult
from finetooth.report.numbers import percent, plural

_KINDS = {"minimum_functionality": "minimum functionality", "invariance": "invariance", "direction": "direction"}


@dataclass(frozen=True)
class CapabilityLine:
    """A row of the table of capabilities; ``tone``: bad where it, or a test of it, fails more often than it may."""

    name: str
    tests: str
    cases: str
    rate: str
    interval: str
    tone: str


@dataclass(frozen=True)
class TestLine:
    """A test with its failure rate, what it may be, and its worst cases."""

    __test__ = False  # for pytest: it is none of its tests

    capability: str
    name: str
    kind: str
    cases: str
    rate: str
    interval: str
    limit: str
    tone: str
    worst: tuple[Failure, ...]


@dataclass(frozen=True)
class Capabilities:
    """All of it. ``title`` is the message."""

    title: str
    lines: tuple[CapabilityLine, ...]
    tests: tuple[TestLine, ...]
    holding: str  # the tests without a failure
    left_out: tuple[str, ...]


def capabilities(behaviour: Behaviour | None) -> Capabilities | None:
    """Return the tables, what fails most first; None where no behavioural tests were run."""
    if behaviour is None or not behaviour.results:
        return None
    ordered = sorted(behaviour.results, key=lambda one: (not one.too_often, -one.failure_rate[0]))
    weak = {one.capability for one in ordered if one.too_often}
    lines = tuple(
        CapabilityLine(
            one.name,
            f"{one.tests}",
            f"{one.n:,}",
            percent(one.failure_rate[0]),
            _interval(one.failure_rate),
            "bad" if one.name in weak or one.too_often else "good",
        )
        for one in behaviour.capabilities
    )
    holding = ", ".join(f"{one.capability}: {one.name} ({one.n:,})" for one in ordered if not one.failed)
    return Capabilities(_title(behaviour, len(weak)), lines, tuple(map(_test, ordered)), holding, behaviour.left_out)


def _test(one: TestResult) -> TestLine:
    return TestLine(
        one.capability,
        one.name,
        _KINDS.get(one.kind, one.kind),
        f"{one.n:,}",
        percent(one.failure_rate[0]),
        _interval(one.failure_rate),
        percent(one.most_failures),
        "bad" if one.too_often else "good",
        one.worst,
    )


def _interval(rate: tuple[float, float, float]) -> str:
    return f"({percent(rate[1])} to {percent(rate[2])})"


def _title(behaviour: Behaviour, weak: int) -> str:
    found = behaviour.pass_rate()
    if found is None:
        return "Behavioural tests without a case"
    share, low, high, cases = found
    told = f"{percent(share)} of {plural(cases, 'case')} pass ({percent(low)} to {percent(high)})"
    total = len(behaviour.names)
    return (
        f"{told}; {weak} of {plural(total, 'capability', 'capabilities')} too weak"
        if weak
        else f"{told}, and none too weak"
    )
