"""Suite: behavioural tests of three kinds (CheckList: Ribeiro et al. 2020), each made of cases."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["minimum_functionality", "invariance", "direction"]
KINDS: tuple[Kind, ...] = ("minimum_functionality", "invariance", "direction")
Expect = Literal["rises", "falls", "not_rises", "not_falls"]
EXPECTS: tuple[Expect, ...] = ("rises", "falls", "not_rises", "not_falls")
MOST_FAILURES = 0.1  # share of cases that may fail where a test does not say


@dataclass(frozen=True)
class Case:
    """One text that has a right answer, or a text and its variants. ``labels``: answers that are right here."""

    texts: tuple[str, ...]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class BehaviourTest:
    """One test. ``label`` is whose probability is watched in a direction test: empty, that of the first answer."""

    name: str
    capability: str
    kind: Kind
    cases: tuple[Case, ...]
    expect: Expect = "not_falls"
    label: str = ""
    tolerance: float = 0.0
    most_failures: float = MOST_FAILURES
    where: str = ""  # the file and the key, for errors


@dataclass(frozen=True)
class Suite:
    """All tests of a file; ``left_out`` tells what of an imported suite could not be used, and why."""

    tests: tuple[BehaviourTest, ...]
    limits: tuple[tuple[str, float], ...] = ()  # share of failures that a capability may have
    left_out: tuple[str, ...] = ()

    @property
    def capabilities(self) -> tuple[str, ...]:
        """The capabilities in the order in which they come."""
        return tuple(dict.fromkeys(test.capability for test in self.tests))

    def labels(self) -> dict[str, str]:
        """Return every label that is named, and where first."""
        found: dict[str, str] = {}
        for test in self.tests:
            for label in (*([test.label] if test.label else []), *(one for case in test.cases for one in case.labels)):
                found.setdefault(label, test.where)
        return found
