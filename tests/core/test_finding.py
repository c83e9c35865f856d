"""Findings: how severe one is has one order, which the gate and the audit's threshold share."""

from finetooth.core.finding import Severity


def test_severities_are_ranked() -> None:
    assert [Severity.INFO.rank, Severity.WARNING.rank, Severity.ERROR.rank] == [0, 1, 2]
