"""Near duplicates of one label: the first of each cluster stays."""

from collections.abc import Callable
from typing import Any

from finetooth.checks.preparation.near_duplicates import NearDuplicates
from finetooth.core.check import Check
from finetooth.core.finding import Outcome, Verdict
from finetooth.core.rows import Rows

LONG = "the parcel came two days late and the box was torn open"
CLUSTER = [
    {"text": LONG.replace("open", "opne"), "label": "bad"},
    {"text": LONG, "label": "bad"},
    {"text": LONG, "label": "bad"},
    {"text": LONG.replace("late", "laet"), "label": "bad"},
    {"text": LONG.replace("days", "dyas"), "label": "good"},
    {"text": "do you deliver to the islands in winter too", "label": "ask"},
]


def test_all_but_the_first_are_found_with_partner_and_score(judge: Callable[[type[Check], Any], Verdict]) -> None:
    verdict = judge(NearDuplicates, CLUSTER)
    assert set(verdict.rows) == {2, 3, 4}
    assert {partner.partner for partner in verdict.partners} == {1}
    assert all(0.7 < partner.score < 1 for partner in verdict.partners)
    assert verdict.evidence["clusters"] == 1
    assert verdict.evidence["largest_clusters"][0][0] == 1
    assert verdict.statistics is not None
    assert verdict.statistics.checked == 6
    assert "public sets" in verdict.statistics.calibration
    assert verdict.precision is None


def test_the_fix_keeps_the_first(fix: Callable[[type[Check], Any], Rows]) -> None:
    assert fix(NearDuplicates, CLUSTER).ids.to_list() == [1, 5, 6]


def test_is_for_review() -> None:
    assert NearDuplicates.fix_class == "review"


def test_rows_of_other_files_do_not_count(judge: Callable[[type[Check], Any], Verdict]) -> None:
    rows = [CLUSTER[0], {**CLUSTER[1], "role": "test"}]
    assert judge(NearDuplicates, rows).outcome is Outcome.PASSED


def test_spaces_and_full_stops_make_no_other_text(judge: Callable[[type[Check], Any], Verdict]) -> None:
    texts = ["dull fun .", "Dull fun.", "Dull fun!", "so soon...", "so soon"]
    assert set(judge(NearDuplicates, [{"text": text, "label": "bad"} for text in texts]).rows) == {2, 5}
