"""RWV001."""

import pytest

from finetooth.checks.reality.no_field_data import NoFieldData
from finetooth.core.finding import Outcome


@pytest.mark.parametrize(
    ("field", "rows", "outcome"),
    [(None, [], Outcome.FAILED), ("week.csv", [], Outcome.FAILED), ("week.csv", [{"text": "hi"}], Outcome.PASSED)],
)
def test_field_rows_are_looked_for(judge, field: str | None, rows: list[dict[str, str]], outcome: Outcome) -> None:
    recipe = {"data": {"train": "rows.csv", "field": field}}
    verdict = judge(NoFieldData, {"splits": {"field": rows}, "recipe": recipe})
    assert verdict.outcome is outcome
    assert verdict.evidence == {"field_rows": len(rows)}
