"""PRE026."""

from finetooth.checks.examples import example_facts
from finetooth.checks.preparation.contested_labels import ContestedLabels
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
]


def test_placeholders_are_left_to_their_own_check(judge) -> None:
    noise = [{"text": "n/a", "label": "good"}, {"text": "N/A", "label": "bad"}]
    verdict = judge(ContestedLabels, [*ROWS, *noise])
    assert verdict.rows == (4, 5, 6, 7, 8, 9)
    assert verdict.message.endswith("; 2 placeholder texts left to PRE012")


def test_half_of_the_rows_is_no_majority(judge) -> None:
    verdict = judge(ContestedLabels, ROWS)
    assert verdict.rows == (4, 5, 6, 7, 8, 9)
    assert "(2 texts in all)" in verdict.message
    assert verdict.evidence["groups"][0] == {"rows": [6, 7, 8, 9], "labels": ["good", "bad", "fair", "good"]}
    assert verdict.cost.points == round(100 * 3 / 9, 3)


def test_all_rows_of_the_text_are_dropped(judge, fix) -> None:
    left = fix(ContestedLabels, ROWS)
    assert left.ids.to_list() == [1, 2, 3]
    assert judge(ContestedLabels, {"rows": left}).outcome is Outcome.PASSED


def test_the_reason_counts_the_rows() -> None:
    facts = example_facts(ROWS)
    table = ContestedLabels().edits(facts.get("rows"), facts.get("conflicts"))
    said = "the 4 rows with this text carry different labels and none has a clear majority"
    assert dict(table.select("row", "reason").iter_rows())[8] == said


def test_it_is_not_fixed_by_itself() -> None:
    assert ContestedLabels.fix_class == "review"
