"""PRE001."""

from finetooth.checks.preparation.missing_text import MissingText
from finetooth.core.finding import Severity
from finetooth.core.rows import row_id

ROWS = [
    {"text": "The lamp works", "label": "good"},
    {"text": None, "label": "good"},
    {"text": "", "label": "bad"},
    {"text": "\u200b \ufeff", "label": "bad", "role": "test"},
    {"text": " ", "role": "field"},
]


def test_all_kinds_in_all_roles(judge) -> None:
    verdict = judge(MissingText, ROWS)
    assert verdict.message == "4 of 5 rows (80.0 %) without text"
    assert verdict.severity is Severity.ERROR
    assert verdict.rows == (2, 3, row_id("test", 1), row_id("field", 1))
    assert verdict.evidence["kinds"] == {"missing": 1, "empty": 1, "nothing visible": 2}
    assert verdict.evidence["roles"] == {"train": 2, "field": 1, "test": 1}
    assert verdict.evidence["first"] == [2, 3, "test:1", "field:1"]


def test_fix_drops_them_in_all_roles(fix) -> None:
    assert fix(MissingText, ROWS).ids.to_list() == [1]
