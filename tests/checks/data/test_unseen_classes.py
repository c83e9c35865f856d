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


def _of(role: str, **counts: int) -> list[dict[str, str]]:
    return [
        {"text": f"{label} {n}", "label": label, "role": role} for label, many in counts.items() for n in range(many)
    ]


def test_a_class_left_out_of_a_test_that_would_have_it_blocks(judge) -> None:
    verdict = judge(UnseenClasses, [*_of("train", x=50, y=50, z=50), *_of("test", x=30, y=30)])
    assert verdict.severity is Severity.ERROR
    assert "'z' would have about 20" in verdict.message


def test_a_rare_class_that_the_test_lacks_by_chance_is_a_warning(judge) -> None:
    verdict = judge(UnseenClasses, [*_of("train", x=70, y=70, z=3), *_of("test", x=30, y=30)])
    assert verdict.severity is Severity.WARNING


def test_rows_with_several_labels_are_taken_apart(judge) -> None:
    both = "\x1f".join
    train = [{"text": str(n), "label": label} for n, label in enumerate(["x", "y", both("xz")] * 20)]
    test = [{"text": f"{n}!", "label": label, "role": "test"} for n, label in enumerate([both("xy"), "z"] * 10)]
    assert judge(UnseenClasses, [*train, *test]).outcome is Outcome.PASSED
    odd = judge(UnseenClasses, [*train, *test, {"text": "?", "label": both("xw"), "role": "test"}])
    assert odd.evidence["unseen"] == {"w": 1}
    assert len(odd.rows) == 1
