"""Spreadsheet damage: each kind, and what resembles it."""

import pytest

from finetooth.checks.preparation.spreadsheet_damage import SpreadsheetDamage
from finetooth.core.finding import Outcome, Severity


def _with(name: str, values: list[str]) -> dict:
    rows = [{"text": f"Parcel {n} came", "label": "a"} for n in range(len(values))]
    return {"rows": rows, "columns": [{name: value} for value in values]}


@pytest.mark.parametrize(
    ("name", "values", "told"),
    [
        ("order", ["5.70306E+17", "5.70306E+17", "5.70301E+17"], "so that 1 repeat another"),
        ("order", ["5.70306E+17", "123456789012", "5.70301E+17"] * 4, "in scientific notation"),
        ("order", [f"57030613367776{n}00" for n in range(5)], "zeros behind the 15th digit"),
        ("note", ["#NAME?", "fine", "#REF!"], "2 cells with '#NAME?', '#REF!'"),
        ("note", ["x" * 32_767, "fine"], "1 cell cut at 32,767 characters"),
        ("gene", ["1-Mar", "TP53", "Sep-02", "BRCA2"], "2 values turned into a date"),
        ("score", ["3-Jan", "4-2", "7-2"], "1 value turned into a date"),
        ("zip", ["2139", "10001", "94110"], "1 number of fewer than 5 digits"),
        ("code", ["00042", "00107", "107", "55555"], "1 number of fewer than 5 digits"),
    ],
)
def test_damage_is_found(judge, name: str, values: list[str], told: str) -> None:
    verdict = judge(SpreadsheetDamage, _with(name, values))
    assert verdict.severity is Severity.WARNING
    assert told in verdict.message


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("mass", ["1.2E-07", "3.1E-08", "2.2E+03"]),
        ("order", [f"57030613367776{n}817" for n in range(5)]),
        ("sent", ["2024-03-01T10:15:00Z", "2024-03-02T11:15:00Z", "2024-03-02T11:16:00Z"]),
        ("day", ["1-Mar", "2-Mar", "3-Mar"]),
        ("count", ["7", "12", "123"]),
        ("code", ["007", "012", "00123"]),
        ("note", ["#N/A", "fine", "#hashtag"]),
        ("row_id", ["1", "2", "2", "2"]),
    ],
)
def test_what_resembles_damage_is_left_alone(judge, name: str, values: list[str]) -> None:
    verdict = judge(SpreadsheetDamage, _with(name, values))
    assert verdict.outcome is Outcome.PASSED, verdict.message


@pytest.mark.parametrize("value", ["2/24/15 11:35", "24-02-2015 11.35", "24.2.2015 9:05"])
def test_times_as_a_spreadsheet_writes_them_are_a_remark(judge, value: str) -> None:
    verdict = judge(SpreadsheetDamage, _with("sent", [value] * 3))
    assert verdict.severity is Severity.INFO
    assert "without seconds and zone" in verdict.message


def test_a_few_repeated_ids_are_a_remark(judge) -> None:
    verdict = judge(SpreadsheetDamage, _with("comment_id", [f"z{n}" for n in range(60)] + ["z7"]))
    assert (verdict.severity, verdict.rows) == (Severity.INFO, (61,))


def test_texts_are_looked_at_too(judge) -> None:
    verdict = judge(SpreadsheetDamage, [{"text": "#NAME?"}, {"text": "why #NAME? in my sheet"}])
    assert verdict.rows == (1,)


def test_damage_to_a_whole_column_names_no_rows(judge) -> None:
    assert judge(SpreadsheetDamage, _with("order", ["5.70306E+17", "5.70306E+17", "5.70301E+17"])).rows == ()
    assert len(judge(SpreadsheetDamage, _with("note", ["#NAME?", "fine", "enough", "to", "be", "told"])).rows) == 1
