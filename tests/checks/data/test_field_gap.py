"""The field gap: beyond what chance gives, with the rows least covered."""

from finetooth.checks.data.field_gap import FieldGap, _orders
from finetooth.core.finding import Outcome
from finetooth.core.rows import row_id


def test_other_texts_are_found_with_the_rows_least_covered(judge) -> None:
    strange = [{"text": "zig zag zug", "role": "field", "label": None}] * 2
    verdict = judge(FieldGap, _orders("train", "the") + _orders("field", "yo dude ur") + strange)
    assert verdict.outcome is Outcome.FAILED
    assert verdict.statistics.effect > 0.95
    assert 0.3 < verdict.statistics.null < 0.7
    assert {"yo", "dude", "ur"} & set(verdict.evidence["field"]["words_here"])
    assert len(verdict.rows) == 10
    assert all(row >= row_id("field", 1) for row in verdict.rows)


def test_rows_drawn_alike_pass_and_say_how_far_they_were_told_apart(judge) -> None:
    verdict = judge(FieldGap, _orders("train", "the") + _orders("field", "the"))
    assert verdict.outcome is Outcome.PASSED
    assert "AUC 0." in verdict.message


def test_another_mix_of_labels_is_found(judge) -> None:
    field = [{**row, "label": "bad" if n % 10 else "fine"} for n, row in enumerate(_orders("field", "the"))]
    verdict = judge(FieldGap, _orders("train", "the") + field)
    assert "the mix of labels moved by" in verdict.message
    assert verdict.rows == ()


def test_field_rows_without_labels_are_compared_by_text(judge) -> None:
    field = [{**row, "label": None} for row in _orders("field", "the")]
    assert judge(FieldGap, _orders("train", "the") + field).outcome is Outcome.PASSED


def test_a_few_field_rows_are_no_evidence(judge) -> None:
    assert judge(FieldGap, _orders("train", "the") + _orders("field", "yo")[:20]).outcome is Outcome.NOT_APPLICABLE
