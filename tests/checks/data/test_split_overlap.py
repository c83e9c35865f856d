"""DAT001."""

from finetooth.checks.data.split_overlap import SplitOverlap
from finetooth.checks.examples import example_facts
from finetooth.core.finding import Outcome
from finetooth.core.rows import row_id

ROWS = [
    {"text": "Where is it?", "label": "delivery"},
    {"text": "Refund me", "label": "refund"},
    {"text": "where is it? ", "label": "refund"},
    {"text": "Only here", "label": "refund"},
    {"text": "", "label": "refund"},
    {"text": "WHERE IS IT?", "label": "delivery", "role": "test"},
    {"text": "Hello", "label": "other", "role": "test"},
    {"text": "", "label": "other", "role": "test"},
    {"text": "refund me", "label": "delivery", "role": "validation"},
    {"text": "hello", "label": "other", "role": "validation"},
    {"text": "Only here", "role": "field"},
]


def test_learning_rows_that_judge_too_are_found(judge) -> None:
    verdict = judge(SplitOverlap, ROWS)
    assert verdict.rows == (1, 2, 3, row_id("validation", 2))
    assert verdict.message == (
        "3 of 4 training rows (75.0 %) that also stand in the validation or test file; "
        "1 of 2 validation rows (50.0 %) known from training, 1 under another label there; "
        "1 of 2 test rows (50.0 %) known from training, 1 under another label there; "
        "1 of 2 validation rows (50.0 %) that also stand in the test file"
    )
    assert verdict.evidence["concerned"]["test"] == {"rows": 1, "of": 2, "under_another_label": 1}
    assert verdict.evidence["pairs"][:2] == [[1, "test:1"], [2, "validation:1"]]


def test_the_same_label_is_no_other_label(judge) -> None:
    rows = [{"text": "a", "label": "x"}, {"text": "b", "label": "x"}, {"text": "a", "label": "x", "role": "test"}]
    verdict = judge(SplitOverlap, rows)
    assert verdict.evidence["concerned"]["test"]["under_another_label"] == 0
    assert verdict.message == (
        "1 of 2 training rows (50.0 %) that also stand in the test file; "
        "1 of 1 test row (100.0 %) known from training, 0 under another label there"
    )


def test_fix_drops_the_learning_side(judge, fix) -> None:
    left = fix(SplitOverlap, ROWS)
    names = [*(4, 5), *(row_id("test", n) for n in (1, 2, 3)), row_id("validation", 1), row_id("field", 1)]
    assert left.ids.to_list() == names
    assert judge(SplitOverlap, {"rows": left}).outcome is Outcome.PASSED


def test_reasons_name_the_judging_row() -> None:
    facts = example_facts(ROWS)
    table = SplitOverlap().edits(facts.get("rows"), facts.get("text_keys"))
    assert table["reason"][0] == "the same text stands in row test:1"


def test_without_another_file_there_is_nothing_to_compare(judge) -> None:
    assert judge(SplitOverlap, [{"text": "a"}, {"text": "a", "role": "field"}]).outcome is Outcome.NOT_APPLICABLE


def test_the_cost_is_the_known_share_of_what_words_do_not_tell(judge) -> None:
    train = [
        {"text": f"{'sun' if n % 2 else 'rain'} on day {n}", "label": "dry" if n % 2 else "wet"} for n in range(80)
    ]
    plain = {"text": "no sun and no rain", "label": "dry", "role": "test"}
    verdict = judge(SplitOverlap, [*train, {**train[0], "role": "test"}, plain])
    assert verdict.cost.of == "optimism"
    assert verdict.cost.points == 0.0  # words alone tell all of them
    assert verdict.cost.source.startswith("at most: 1 known test row")
    unclear = [{"text": f"day {n}", "label": "ab"[n * 7 % 5 % 2]} for n in range(80)]
    assert judge(SplitOverlap, [*unclear, {**unclear[0], "role": "test"}, plain]).cost.points > 10


def test_each_copy_has_the_row_it_is_a_copy_of(judge) -> None:
    verdict = judge(SplitOverlap, ROWS)
    assert [(one.row, one.partner) for one in verdict.partners][:1] == [(1, row_id("test", 1))]
    assert verdict.statistics.checked == 6
