import re
from dataclasses import replace

import pytest

from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.core.results import Decision
from finetooth.core.rows import Rows
from finetooth.core.statistics import Cost, Partner, Precision
from finetooth.screen.formats.github import MOST_ROWS, decision_commands, github
from finetooth.screen.formats.places import Places

HOSTILE = "100%\r\n::error file=x,line=1::owned\x1b[2J\u202e\n::stop-commands::t"
TABLE = Rows.of([{"line": place + 1, "text": f"tea, number {place}: hot"} for place in range(1, 41)]).table
PLACES = Places({"train": "data/tea.csv"}, frozenset())


def on(*rows, message="cups spilled", severity=Severity.ERROR, outcome=Outcome.FAILED, **told):
    return Verdict("PRE003", "Spills", outcome, severity, message, rows, **told)


def test_each_row_is_an_annotation_on_its_line():
    first, second, last = github([on(7, 9)], TABLE, PLACES, "2 rows checked").splitlines()
    assert first == ("::error file=data/tea.csv,line=8,title=PRE003::cups spilled: row 7: tea, number 7: hot")
    assert second.startswith("::error file=data/tea.csv,line=10,title=PRE003::")
    assert last == "::notice title=finetooth::2 rows checked"


@pytest.mark.parametrize(("severity", "kind"), [("error", "error"), ("warning", "warning"), ("info", "notice")])
def test_the_severity_is_the_kind(severity, kind):
    assert github([on(1, severity=Severity(severity))], TABLE, PLACES, "").startswith(f"::{kind} ")


def test_only_the_first_rows_are_annotated_and_the_rest_counted():
    *lines, _ = github([on(*range(1, 41))], TABLE, PLACES, "").splitlines()
    assert len(lines) == MOST_ROWS
    assert lines[-1].endswith("and 37 more rows")


def test_what_was_measured_is_told():
    found = on(1, partners=(Partner(1, 2, 0.9),), precision=Precision(0.9, 0.8, "x"), cost=Cost(2.0, "score", "y"))
    line = github([found], TABLE, PLACES, "").splitlines()[0]
    assert "about 90 %25 of these" in line
    assert "cost: about 2.0 points of score" in line
    assert "matched with row 2" in line


def test_a_finding_without_rows_is_one_on_the_file():
    assert github([on()], TABLE, PLACES, "").startswith("::error file=data/tea.csv,title=PRE003::cups spilled")


def test_only_what_failed_or_broke_is_told():
    broken = on(message="ValueError", outcome=Outcome.BROKEN)
    others = [replace(on(1), outcome=kind) for kind in (Outcome.PASSED, Outcome.NOT_APPLICABLE, Outcome.WAIVED)]
    assert github([broken, *others], TABLE, PLACES, "").splitlines()[:-1] == [
        "::warning title=PRE003 broke::the check itself broke: ValueError"
    ]


def test_no_text_can_make_a_command_of_its_own():
    table = Rows.of([{"line": 2, "text": HOSTILE, "label": HOSTILE}]).table
    places = Places({"train": f"a:b,{HOSTILE}.csv"}, frozenset())
    told = github([on(1, message=HOSTILE, cost=Cost(1.0, "score", HOSTILE))], table, places, HOSTILE)
    lines = told.splitlines()
    assert len(lines) == 2
    assert re.fullmatch(r"::error file=[^:,]*,line=2,title=PRE003::.*", lines[0])
    assert all(re.match(r"::(error|notice) ", line) for line in lines)
    assert "a%3Ab%2C100%25" in lines[0]
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x1b\u202e]", told)
    assert "%" not in re.sub(r"%(25|0A|0D|3A|2C)", "", told)


def test_a_decision_is_told_a_line_for_each_thing_that_blocks():
    reasons = {"DAT001": HOSTILE, "RWV": "nothing tried", "PRE003": "meant"}
    lines = decision_commands(Decision(False, ("DAT001",), ("PRE003",), ("RWV",), reasons), "NO-GO").splitlines()
    assert [line.partition("::")[2].partition("::")[0] for line in lines] == [
        "error title=DAT001",
        "error title=Never tried in the real world%3A no evidence",
        "notice title=PRE003 waived",
        "notice title=finetooth",
    ]
    assert "%25" in lines[0]
    assert "\x1b" not in lines[0]
