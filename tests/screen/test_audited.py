import re
from dataclasses import replace

import pytest

from finetooth.core.check import Check
from finetooth.core.finding import Outcome, Severity
from finetooth.core.rows import Rows
from finetooth.core.statistics import Cost, Partner, Precision, Statistics
from finetooth.screen.audited import audit_view

TABLE = Rows.of([{"text": f"tea number {number}", "label": "calm"} for number in range(1, 41)]).table


class SpilledTea(Check):
    """Tea is spilled.

    Why: it stains.
    Fix: wipe it up. Then brew another.
    Blind: spills under the table.
    """

    code = "PRE901"
    fix_class = "review"
    mend = staticmethod(lambda texts: texts)


KNOWN = {"PRE901": SpilledTea()}


@pytest.fixture
def measured(verdict):
    """A finding on 40 rows with all that can be measured."""
    found = verdict("PRE901", severity=Severity.WARNING, message="40 cups spilled", rows=tuple(range(1, 41)))
    return replace(
        found,
        statistics=Statistics.of(100, 40, threshold=0.8, calibration="planted spills"),
        partners=(Partner(1, 2, 0.93),),
        precision=Precision(0.91, 0.84, "planted spills"),
        cost=Cost(2.1, "optimism", "the test"),
    )


def lines(printed, verdicts, verbose=False, width=140):
    return printed(audit_view(verdicts, TABLE, KNOWN, verbose), width).splitlines()


def test_a_finding_is_short_and_says_all_that_is_needed(printed, measured):
    shown = [" ".join(line.split()) for line in lines(printed, [measured])]
    assert shown[:8] == [
        "! Poor preparation 1 warning",
        "PRE901 warning 40 cups spilled",
        "rows 1 ~ 2 0.93 calm “tea number 1” ~ “tea number 2”",
        "2 calm “tea number 2”",
        "and 38 more: 3, 4, 5, 6, 7, 8 …",
        "how sure about 91 % of these are really at fault (at least 84 %)",
        "cost the score reads about 2.1 points too high",
        "fix wipe it up. (after a look: --set 'prepare.fix=[PRE901]')",
    ]
    assert "spills under the table" not in "\n".join(shown)


def test_verbose_has_all_rows_how_it_was_judged_and_what_it_cannot_see(printed, measured):
    text = " ".join(" ".join(lines(printed, [measured], verbose=True)).split())
    assert "30 calm “tea number 30”" in text
    assert "and 10 more: 31, 32, 33, 34, 35, 36, 37, 38, 39, 40" in text
    assert "looked at 40 of 100: 40 % (31 % to 50 %)" in text
    assert "threshold 0.8 (planted spills)" in text
    assert "(at least 84 %), from planted spills" in text
    assert "2.1 points too high (the test)" in text
    assert "wipe it up. Then brew another." in text
    assert "blind spills under the table." in text


def test_a_remark_names_its_rows_only(printed, verdict):
    text = "\n".join(lines(printed, [verdict("PRE901", severity=Severity.INFO, rows=(1, 2))]))
    assert re.search(r"rows +1, 2", text)
    assert "tea number" not in text


def test_what_did_not_look_is_said_and_is_no_tick(printed, verdict):
    ignored = verdict("PRE003", Outcome.NOT_APPLICABLE, message="ignored: copies are wanted")
    silent = verdict("DAT014", Outcome.NOT_APPLICABLE, message="there is no field file")
    text = "\n".join(lines(printed, [ignored, silent]))
    assert "PRE003 ignored: copies are wanted" in text
    assert "1 check could not look, which is no pass (-v says why)" in text
    assert "judged in a run: wrong data, too little data, poor preparation" in text
    assert "✓" not in text
    assert "DAT014 could not look: there is no field file" in "\n".join(lines(printed, [silent], verbose=True))


def test_hostile_text_is_harmless_everywhere(printed, verdict):
    bad = "\x1b[2J[red]\u202e::error::x"
    found = replace(
        verdict("PRE901", message=bad, rows=(1,)),
        precision=Precision(0.5, 0.1, bad),
        cost=Cost(1.0, "score", bad),
        statistics=Statistics.of(2, 1, threshold=0.5, calibration=bad),
    )
    table = Rows.of([{"text": bad, "label": bad}]).table
    text = printed(audit_view([found], table, KNOWN, True))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[red]" in text


def test_rows_without_text_are_named_in_one_line(printed, verdict):
    table = Rows.of([{"text": "", "label": "calm"} for _ in range(4)]).table
    found = verdict("PRE901", severity=Severity.ERROR, rows=(1, 2, 3, 4))
    text = printed(audit_view([found], table, KNOWN))
    assert "(no text)" not in text
    assert re.search(r"rows +1, 2, 3, 4", text)
