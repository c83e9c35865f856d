"""EVL027."""

from dataclasses import replace

from finetooth.checks.evaluation.group_gaps import GapBetweenGroups, _example, _gap
from finetooth.core.finding import Outcome, Severity


def test_a_gap_is_told_where_it_is_beyond_noise_and_size(judge) -> None:
    verdict = judge(GapBetweenGroups, _example(_gap(-0.25, 0.1, 0.0001), _gap(0.01, 0.05, 0.9)))
    assert verdict.outcome is Outcome.FAILED
    assert "region = west: recall of 'approved' 55.0 %, others 80.0 % (150 rows)" in verdict.message
    assert [one["standing"] for one in verdict.evidence["group_table"]] == ["gap", "alike"]
    assert judge(GapBetweenGroups, _example(_gap(-0.25, 0.1, 0.06))).outcome is Outcome.PASSED
    assert judge(GapBetweenGroups, _example(_gap(-0.09, 0.01, 1e-9))).outcome is Outcome.PASSED


def test_groups_too_small_are_uncovered_and_never_a_pass(judge) -> None:
    verdict = judge(GapBetweenGroups, _example(_gap(0.0, 0.05, 0.5), few=True))
    assert verdict.outcome is Outcome.FAILED
    assert verdict.severity is Severity.WARNING
    assert "uncovered, with too few rows to judge: region = isles (4 rows)" in verdict.message
    both = judge(GapBetweenGroups, _example(_gap(-0.3, 0.1, 1e-6), few=True))
    assert "recall" in both.message
    assert "isles" in both.message


def test_undecided_gaps_are_counted_in_a_pass(judge) -> None:
    verdict = judge(GapBetweenGroups, _example(_gap(-0.05, 0.2, 0.4), _gap(0.0, 0.05, 0.9)))
    assert verdict.outcome is Outcome.PASSED
    assert "1 of them too few rows to rule 0.1 out" in verdict.message


def test_a_selection_gap_that_follows_the_truth_is_a_remark(judge) -> None:
    followed, own = (_gap(-0.25, 0.1, 0.0001, "selection rate", base) for base in (-0.22, 0.0))
    assert judge(GapBetweenGroups, _example(followed)).severity is Severity.INFO
    assert judge(GapBetweenGroups, _example(own)).severity is Severity.WARNING
    sure = replace(_gap(-0.2, 0.1, 0.0001, "calibration error"), label=None)
    assert "calibration error +60.0 points, others +80.0" in judge(GapBetweenGroups, _example(sure)).message
