"""Results: how often each test fails, with an interval, what was worst, and the same by capability."""

from dataclasses import dataclass

from finetooth.behaviour.suite import MOST_FAILURES
from finetooth.core.statistics import wilson

EXAMPLES = 5


@dataclass(frozen=True)
class Failure:
    """A case that failed: its text, the variant that failed it (empty where there is one text), answers, and why."""

    text: str
    variant: str
    answer: str
    answer_after: str
    told: str


@dataclass(frozen=True)
class TestResult:
    """One test: cases, failures, and the worst of them, those first where the model was most sure or fell farthest."""

    __test__ = False  # for pytest: it is none of its tests

    name: str
    capability: str
    kind: str
    n: int
    failed: int
    most_failures: float
    worst: tuple[Failure, ...] = ()

    @property
    def failure_rate(self) -> tuple[float, float, float]:
        """The share of cases that fail, with its 95 % interval (Wilson)."""
        return (self.failed / max(1, self.n), *wilson(self.failed / max(1, self.n), self.n))

    @property
    def too_often(self) -> bool:
        """Whether it fails more often than it may, beyond chance."""
        return self.n > 0 and self.failure_rate[1] > self.most_failures


@dataclass(frozen=True)
class Capability:
    """All tests of a capability together. ``most_failures`` is None where only its tests have limits."""

    name: str
    tests: int
    n: int
    failed: int
    most_failures: float | None = None

    @property
    def failure_rate(self) -> tuple[float, float, float]:
        """The share of cases that fail, with its 95 % interval (Wilson)."""
        return (self.failed / max(1, self.n), *wilson(self.failed / max(1, self.n), self.n))

    @property
    def too_often(self) -> bool:
        """Whether it has a limit and fails more often, beyond chance."""
        return self.n > 0 and self.most_failures is not None and self.failure_rate[1] > self.most_failures


@dataclass(frozen=True)
class Behaviour:
    """What a suite found."""

    results: tuple[TestResult, ...]
    limits: tuple[tuple[str, float], ...] = ()
    left_out: tuple[str, ...] = ()
    file: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the capabilities, in the order of the tests."""
        return tuple(dict.fromkeys(result.capability for result in self.results))

    @property
    def capabilities(self) -> tuple[Capability, ...]:
        """The capabilities, that first which fails most often."""
        limits, found = dict(self.limits), []
        for name in self.names:
            mine = [result for result in self.results if result.capability == name]
            total, failed = sum(one.n for one in mine), sum(one.failed for one in mine)
            found.append(Capability(name, len(mine), total, failed, limits.get(name)))
        return tuple(sorted(found, key=lambda one: -one.failure_rate[0]))

    def pass_rate(self, capability: str | None = None) -> tuple[float, float, float, int] | None:
        """Return the share of cases that pass, with its 95 % interval and their number; None where there are none."""
        mine = [one for one in self.results if capability is None or one.capability == capability]
        cases, failed = sum(one.n for one in mine), sum(one.failed for one in mine)
        if not cases:
            return None
        share = 1 - failed / cases
        return (share, *wilson(share, cases), cases)


__all__ = ["EXAMPLES", "MOST_FAILURES", "Behaviour", "Capability", "Failure", "TestResult"]
