"""Checks can be selected and ignored, and what was left out is no pass."""

import pytest

from finetooth.core.errors import UserError
from finetooth.core.finding import Outcome
from finetooth.core.plugins import all_checks
from finetooth.recipe.sections import Audit
from finetooth.selection import chosen_checks


def test_all_look_where_nothing_is_said():
    for task in ("text-classification", "sft"):
        checks = tuple(check for check in all_checks() if task in check.tasks)
        assert chosen_checks(Audit(), task) == (checks, ())
        assert len(checks) > 20


def test_a_check_of_another_task_cannot_be_selected():
    with pytest.raises(UserError, match="DAT002"):
        chosen_checks(Audit(select=["DAT002"]), "sft")


def test_ignored_checks_say_why():
    chosen, left_out = chosen_checks(Audit(ignore={"PRE003": "copies are wanted"}))
    assert "PRE003" not in [check.code for check in chosen]
    assert [(verdict.code, verdict.outcome, verdict.message) for verdict in left_out] == [
        ("PRE003", Outcome.NOT_APPLICABLE, "ignored: copies are wanted")
    ]


def test_selected_by_code_or_by_how_codes_start():
    chosen, left_out = chosen_checks(Audit(select=["PRE003", "QTY"]))
    on_rows = [check.code for check in chosen if check.code[:3] in ("DAT", "PRE", "QTY")]
    assert "PRE003" in on_rows
    assert {code[:3] for code in on_rows} == {"PRE", "QTY"}
    assert len(chosen) + len(left_out) == sum("text-classification" in check.tasks for check in all_checks())


def test_selecting_checks_on_rows_does_not_silence_those_on_a_run():
    chosen, left_out = chosen_checks(Audit(select=["PRE003"]))
    assert {check.code[:3] for check in chosen} == {"PRE", "FIT", "HPO", "EVL", "RWV"}
    assert {verdict.code[:3] for verdict in left_out} == {"DAT", "PRE", "QTY"}


def test_a_check_on_a_run_can_be_ignored_with_a_reason():
    chosen, left_out = chosen_checks(Audit(ignore={"FIT": "tried elsewhere"}))
    assert "FIT" not in {check.code[:3] for check in chosen}
    assert {verdict.message for verdict in left_out} == {"ignored: tried elsewhere"}


@pytest.mark.parametrize("options", [{"select": ["PRE09"]}, {"ignore": {"XYZ": "why"}}, {"select": [""]}])
def test_an_unknown_code_is_refused(options: dict):
    with pytest.raises(UserError, match="no check is named"):
        chosen_checks(Audit(**options))
