import json
from dataclasses import replace

import pytest

from finetooth.core.check import Check
from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.core.rows import Rows
from finetooth.core.statistics import Cost, Partner, Precision
from finetooth.screen.formats.places import Places
from finetooth.screen.formats.sarif import MOST_ROWS, sarif
from finetooth.screen.json_output import as_json

TABLE = Rows.of([{"line": place + 1, "text": f"tea {place}", "label": "hot"} for place in range(1, 151)]).table
PLACES = Places({"train": "data/a tea.csv"}, frozenset())
LEVELS = {"none", "note", "warning", "error"}


class SpilledTea(Check):
    """Tea is spilled.

    Why: it <b>stains</b>.
    Fix: wipe it up.
    Blind: spills under the table.
    """

    code = "PRE003"


CHECKS = (SpilledTea(),)


def on(*rows, outcome=Outcome.FAILED, **told):
    return Verdict("PRE003", "Spills", outcome, Severity.ERROR, told.pop("message", "cups spilled"), rows, **told)


def log(*verdicts, table=TABLE, places=PLACES, checks=CHECKS):
    """Return the one run of a log that went through JSON, after checks of what the standard asks of all."""
    whole = json.loads(as_json(sarif(verdicts, table, {check.code: check for check in checks}, places)))
    assert whole["version"] == "2.1.0"
    assert whole["$schema"].endswith("sarif-schema-2.1.0.json")
    [run] = whole["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert result["level"] in LEVELS
        assert result["message"]["text"]
        if "ruleIndex" in result:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    return run


def test_a_rule_has_why_fix_and_blind():
    [rule] = log(on(1))["tool"]["driver"]["rules"]
    assert (rule["id"], rule["name"]) == ("PRE003", "SpilledTea")
    assert rule["help"]["text"] == "Why: It <b>stains</b>.\n\nFix: Wipe it up.\n\nBlind: Spills under the table."
    assert "<b>" not in rule["help"]["markdown"]
    assert rule["defaultConfiguration"] == {"level": "warning"}


def test_a_result_stands_on_its_line_with_its_partner():
    found = on(
        7, partners=(Partner(7, 3, 0.93),), precision=Precision(0.9, 0.8, "planted"), cost=Cost(2.0, "score", "x")
    )
    [result] = log(found)["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "data/a%20tea.csv"}, "region": {"startLine": 8}}
    assert result["relatedLocations"][0]["physicalLocation"]["region"] == {"startLine": 4}
    assert result["message"]["text"].endswith("Row 7, label hot: tea 7")
    assert result["properties"]["score"] == 0.93
    assert result["properties"]["cost"]["points"] == 2.0
    assert result["properties"]["precision"]["low"] == 0.8


def test_fingerprints_stay_when_lines_move_and_tell_copies_apart():
    rows = [{"line": place, "text": "the same"} for place in (2, 3)]
    before = log(on(1, 2), table=Rows.of(rows).table)["results"]
    later = log(on(2, 3), table=Rows.of([{"line": 2, "text": "new"}, *rows]).table)["results"]
    marks = [[result["partialFingerprints"]["finetoothRow/v1"] for result in run] for run in (before, later)]
    assert marks[0] == marks[1]
    assert marks[0][0] != marks[0][1]


def test_only_the_first_rows_are_results_and_all_are_counted():
    results = log(on(*range(1, 151)))["results"]
    assert len(results) == MOST_ROWS
    assert {result["properties"]["rows"] for result in results} == {150}


def test_a_waived_finding_is_suppressed_with_its_reason():
    [result] = log(on(1, outcome=Outcome.WAIVED, message="cups spilled (waived: on purpose)"))["results"]
    assert "on purpose" in result["suppressions"][0]["justification"]


def test_what_broke_or_could_not_look_is_a_notification():
    run = log(on(outcome=Outcome.BROKEN, message="ValueError"), replace(on(), outcome=Outcome.NOT_APPLICABLE))
    invocation = run["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert [note["level"] for note in invocation["toolExecutionNotifications"]] == ["error", "note"]
    assert run["results"] == []


@pytest.mark.parametrize("places", [Places({}, frozenset()), Places({"train": "t.parquet"}, frozenset(["train"]))])
def test_rows_without_a_file_or_a_line(places):
    results = log(on(1), on(), places=places)["results"]
    assert len(results) == 2
    assert results[0]["locations"][0]["logicalLocations"][0]["name"] == "row 1"
    assert "region" not in results[0]["locations"][0].get("physicalLocation", {})


def test_a_check_that_is_not_known_has_no_rule():
    [result] = log(on(1), checks=())["results"]
    assert "ruleIndex" not in result


def test_nothing_hostile_gets_through():
    bad = "\x1b[2J\u202e\n<script>\x00"
    table = Rows.of([{"line": 2, "text": bad, "label": bad}]).table
    told = json.dumps(log(on(1, message=bad, partners=(Partner(1, 1, float("nan")),)), table=table), ensure_ascii=False)
    assert not any(mark in told for mark in ("\x1b", "\u202e", "\\u001b", "\\u0000"))
