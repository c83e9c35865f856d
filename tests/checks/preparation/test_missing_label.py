"""PRE002."""

from finetooth.checks.preparation.missing_label import MissingLabel
from finetooth.core.finding import Outcome
from finetooth.core.rows import row_id

ROWS = [
    {"text": "a", "label": "NA"},
    {"text": "b", "label": None},
    {"text": "c", "label": ""},
    {"text": "d", "label": "\t", "role": "validation"},
    {"text": "e", "label": None, "role": "field"},
]


def test_blank_labels_are_found_where_one_is_needed(judge) -> None:
    verdict = judge(MissingLabel, ROWS)
    assert verdict.message == "3 of 4 rows (75.0 %) without a label"
    assert verdict.rows == (2, 3, row_id("validation", 1))
    assert verdict.evidence["roles"] == {"train": 2, "validation": 1}


def test_texts_that_other_readers_take_for_missing_are_labels(judge) -> None:
    labels = ["NA", "null", "None", "nan", "N/A", "0"]
    verdict = judge(MissingLabel, [{"text": label, "label": label} for label in labels])
    assert verdict.outcome is Outcome.PASSED
    assert verdict.message == "6 rows, none without a label"


def test_fix_keeps_the_unlabelled_field(fix) -> None:
    assert fix(MissingLabel, ROWS).ids.to_list() == [1, row_id("field", 1)]
