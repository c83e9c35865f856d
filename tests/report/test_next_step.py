"""The next step is one thing, with its code and what to do; the others are counted."""

from dataclasses import replace

import pytest

from finetooth.core.finding import Outcome
from finetooth.core.results import Decision
from finetooth.core.statistics import Cost
from finetooth.report.next_step import next_steps, standing, step_of, stopping


def priced(evidence, **costs):
    """Return the evidence with what leaving these findings costs."""
    found = (replace(one, cost=costs.get(one.code, one.cost)) for one in evidence.verdicts)
    return replace(evidence, verdicts=tuple(found))


def test_what_costs_most_stands_first_whatever_its_severity(make_evidence):
    evidence = make_evidence(decision=Decision(True))
    assert [one.code for one in standing(evidence)] == ["EVL002", "FIT001", "HPO002"]
    dear = priced(evidence, FIT001=Cost(4.0, "score", ""), HPO002=Cost(9.0, "score", ""))
    assert [one.code for one in standing(dear)] == ["FIT001", "EVL002", "HPO002"]  # a remark is the last


def test_findings_are_mended_before_conditions_and_these_before_missing_evidence(make_evidence):
    decision = Decision(False, ("accuracy.low >= 0.9", "EVL002", "FIT001"), (), ("RWV",))
    evidence = priced(make_evidence(decision=decision), FIT001=Cost(4.0, "score", ""))
    assert stopping(evidence) == ["FIT001", "EVL002", "accuracy.low >= 0.9", "RWV"]


def test_a_finding_says_what_it_costs_and_what_to_do(make_evidence, checks):
    evidence = priced(make_evidence(), EVL002=Cost(2.1, "optimism", "copies found"))
    step = step_of("EVL002", evidence, {check.code: check for check in checks})
    assert (step.what, step.code, step.link) == ("The test is too small", "EVL002", "check-EVL002")
    assert step.cost == "the score reads about 2.1 points too high"
    assert step.fix == "Set more rows apart: prepare.test_size, or hand in data.test."


def test_a_condition_points_to_what_costs_the_score_most(make_evidence):
    evidence = make_evidence()
    bare = step_of("macro_f1.low >= 0.90", evidence, {})
    assert (bare.what, bare.detail, bare.fix) == ("Required: macro_f1.low >= 0.90", "it is 0.791", "")
    flattered = priced(evidence, FIT001=Cost(3.0, "optimism", ""))
    assert step_of("macro_f1.low >= 0.90", flattered, {}).fix == ""  # mending it would not raise the score
    dear = priced(evidence, FIT001=Cost(3.0, "score", ""))
    told = "Of what was found, “Training and validation drift apart” (FIT001) costs about 3.0 points of score"
    assert step_of("macro_f1.low >= 0.90", dear, {}).fix == f"{told}, the most that was measured"


def test_missing_evidence_says_why_nothing_could_look(make_evidence):
    assert step_of("RWV", make_evidence(), {}).detail == "RWV001 could not look: needs field scores"
    assert step_of("RWV", make_evidence(verdicts=()), {}).detail == "nothing tried"


def test_a_broken_check_gives_no_advice_on_the_rows(make_evidence, checks):
    evidence = make_evidence()
    broken = tuple(replace(one, outcome=Outcome.BROKEN) if one.code == "EVL002" else one for one in evidence.verdicts)
    step = step_of("EVL002", replace(evidence, verdicts=broken), {check.code: check for check in checks})
    assert (step.detail, step.fix) == ("too few", "")


@pytest.mark.parametrize(
    ("decision", "steps"),
    [
        (Decision(True), ["Read the other 2 findings", "Use it: finetooth predict RUN FILE writes "]),
        (
            Decision(False, ("EVL002",)),
            ["Run again: finished stages are not repeated", "Read 1 warning and 1 remark that do not block"],
        ),
    ],
)
def test_what_comes_then(make_evidence, decision, steps):
    told = next_steps(make_evidence(decision=decision))
    assert all(step.what.startswith(said) for step, said in zip(told, steps, strict=True))


def test_only_what_can_be_waived_may_be_accepted(make_evidence):
    for blocking, uncovered, accepted in (
        (("EVL002",), (), True),
        ((), ("RWV",), True),
        (("accuracy.low >= 0.9",), (), False),
    ):
        first = next_steps(make_evidence(decision=Decision(False, blocking, (), uncovered)))[0]
        assert ("gate.waive" in first.detail) is accepted
