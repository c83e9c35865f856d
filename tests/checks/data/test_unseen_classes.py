"""DAT003."""

import pytest

from finetooth.checks.data.unseen_classes import UnseenClasses
from finetooth.core.finding import Outcome, Severity
from finetooth.core.rows import row_id

TRAIN = [{"text": "a", "label": "x"}, {"text": "b", "label": "y"}]


@pytest.mark.parametrize("role", ["validation", "test", "field"])
def test_a_label_that_train_lacks_is_an_error(judge, role: str) -> None:
    verdict = judge(UnseenClasses, [*TRAIN, {"text": "c", "label": "z", "role": role}])
    assert (verdict.outcome, verdict.severity) == (Outcome.FAILED, Severity.ERROR)
    assert verdict.rows == (row_id(role, 1),)
    assert verdict.evidence["unseen"] == {"z": 1}


def test_a_class_that_the_test_lacks_is_a_warning(judge) -> None:
    verdict = judge(UnseenClasses, [*TRAIN, {"text": "c", "label": "x", "role": "test"}])
    assert (verdict.outcome, verdict.severity) == (Outcome.FAILED, Severity.WARNING)
    assert verdict.evidence["missing_in_test"] == ["y"]


def test_a_class_that_only_validation_or_field_lack_is_none(judge) -> None:
    others = [{"text": "c", "label": "x", "role": "validation"}, {"text": "d", "label": "x", "role": "field"}]
    assert judge(UnseenClasses, [*TRAIN, *others]).outcome is Outcome.PASSED


def test_unlabelled_rows_say_nothing(judge) -> None:
    assert judge(UnseenClasses, [*TRAIN, {"text": "c", "role": "field"}]).outcome is Outcome.NOT_APPLICABLE
