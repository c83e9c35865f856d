"""PRE004."""

from finetooth.checks.preparation.exact_duplicates import ExactDuplicates
from finetooth.checks.preparation.normalised_duplicates import NormalisedDuplicates
from finetooth.core.finding import Outcome, Severity

ROWS = [
    {"text": "How much?", "label": "x"},
    {"text": "how much?", "label": "x"},
    {"text": "How much?", "label": "x"},
    {"text": "how  much?", "label": "x"},
    {"text": "WHY SO MUCH?", "label": "y"},
    {"text": "how much", "label": "x"},
]


def test_other_spellings_of_the_first_are_found_and_exact_copies_left_to_pre003(judge) -> None:
    verdict = judge(NormalisedDuplicates, ROWS)
    assert verdict.rows == (2, 4)
    assert verdict.severity is Severity.WARNING
    assert verdict.evidence == {"copied_rows": 1, "largest_groups": [[1, 2, 3, 4]]}


def test_both_fixes_in_either_order_leave_one_row_a_text(judge, fix) -> None:
    for first, then in ((ExactDuplicates, NormalisedDuplicates), (NormalisedDuplicates, ExactDuplicates)):
        left = fix(then, {"rows": fix(first, ROWS)})
        assert left.ids.to_list() == [1, 5, 6]
        assert judge(first, {"rows": left}).outcome is Outcome.PASSED
