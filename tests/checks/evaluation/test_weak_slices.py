"""EVL026."""

from dataclasses import replace

from finetooth.checks.evaluation.weak_slices import _WEAK, WeakParts, _example, _slice
from finetooth.core.finding import Outcome
from finetooth.core.results import Score, Scores


def test_a_slice_that_was_found_is_told_with_its_rows_and_words(judge) -> None:
    weak = replace(_WEAK, wrong=(7, 9, 12))
    whole = Scores((Score("accuracy", 0.85, 0.83, 0.87, 1_200),))
    verdict = judge(WeakParts, {**_example(weak), "scores": whole})
    assert verdict.outcome is Outcome.FAILED
    assert verdict.rows == (7, 9, 12)
    assert "shop = north and word = refund: 55.0 % right of 80 rows, elsewhere 87.0 %" in verdict.message
    assert "'good' taken for 'bad'" in verdict.message
    found = verdict.evidence["found_table"][0]
    assert (found["words"], found["chance"], found["examples"]) == (["refund", "money back"], 0.005, [7, 9, 12])
    assert verdict.evidence["whole"] == [0.85, 0.83, 0.87]


def test_named_slices_count_beyond_chance_and_size_but_not_labels_and_confidence(judge) -> None:
    def outcome(name: str, p: float, gap: float) -> Outcome:
        return judge(WeakParts, _example(scored=(_slice(name, 0.6, 200, p, gap),))).outcome

    assert outcome("shop = north", 0.009, -0.2) is Outcome.FAILED
    assert outcome("shop = north", 0.02, -0.2) is Outcome.PASSED
    assert outcome("shop = north", 0.001, -0.04) is Outcome.PASSED
    assert outcome("shop = north", 0.001, 0.2) is Outcome.PASSED
    assert outcome("label = bad", 0.001, -0.2) is Outcome.PASSED
    assert outcome("confidence = below 50 %", float("nan"), -0.4) is Outcome.PASSED


def test_a_pass_keeps_the_table_of_slices(judge) -> None:
    verdict = judge(WeakParts, _example(scored=(_slice("shop = north", 0.8, 200, 0.5, -0.01),)))
    assert verdict.evidence["slice_table"][0]["name"] == "shop = north"
    assert "60 conditions" in verdict.message
