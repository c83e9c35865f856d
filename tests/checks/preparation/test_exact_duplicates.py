"""PRE003."""

from finetooth.checks.examples import example_facts
from finetooth.checks.preparation.exact_duplicates import ExactDuplicates
from finetooth.core import edits
from finetooth.core.finding import Outcome

ROWS = [
    {"text": "A", "label": "x"},
    {"text": "B", "label": "x"},
    {"text": "B", "label": "x"},
    {"text": "C", "label": "y"},
    {"text": "A", "label": "x"},
    {"text": "B", "label": "x"},
    {"text": "a", "label": "x"},
    {"text": None, "label": "x"},
    {"text": None, "label": "x"},
    {"text": "A", "label": "x", "role": "test"},
]


def test_copies_but_not_the_first_are_found(judge) -> None:
    verdict = judge(ExactDuplicates, ROWS)
    assert verdict.rows == (3, 5, 6)
    assert verdict.message.startswith("3 of 7 training rows (42.9 %) with the same text and label as an earlier row")
    assert verdict.evidence == {"copied_rows": 2, "largest_groups": [[2, 3, 6], [1, 5]]}


def test_unlabelled_copies_are_copies(judge) -> None:
    assert judge(ExactDuplicates, [{"text": "A", "label": None}] * 2).rows == (2,)


def test_fix_names_the_row_that_stays(fix) -> None:
    assert fix(ExactDuplicates, ROWS).ids.to_list()[:-1] == [1, 2, 4, 7, 8, 9]
    facts = example_facts(ROWS)
    table = ExactDuplicates().edits(facts.get("rows"), facts.get("agreed_keys"))
    assert table["reason"].to_list() == [f"the same text and label as row {n}" for n in (2, 1, 2)]
    assert edits.apply(facts.get("rows"), table).texts.to_list()[-1] == "A"


def test_placeholders_and_empty_texts_are_left_to_their_own_checks(judge) -> None:
    verdict = judge(ExactDuplicates, [*ROWS, *({"text": "n/a", "label": "x"} for _ in range(3))])
    assert verdict.rows == (3, 5, 6)
    assert verdict.message.endswith("(copies of 2 rows); 3 placeholder texts left to PRE012")
    empty = [{"text": text, "label": "x"} for text in ("", "", None, None, " ", " ")]
    assert judge(ExactDuplicates, empty).outcome is Outcome.NOT_APPLICABLE


def test_copies_of_a_text_in_conflict_are_kept_for_merging_them_would_hide_the_majority(judge, fix) -> None:
    clash = [{"text": "D", "label": label} for label in ("x", "x", "y", "x")]
    verdict = judge(ExactDuplicates, [*ROWS, *clash])
    assert verdict.rows == (3, 5, 6)
    assert verdict.message.endswith("; 4 rows of texts in conflict left to PRE005 and PRE026")
    assert {10, 11, 12, 13} <= set(fix(ExactDuplicates, [*ROWS, *clash]).ids)
