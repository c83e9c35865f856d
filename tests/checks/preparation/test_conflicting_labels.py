"""PRE005."""

from finetooth.checks.preparation.conflicting_labels import ConflictingLabels
from finetooth.core.check import FIX_STEPS
from finetooth.core.examples import example_facts
from finetooth.core.finding import Outcome

ROWS = [
    {"text": "It is fine.", "label": "good"},
    {"text": "IT IS FINE.", "label": "bad"},
    {"text": "It is  fine.", "label": "good"},
    {"text": "So so", "label": "good"},
    {"text": "so so", "label": "bad"},
    {"text": "Meh", "label": "good"},
    {"text": "Meh", "label": "bad"},
    {"text": "Meh", "label": "fair"},
    {"text": "Meh", "label": "good"},
    {"text": "Broken", "label": "bad"},
    {"text": "Broken", "label": None},
    {"text": "Broken", "label": "good", "role": "test"},
]


def test_rows_are_all_rows_of_the_groups(judge) -> None:
    verdict = judge(ConflictingLabels, ROWS)
    assert verdict.rows == (1, 2, 3, 4, 5, 6, 7, 8, 9)
    assert "(3 texts in all)" in verdict.message
    assert verdict.evidence["kept_by_majority"] == 2
    assert verdict.evidence["dropped"] == 7
    assert verdict.evidence["groups"][0] == {"rows": [6, 7, 8, 9], "labels": ["good", "bad", "fair", "good"]}


def test_only_a_strict_majority_is_kept(judge, fix) -> None:
    left = fix(ConflictingLabels, ROWS)
    assert left.ids.to_list()[:-1] == [1, 3, 10, 11]  # half of the "Meh" are good: no majority
    assert judge(ConflictingLabels, {"rows": left}).outcome is Outcome.PASSED


def test_reasons_say_which_it_was() -> None:
    facts = example_facts(ROWS)
    table = ConflictingLabels().edits(facts.get("rows"), facts.get("train_keys"))
    reasons = dict(table.select("row", "reason").iter_rows())
    assert reasons[2] == "most of the 3 rows with this text carry another label"
    assert reasons[4] == "the 2 rows with this text carry different labels and none has a majority"


def test_the_majority_is_counted_before_copies_are_merged() -> None:
    assert FIX_STEPS.index(ConflictingLabels.fix_step) < FIX_STEPS.index("merge")
