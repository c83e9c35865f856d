from dataclasses import replace

import pytest

from finetooth.behaviour.results import Behaviour, Failure, TestResult
from finetooth.report.behaviour import capabilities
from finetooth.report.concealed import concealed_evidence
from finetooth.report.page import page

WORST = Failure("not a good lamp", "", "good", "", "bad was right; the model was 91% sure")
FOUND = Behaviour(
    (
        TestResult("names", "fairness", "invariance", 40, 0, 0.1),
        TestResult("denials", "negation", "minimum_functionality", 40, 30, 0.1, (WORST,)),
    ),
    left_out=("Temporal: x: not known",),
)


def test_what_fails_most_comes_first():
    table = capabilities(FOUND)
    assert table.title == "62 % of 80 cases pass (52 % to 72 %); 1 of 2 capabilities too weak"
    assert [(one.name, one.tone) for one in table.lines] == [("negation", "bad"), ("fairness", "good")]
    assert [one.name for one in table.tests] == ["denials", "names"]
    assert table.holding == "fairness: names (40)"


def test_nothing_is_shown_where_nothing_was_tested():
    assert capabilities(None) is None
    assert capabilities(Behaviour(())) is None


def test_the_page_shows_the_table_and_the_worst_cases(make_evidence, checks):
    shown = page(make_evidence(behaviour=FOUND), checks)
    for said in ("Capabilities, the one that fails most first", "not a good lamp", "91% sure", "1 tests were left out"):
        assert said in shown
    assert "Behavioural tests" not in page(make_evidence(), checks)


def test_hostile_texts_are_escaped(make_evidence, checks, hostile):
    bad = hostile.name
    nasty = Failure(bad, bad, bad, bad, bad)
    found = Behaviour((TestResult(bad, bad, "direction", 40, 30, 0.1, (nasty,)),), left_out=(bad,))
    shown = page(make_evidence(behaviour=found), checks)
    assert "<script>alert" not in shown
    assert "onerror=alert(1)>" not in shown


@pytest.mark.parametrize("part", ["text", "variant"])
def test_personal_data_is_masked(make_evidence, part: str):
    case = replace(WORST, **{part: "write to jane.roe@example.org please"})
    found = Behaviour((TestResult("a", "b", "invariance", 9, 9, 0.1, (WORST, case)),))
    shown = concealed_evidence(make_evidence(behaviour=found)).behaviour.results[0].worst
    assert "jane.roe" not in getattr(shown[1], part)
    assert shown[0] == WORST
