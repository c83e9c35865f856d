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
    {"text": "Broken", "label": "bad"},
    {"text": "Broken", "label": None},
    {"text": "Broken", "label": "good", "role": "test"},
]


def test_rows_are_all_rows_of_the_settled_groups(judge) -> None:
    verdict = judge(ConflictingLabels, ROWS)
    assert verdict.rows == (1, 2, 3)
    assert "(1 text in all)" in verdict.message
    assert verdict.evidence["kept_by_majority"] == 2
    assert verdict.evidence["dropped"] == 1
    assert verdict.evidence["groups"] == [{"rows": [1, 2, 3], "labels": ["good", "bad", "good"]}]
    assert verdict.statistics.checked == 7
    assert [(one.row, one.partner) for one in verdict.partners] == [(1, 2), (2, 1), (3, 2)]
    assert (verdict.cost.of, verdict.cost.points) == ("score", round(100 / 7, 3))


def test_only_the_minority_is_dropped_and_contested_rows_stay(judge, fix) -> None:
    left = fix(ConflictingLabels, ROWS)
    assert left.ids.to_list()[:-1] == [1, 3, 4, 5, 6, 7]
    assert judge(ConflictingLabels, {"rows": left}).outcome is Outcome.PASSED


def test_the_reason_counts_the_rows() -> None:
    facts = example_facts(ROWS)
    table = ConflictingLabels().edits(facts.get("rows"), facts.get("conflicts"))
    assert table["reason"].to_list() == ["most of the 3 rows with this text carry another label"]


def test_sets_of_labels_are_shown_with_a_plus(judge) -> None:
    rows = [{"text": "Paid", "label": label} for label in ("pay\x1fyes", "pay\x1fyes", "pay")]
    assert judge(ConflictingLabels, rows).evidence["groups"][0]["labels"] == ["pay + yes", "pay + yes", "pay"]


def test_the_majority_is_counted_before_copies_are_merged() -> None:
    assert FIX_STEPS.index(ConflictingLabels.fix_step) < FIX_STEPS.index("merge")
