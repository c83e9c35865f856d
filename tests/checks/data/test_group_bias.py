"""Group bias: the group the recipe names, and other columns with few values."""

from finetooth.checks.data.group_bias import GroupBias
from finetooth.core.finding import Outcome, Severity


def _rows(share: int, *, group: bool = True) -> list[dict[str, str | None]]:
    """Return rows where ``share`` of ten in the north, and five of ten in the south, are paid."""
    return [
        {
            "text": f"Claim {n}",
            "label": "paid" if n // 2 % 10 < (share if n % 2 else 5) else "denied",
            "group": ("north" if n % 2 else "south") if group else None,
        }
        for n in range(400)
    ]


def test_the_widest_difference_is_told(judge) -> None:
    verdict = judge(GroupBias, _rows(9))
    assert verdict.severity is Severity.WARNING
    assert "'denied' is 50.0 % of 'south' and 10.0 % of 'north'" in verdict.message
    assert verdict.evidence["columns"]["group"]["v"] > 0.4


def test_another_column_is_a_remark(judge) -> None:
    regions = [{"region": "north" if n % 2 else "south", "row": str(n)} for n in range(400)]
    verdict = judge(GroupBias, {"rows": _rows(9, group=False), "columns": regions})
    assert verdict.severity is Severity.INFO
    assert list(verdict.evidence["columns"]) == ["region"]


def test_a_column_that_is_the_label_in_other_words_is_left_to_another_check(judge) -> None:
    rows = _rows(9, group=False)
    twin = [{"code": "1" if row["label"] == "paid" else "0"} for row in rows]
    assert judge(GroupBias, {"rows": rows, "columns": twin}).outcome is Outcome.PASSED


def test_a_small_difference_and_chance_pass(judge) -> None:
    assert judge(GroupBias, _rows(5)).outcome is Outcome.PASSED


def test_small_groups_are_told(judge) -> None:
    small = [{"text": f"Claim {n}", "label": "paid", "group": "west"} for n in range(4)]
    verdict = judge(GroupBias, _rows(9) + small)
    assert verdict.evidence["small_groups"] == {"group": ["west"]}


def test_without_groups_it_is_not_applicable(judge) -> None:
    assert judge(GroupBias, _rows(9, group=False)).outcome is Outcome.NOT_APPLICABLE
