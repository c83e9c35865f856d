"""PRE027."""

import pytest

from finetooth.checks.preparation.misspelt_labels import MisspeltLabels
from finetooth.core.finding import Outcome


def _rows(**times: int) -> list[dict[str, str]]:
    return [
        {"text": f"{name} {number}", "label": name.replace("__", " ")}
        for name, count in times.items()
        for number in range(count)
    ]


def test_a_rare_label_one_slip_away_is_found_and_mended(judge, fix) -> None:
    rows = _rows(delivery=20, refund=20, delivrey=2)
    assert judge(MisspeltLabels, rows).rows == (41, 42)
    assert set(fix(MisspeltLabels, rows).labels) == {"delivery", "refund"}


def test_a_label_almost_as_frequent_is_a_class(judge) -> None:
    assert judge(MisspeltLabels, _rows(clear=20, cleary=3)).outcome is Outcome.PASSED


@pytest.mark.parametrize("name", ["late__fee__due", "late-fee-due", "latefeedue", "Late__Fee__due"])
def test_what_stands_for_a_space_is_a_slip_however_frequent(judge, name: str) -> None:
    rows = [*_rows(late_fee_due=3, **{"paid__twice": 3}), *_rows(**{name: 2})]
    verdict = judge(MisspeltLabels, rows)
    assert verdict.rows == (7, 8)
    assert verdict.evidence["spellings"][0]["usual"] == "late_fee_due"


def test_case_and_spaces_alone_are_left_to_another_check(judge) -> None:
    rows = [*_rows(**{"late__fee": 3}), {"text": "a", "label": "Late  fee"}]
    assert judge(MisspeltLabels, rows).outcome is Outcome.PASSED


@pytest.mark.parametrize("names", [("grade 1-2", "grade 12"), ("-12345", "12345"), ("a b", "ab")])
def test_numbers_signs_and_short_names_are_no_slips(judge, names: tuple[str, str]) -> None:
    rows = [{"text": str(number), "label": names[number // 3]} for number in range(4)]
    assert judge(MisspeltLabels, rows).outcome is Outcome.PASSED


def test_a_slip_of_a_slip_becomes_what_was_meant(judge, fix) -> None:
    rows = _rows(late_payment=40, late_paymnet=3, **{"late__paymnet": 1})
    assert set(fix(MisspeltLabels, rows).labels) == {"late_payment"}


def _with_test(test: dict[str, int], **train: int) -> list[dict[str, str]]:
    return [*_rows(**train), *({**row, "role": "test"} for row in _rows(**test))]


def test_a_frequent_slip_that_no_other_file_has_is_mended_without_a_look(judge, fix) -> None:
    rows = _with_test({"negative": 40, "positive": 60}, positive=60, negative=30, negatvie=10)
    verdict = judge(MisspeltLabels, rows)
    assert len(verdict.rows) == 10
    assert verdict.fix_class is None  # that of the check, which is safe
    assert set(fix(MisspeltLabels, rows).labels) == {"positive", "negative"}


@pytest.mark.parametrize(
    ("test", "train"),
    [
        ({"negative": 4, "positive": 6}, {"positive": 60, "negative": 30, "negatvie": 10}),  # too few to tell
        ({"negative": 40, "negatvie": 1}, {"positive": 60, "negative": 30, "negatvie": 10}),  # it is a class there too
    ],
)
def test_without_that_evidence_a_frequent_name_is_a_class(judge, test: dict[str, int], train: dict[str, int]) -> None:
    assert judge(MisspeltLabels, _with_test(test, **train)).outcome is Outcome.PASSED


def test_a_rare_or_short_slip_is_for_review(judge) -> None:
    assert judge(MisspeltLabels, _rows(delivery=20, delivrey=2)).fix_class == "review"
    short = _with_test({"hired": 40, "other": 60}, hired=30, fired=10, other=60)
    assert judge(MisspeltLabels, short).fix_class == "review"
