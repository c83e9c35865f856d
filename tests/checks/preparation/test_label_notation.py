"""PRE038."""

import pytest

from finetooth.checks.preparation.label_notation import LabelNotation
from finetooth.core.finding import Outcome


def _rows(*labels: str, role: str = "train") -> list[dict[str, str]]:
    return [{"text": f"parcel {number}", "label": label, "role": role} for number, label in enumerate(labels)]


def test_a_number_with_point_zero_is_written_as_most_are_without_a_look(judge, fix) -> None:
    rows = _rows("1", "0", "1", "0", "1.0", "0.00")
    verdict = judge(LabelNotation, rows)
    assert verdict.rows == (5, 6)
    assert verdict.fix_class is None  # that of the check, which is safe
    assert fix(LabelNotation, rows).labels.to_list() == ["1", "0", "1", "0", "1", "0"]


def test_training_rows_say_which_notation_is_usual(judge, fix) -> None:
    rows = [*_rows("2.0", "3.0"), *_rows("2", "2", "3", role="test")]
    assert len(judge(LabelNotation, rows).rows) == 3
    assert fix(LabelNotation, rows).labels.to_list() == ["2.0", "3.0", "2.0", "2.0", "3.0"]


@pytest.mark.parametrize(
    ("labels", "mended"),
    [
        (("1", "1", "0", "0", "true", "No"), ["1", "1", "0", "0", "1", "0"]),
        (("yes", "yes", "no", "no", "Y", "f"), ["yes", "yes", "no", "no", "yes", "no"]),
        (("7", "7", "8", "007", "+8"), ["7", "7", "8", "7", "8"]),
        (("-1", "-1", "1", "-1.0", "-01"), ["-1", "-1", "1", "-1", "-1"]),
    ],
)
def test_other_notations_are_for_review(judge, fix, labels: tuple[str, ...], mended: list[str]) -> None:
    rows = _rows(*labels)
    assert judge(LabelNotation, rows).fix_class == "review"
    assert fix(LabelNotation, rows).labels.to_list() == mended


@pytest.mark.parametrize(
    "labels",
    [
        ("1.1", "1.10", "2"),  # may be versions
        ("-1", "1", "0"),
        ("yes", "true", "unsure"),  # words beside truth values may mean anything
        ("True", "true", "false"),  # case is another check's
        ("t", "f", "x"),
    ],
)
def test_what_is_no_other_notation_passes(judge, labels: tuple[str, ...]) -> None:
    assert judge(LabelNotation, _rows(*labels, *labels)).outcome is Outcome.PASSED


def test_without_labels_there_is_nothing_to_judge(judge) -> None:
    assert judge(LabelNotation, [{"text": "a", "label": None}]).outcome is Outcome.NOT_APPLICABLE
