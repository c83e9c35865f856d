"""Constant columns: a remark, and never the label."""

from finetooth.checks.preparation.constant_columns import ConstantColumns
from finetooth.core.finding import Outcome, Severity

ROWS = [{"text": "a", "label": "x"}, {"text": "b", "label": "x"}]


def test_empty_and_constant_columns_are_told_apart(judge) -> None:
    columns = [{"shop": "Bonn", "agent": "", "n": "1"}, {"shop": "Bonn", "agent": "NA", "n": "2"}]
    verdict = judge(ConstantColumns, {"rows": ROWS, "columns": columns})
    assert verdict.severity is Severity.INFO
    assert (verdict.evidence["empty"], verdict.evidence["constant"]) == (["agent"], ["shop"])
    assert verdict.statistics.rate == 2 / 3


def test_the_label_is_left_to_others(judge) -> None:
    given = {"rows": ROWS, "columns": [{"label": "x"}, {"label": "x"}]}
    assert judge(ConstantColumns, given).outcome is Outcome.NOT_APPLICABLE
