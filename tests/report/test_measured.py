import math
from dataclasses import replace

import pytest

from finetooth.core.check import Check
from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.core.statistics import Cost, Precision, Statistics
from finetooth.report.measured import (
    by_cost,
    calibrated,
    counted,
    fix_class,
    measures,
    mending,
    price,
    remedy,
    sureness,
)


class Mends(Check):
    """Mends."""

    code = "PRE013"
    fix_class = "safe"
    mend = staticmethod(lambda texts: texts)


class OnlyFinds(Check):
    """Only finds."""

    code = "DAT002"


def verdict(**told):
    return Verdict("PRE013", "Copies", Outcome.FAILED, Severity.WARNING, "copies", (1, 2), **told)


def test_precision_in_words():
    told = sureness(Precision(0.912, 0.84, "planted flips"))
    assert told == "about 91 % of these are really at fault (at least 84 %), from planted flips"
    assert sureness(Precision(0.5, 0.25, "by hand")).endswith(", by hand")
    assert sureness(Precision(0.912, 0.84, "planted flips"), brief=True).endswith("(at least 84 %)")
    assert sureness(None) == sureness(Precision(math.nan, 0.1, "x")) == ""


def test_an_estimate_that_says_nothing_is_not_put_in_figures():
    told = sureness(Precision(0.38, 0.0, "the bell curve"))
    assert told == "cannot be told: as many may be flagged by chance, from the bell curve"
    assert "%" not in sureness(Precision(0.0, 0.0, "x"), brief=True)


@pytest.mark.parametrize(
    ("points", "told"),
    [(2.14, "about 2.1 points"), (1.0, "about 1.0 point"), (0.01, "less than 0.1 points"), (-3.0, "about 3.0 points")],
)
def test_cost_in_words(points, told):
    assert price(Cost(points, "optimism", "copies found")) == f"the score reads {told} too high (copies found)"
    assert price(Cost(points, "optimism", "copies found"), brief=True) == f"the score reads {told} too high"
    assert price(Cost(points, "score", "")) == f"{told} of score"


def test_a_bound_on_a_cost_is_told_as_one():
    assert (
        price(Cost(2.14, "optimism", "at most: all known")) == "the score reads up to 2.1 points too high (all known)"
    )
    assert price(Cost(2.14, "score", "at most the wrong labels"), brief=True) == "up to 2.1 points of score"


def test_no_cost_is_no_words():
    assert price(None) == price(Cost(math.inf, "score", "x")) == ""


def test_what_was_looked_at_and_how_it_was_judged():
    found = Statistics.of(1200, 18, threshold=0.82, calibration="planted edits", null=0.02, effect=0.31)
    assert counted(found) == "18 of 1,200: 1.5 % (1.0 % to 2.4 %)"
    assert calibrated(found) == "threshold 0.82 (planted edits); seen 0.31, by chance 0.02"
    assert calibrated(Statistics.of(10, 1)) == counted(None) == counted(Statistics.of(0, 0)) == ""


def test_only_what_was_measured_is_told():
    assert measures(verdict()) == ()
    assert [name for name, _ in measures(verdict(cost=Cost(1.0, "score", "x")))] == ["cost"]
    assert measures(replace(verdict(cost=Cost(1.0, "score", "x")), outcome=Outcome.NOT_APPLICABLE)) == ()


def test_the_fix_tells_its_class():
    assert (fix_class(Mends()), fix_class(OnlyFinds())) == ("safe", "never")
    assert mending(Mends()) == "safe: prepare does it by itself"
    assert remedy(OnlyFinds()) == "by hand"

    class Reviewed(Mends):
        fix_class = "review"

    assert mending(Reviewed()) == "for review: prepare does it where asked, prepare.fix: [PRE013]"
    assert remedy(Reviewed()) == "after a look: --set 'prepare.fix=[PRE013]'"


def test_what_costs_most_comes_first():
    dear = verdict(cost=Cost(3.0, "optimism", ""))
    cheap = verdict(cost=Cost(0.4, "score", ""))
    grave = replace(verdict(), severity=Severity.ERROR)
    many = replace(verdict(), rows=(1, 2, 3))
    remark = replace(verdict(cost=Cost(9.0, "score", "")), severity=Severity.INFO)
    assert sorted([remark, cheap, many, grave, dear], key=by_cost) == [dear, grave, many, cheap, remark]


def test_only_a_failure_costs():
    assert by_cost(replace(verdict(cost=Cost(3.0, "score", "")), outcome=Outcome.PASSED))[1] == 0


def test_a_finding_that_knows_better_says_of_which_class_its_fix_is():
    found = verdict(fix_class="review")
    assert fix_class(Mends(), found) == "review"
    assert mending(Mends(), found).startswith("for review")
    assert remedy(Mends(), found).startswith("after a look")
    assert fix_class(OnlyFinds(), found) == "never"
