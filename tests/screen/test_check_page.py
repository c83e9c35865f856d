import json

import pytest

from finetooth.core.check import Check
from finetooth.core.errors import UserError
from finetooth.core.finding import Finding, Passed
from finetooth.screen.check_page import check_list, check_page, show


class ShoutedTea(Check):
    """A text about tea is in capitals.

    Why: shouting hides what kind of tea is meant.

    Fix: write it in lower case.

    Blind: one capital among many.
    """

    code = "PRE901"
    bad = [[{"text": "GREEN TEA", "label": "tea"}, {"text": None, "label": "[red]"}]]
    good = [{"shouting": 0.5}]

    def judge(self, rows):
        return Finding("shouted") if rows else Passed("calm")


def test_the_list_is_grouped_by_mistake(printed):
    lines = [line.split() for line in printed(check_list([ShoutedTea()])).splitlines()]
    assert lines[0] == ["Poor", "preparation"]
    assert lines[1] == ["PRE901", "warning", "A", "text", "about", "tea", "is", "in", "capitals"]
    assert ["1", "check;"] in [line[:2] for line in lines]


def test_the_page_has_why_fix_and_examples(printed):
    text = printed(check_page(ShoutedTea()))
    assert "PRE901  A text about tea is in capitals" in text
    assert "shouting hides what kind of tea is meant." in text
    assert "write it in lower case. (by hand: never automatic)" in text
    assert "one capital among many." in text
    assert "GREEN TEA  tea" in text
    assert "(none)     [red]" in text
    assert "shouting: 0.5" in text


def test_a_code_may_be_in_lower_case(capsys):
    show([ShoutedTea()], "pre901", json=True)
    assert json.loads(capsys.readouterr().out) == {
        "code": "PRE901",
        "title": "A text about tea is in capitals",
        "severity": "warning",
        "mistake": "Poor preparation",
        "why": "shouting hides what kind of tea is meant.",
        "fix": "write it in lower case.",
        "mended_by_prepare": False,
        "fix_class": "never",
        "blind": "one capital among many.",
        "bad": ShoutedTea.bad,
        "good": ShoutedTea.good,
    }


def test_json_without_a_code_lists_all(capsys):
    show([ShoutedTea()], None, json=True)
    assert [check["code"] for check in json.loads(capsys.readouterr().out)["checks"]] == ["PRE901"]


def test_an_unknown_code_gets_a_hint():
    with pytest.raises(UserError, match="did you mean PRE901"):
        show([ShoutedTea()], "PRE801", json=False)
