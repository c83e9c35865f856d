from dataclasses import replace

import pytest

from finetooth.core.finding import Outcome, Severity
from finetooth.core.rows import row_id
from finetooth.core.statistics import Cost, Precision
from finetooth.screen.findings import findings, number_of, tally, worst_first


def test_findings_stand_under_their_mistake_with_rows_and_fix(printed, verdict):
    rows = (row_id("test", 17), 3)
    text = printed(
        findings([verdict("DAT001", message="two rows leak", rows=rows)], {"DAT001": "Drop them."}, "unseen")
    )
    lines = [line.split() for line in text.splitlines()]
    assert lines[0] == ["✗", "Wrong", "data", "1", "error"]
    assert lines[1] == ["DAT001", "error", "two", "rows", "leak"]
    assert lines[2] == ["rows", "test:17,", "3"]
    assert lines[3] == ["fix", "Drop", "them."]


def test_errors_come_before_warnings_and_many_rows_before_few(verdict):
    mild = verdict("PRE001", severity=Severity.INFO)
    few = verdict("PRE002", severity=Severity.WARNING, rows=(1,))
    many = verdict("PRE003", severity=Severity.WARNING, rows=(1, 2))
    grave = verdict("PRE004")
    assert worst_first([mild, few, many, grave]) == [grave, many, few, mild]


def test_a_mistake_without_findings_takes_one_line(printed, verdict):
    passed = [verdict(code, Outcome.PASSED) for code in ("QTY001", "QTY002")]
    assert "✓ Too little data" in printed(findings(passed, {}, "unseen"))
    assert "2 passed" in printed(findings(passed, {}, "unseen"))
    assert "QTY001" not in printed(findings(passed, {}, "unseen"))


def test_a_mistake_nobody_looked_at_is_never_ticked(printed, verdict):
    text = printed(findings([verdict("FIT001", Outcome.NOT_APPLICABLE)], {}, "no evidence on"), width=200)
    assert "✓" not in text
    assert "no evidence on: wrong data" in text
    assert "overfitting" in text


@pytest.mark.parametrize(
    ("outcome", "severity", "mark"),
    [
        (Outcome.FAILED, Severity.ERROR, "✗"),
        (Outcome.FAILED, Severity.WARNING, "!"),
        (Outcome.FAILED, Severity.INFO, "✓"),
        (Outcome.WAIVED, Severity.ERROR, "✓"),
        (Outcome.BROKEN, Severity.ERROR, "?"),
    ],
)
def test_the_mark_is_that_of_the_worst_finding(printed, verdict, outcome, severity, mark):
    text = printed(findings([verdict("DAT001", outcome, severity)], {}, "unseen"))
    assert text.startswith(f"{mark} Wrong data")
    assert "DAT001" in text


def test_only_the_first_of_many_rows_are_named(printed, verdict):
    text = printed(findings([verdict("DAT001", rows=tuple(range(1, 1201)))], {}, "unseen"))
    assert "1, 2, 3, 4, 5, 6, 7, 8 … 1,200 in all" in text


def test_hostile_text_in_a_message_is_harmless(printed, verdict):
    text = printed(findings([verdict("DAT001", message="label '\x1b[2J[red]x'")], {}, "unseen"))
    assert "\x1b" not in text
    assert "label '[red]x'" in text


def test_the_tally_counts_each_kind(verdict):
    kinds = [verdict("DAT001"), verdict("DAT002", severity=Severity.WARNING), verdict("DAT003", Outcome.PASSED)]
    assert tally([*kinds, kinds[0]]).plain == "2 errors · 1 warning · 1 passed"
    assert number_of(kinds) == 2


def test_what_costs_most_comes_first(verdict):
    cheap = replace(verdict("PRE001", severity=Severity.WARNING, rows=(1, 2)), cost=Cost(0.1, "score", ""))
    dear = replace(verdict("PRE002", severity=Severity.WARNING), cost=Cost(5.0, "score", ""))
    broken, grave = verdict("PRE003", Outcome.BROKEN), verdict("PRE004")
    remark = replace(verdict("QTY006", severity=Severity.INFO), cost=Cost(9.0, "score", ""))
    assert worst_first([remark, broken, cheap, grave, dear]) == [dear, grave, cheap, remark, broken]


def test_how_sure_it_is_and_what_it_costs_is_told(printed, verdict):
    found = replace(verdict("DAT001"), cost=Cost(2.0, "optimism", "the leak"), precision=Precision(0.9, 0.8, "planted"))
    text = printed(findings([found], {}, "unseen"))
    assert "the score reads about 2.0 points too high" in text
    assert "about 90 % of these are really at fault (at least 80 %)" in text
