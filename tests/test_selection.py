"""Checks can be selected and ignored, and what was left out is no pass."""

import pytest

from finetooth.core.errors import UserError
from finetooth.core.finding import Outcome
from finetooth.core.plugins import all_checks
from finetooth.core.recipe import Audit
from finetooth.selection import chosen_checks


def test_all_look_where_nothing_is_said():
    assert chosen_checks(Audit()) == (all_checks(), ())


def test_ignored_checks_say_why():
    chosen, left_out = chosen_checks(Audit(ignore={"PRE003": "copies are wanted"}))
    assert "PRE003" not in [check.code for check in chosen]
    assert [(verdict.code, verdict.outcome, verdict.message) for verdict in left_out] == [
        ("PRE003", Outcome.NOT_APPLICABLE, "ignored: copies are wanted")
    ]


def test_selected_by_code_or_by_how_codes_start():
    chosen, left_out = chosen_checks(Audit(select=["PRE003", "QTY"]))
    codes = [check.code for check in chosen]
    assert "PRE003" in codes
    assert {code[:3] for code in codes} == {"PRE", "QTY"}
    assert len(chosen) + len(left_out) == len(all_checks())


@pytest.mark.parametrize("options", [{"select": ["PRE03"]}, {"ignore": {"XYZ": "why"}}, {"select": [""]}])
def test_an_unknown_code_is_refused(options: dict):
    with pytest.raises(UserError, match="no check is named"):
        chosen_checks(Audit(**options))
