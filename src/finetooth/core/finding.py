"""What a check says (Finding or Passed) and what is kept of it (Verdict)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from finetooth.core.statistics import Cost, Partner, Precision, Statistics

MISTAKES = {
    "DAT": "Wrong data",
    "QTY": "Too little data",
    "PRE": "Poor preparation",
    "FIT": "Overfitting",
    "HPO": "No honest tuning",
    "EVL": "Wrong or unexamined metrics",
    "RWV": "Never tried in the real world",
}


FixClass = Literal["safe", "review", "never"]


class Severity(StrEnum):
    """How much a finding matters: an error blocks the gate, a warning is shown, info is a remark."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """How severe: 0 for info, and more for what is worse."""
        return list(Severity).index(self)


class Outcome(StrEnum):
    """How a check ended. Only passed and failed are evidence."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not applicable"
    WAIVED = "waived"
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """A fault: the message says what and how much, ``rows`` are the ids it concerns, worst first by score.

    ``evidence`` is JSON-able. What could be measured is told too: the statistics of the look, each row's partner and
    score, how many of the flagged rows are really at fault, and what it costs to leave them.
    """

    message: str
    rows: tuple[int, ...] = ()
    evidence: dict[str, Any] = field(default_factory=dict)
    severity: Severity | None = None  # where it differs from the check's own
    statistics: Statistics | None = None
    partners: tuple[Partner, ...] = ()
    precision: Precision | None = None
    cost: Cost | None = None
    fix_class: FixClass | None = None  # where it differs from the check's own, as these rows are no safe case

    @classmethod
    def on(
        cls,
        message: str,
        rows: Iterable[int],
        severity: Severity | None = None,
        *,
        checked: int | None = None,
        statistics: Statistics | None = None,
        partners: Iterable[Partner] = (),
        precision: Precision | None = None,
        cost: Cost | None = None,
        **evidence: Any,
    ) -> "Finding":
        """Make a finding on these rows; ``checked`` (rows looked at) is enough where there is no threshold to tell."""
        ids = tuple(rows)
        counted = statistics or (Statistics.of(checked, len(ids)) if checked is not None else None)
        return cls(message, ids, evidence, severity, counted, tuple(partners), precision, cost)


@dataclass(frozen=True)
class Passed:
    """No fault, with what was looked at: a pass needs evidence too."""

    message: str
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """One check's outcome after one stage."""

    code: str
    title: str
    outcome: Outcome
    severity: Severity
    message: str
    rows: tuple[int, ...] = ()
    evidence: dict[str, Any] = field(default_factory=dict)
    stage: str = ""
    statistics: Statistics | None = None
    partners: tuple[Partner, ...] = ()
    precision: Precision | None = None
    cost: Cost | None = None
    fix_class: FixClass | None = None  # where it differs from the check's own

    @property
    def mistake(self) -> str:
        """The three letters of the mistake this is evidence on."""
        return self.code[:3]

    @property
    def is_evidence(self) -> bool:
        """Whether the check really looked: passed, failed, or failed and waived."""
        return self.outcome in (Outcome.PASSED, Outcome.FAILED, Outcome.WAIVED)
