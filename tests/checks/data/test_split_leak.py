"""DAT004."""

from finetooth.checks.data.split_leak import SplitLeak
from finetooth.core.finding import Outcome
from finetooth.core.rows import row_id


def test_texts_and_groups_on_two_sides_are_found(judge) -> None:
    splits = {
        "train": [{"text": "A b", "group": "g1"}, {"text": "c", "group": "g2"}, {"text": "d"}, {"text": ""}],
        "validation": [{"text": "e", "group": "g2"}, {"text": "", "group": "g3"}],
        "test": [{"text": "a  B", "group": "g4"}, {"text": "f"}],
    }
    verdict = judge(SplitLeak, {"splits": splits})
    assert verdict.message == "1 text and 1 group on two sides of the split (4 train, 2 validation, 2 test rows)"
    assert set(verdict.rows) == {1, 2, row_id("validation", 1), row_id("test", 1)}
    assert verdict.evidence["texts"] == [[1, "test:1"]]
    assert verdict.evidence["groups"] == [[2, "validation:1"]]


def test_within_one_side_and_in_the_field_all_is_well(judge) -> None:
    splits = {
        "train": [{"text": "a", "group": "g"}] * 2,
        "test": [{"text": "b"}],
        "field": [{"text": "a", "group": "g"}],
    }
    verdict = judge(SplitLeak, {"splits": splits})
    assert verdict.outcome is Outcome.PASSED
    assert verdict.message == "2 train, 1 test rows: no text on two sides, nor any of 1 group"
