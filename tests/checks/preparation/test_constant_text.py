"""PRE010."""

import pytest

from finetooth.checks.preparation.constant_text import ConstantText
from finetooth.core.finding import Outcome


@pytest.mark.parametrize(
    ("same", "others", "outcome"),
    [(1, 0, Outcome.NOT_APPLICABLE), (2, 0, Outcome.FAILED), (5, 5, Outcome.PASSED), (6, 5, Outcome.FAILED)],
)
def test_more_than_half_is_too_much(judge, same: int, others: int, outcome: Outcome) -> None:
    rows = [{"text": ("No comment", "no  comment")[n % 2]} for n in range(same)]
    rows += [{"text": f"comment {n}"} for n in range(others)]
    verdict = judge(ConstantText, rows)
    assert verdict.outcome is outcome
    assert len(verdict.rows) == (same if outcome is Outcome.FAILED else 0)


def test_other_roles_do_not_count(judge) -> None:
    rows = [{"text": "a"}, {"text": "b"}, *[{"text": "a", "role": "test"}] * 5]
    assert judge(ConstantText, rows).outcome is Outcome.PASSED
