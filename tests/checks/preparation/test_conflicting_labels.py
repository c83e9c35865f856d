"""PRE005."""

from finetooth.checks.examples import example_facts
from finetooth.checks.preparation.conflicting_labels import ConflictingLabels
from finetooth.checks.preparation.contested_labels import ContestedLabels
from finetooth.checks.preparation.placeholder_text import PlaceholderText
from finetooth.core.check import FIX_STEPS
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


def _pairs(count: int) -> list[dict[str, str]]:
    """Return texts that stand twice, with one label."""
    return [{"text": f"The lamp number {n // 2} is fine.", "label": "good"} for n in range(2 * count)]


SETTLED = [{"text": "It is fine.", "label": label} for label in ("good", "good", "bad")]
PLAIN = [{"text": f"Nothing like row {n} stands here.", "label": "bad"} for n in range(100)]


def test_an_exception_is_mended_by_itself(judge) -> None:
    verdict = judge(ConflictingLabels, [*SETTLED, *_pairs(10), *PLAIN])
    assert verdict.fix_class is None
    assert "look before" not in verdict.message


def test_where_conflicts_are_the_rule_a_person_looks_first(judge) -> None:
    verdict = judge(ConflictingLabels, [*SETTLED, *_pairs(4), *PLAIN])
    assert verdict.fix_class == "review"
    assert "27.3 % of the rows that share their text are in conflict: look before it is mended" in verdict.message


def test_no_more_than_a_small_share_of_the_rows_is_dropped_by_itself(judge) -> None:
    verdict = judge(ConflictingLabels, [*SETTLED, *_pairs(10)])
    assert verdict.fix_class == "review"
    assert "4.3 % of the training rows would be dropped: look before it is mended" in verdict.message


def test_contested_rows_count_as_conflicts(judge) -> None:
    contested = [{"text": f"So so {n // 2}", "label": "ab"[n % 2]} for n in range(6)]
    assert judge(ConflictingLabels, [*SETTLED, *_pairs(10), *PLAIN, *contested]).fix_class == "review"


def test_three_of_five_are_no_clear_majority(judge) -> None:
    rows = [{"text": "It is fine.", "label": label} for label in ("good", "bad", "good", "bad", "good")]
    assert judge(ConflictingLabels, rows).outcome is Outcome.PASSED
    assert judge(ContestedLabels, rows).rows == (1, 2, 3, 4, 5)


def test_placeholders_are_left_to_their_own_check(judge) -> None:
    rows = [*SETTLED, *({"text": "N/A", "label": label} for label in ("good", "good", "bad"))]
    verdict = judge(ConflictingLabels, rows)
    assert verdict.rows == (1, 2, 3)
    assert verdict.message.endswith("; 3 placeholder texts left to PRE012")
    assert judge(ConflictingLabels, rows[3:]).outcome is Outcome.NOT_APPLICABLE
    assert judge(PlaceholderText, rows[3:]).rows == (1, 2, 3)


def test_the_majority_is_counted_before_copies_are_merged() -> None:
    assert FIX_STEPS.index(ConflictingLabels.fix_step) < FIX_STEPS.index("merge")
