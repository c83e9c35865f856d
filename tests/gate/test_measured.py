"""Conditions on the cost in use, and on what later times and other groups cost."""

import pytest

from finetooth.core.errors import UserError
from finetooth.core.results import Scores
from finetooth.gate import Grounds, decide, must_be_measured, parse_all
from finetooth.gate.conditions import parse
from finetooth.recipe.sections import Gate, Recipe
from finetooth.serving.results import MIXED, ColdStart, CostInUse, Machine, Timed
from finetooth.transfer.results import Gap, LeftOut, OverGroups, OverTime, Transfer

MACHINE = Machine("a processor", 2, 1, "cpu", "float32")
TIMED = (Timed(MIXED, 12, 1, 60, 11.0, 19.0, None, 90.0), Timed(MIXED, 12, 32, 5, 160.0, None, None, 200.0))
START = ColdStart(6.2, 4.0, 1.5, 0.1, 250.0, 420.0, 570.0)
COST = CostInUse(MACHINE, TIMED, 87.3, 22_700_000, START)
LOST = Gap(0.9, 0.82, 0.08, 0.03, 0.13, 200)
MOVED = Transfer(
    "macro_f1", "words", 900, 900, OverTime(Gap(0.9, 0.88, 0.02, -0.01, 0.05, 700), (), ()),
    OverGroups(Gap(0.9, 0.87, 0.03, 0.01, 0.05, 900), (LeftOut("the north shop", LOST),), 4),
)  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        ("latency.p95_ms <= 50", True),
        ("latency.p50_ms<10", False),
        ("latency.p99_ms <= 1000", False),  # too few answers were timed
        ("throughput >= 150", True),
        ("model_mb <= 87", False),
        ("memory_mb <= 600", True),
        ("cold_start_s < 10", True),
        ("later.drop <= 0.03", True),
        ("later.drop.high <= 0.03", False),
        ("new_group.drop <= 0.03", True),
        ("worst_group.drop <= 0.05", False),
    ],
)
def test_conditions_are_judged_on_what_was_measured(condition: str, met: bool):
    decision = decide((), Gate(require=[condition]), Grounds(Scores(()), cost=COST, transfer=MOVED))
    assert (condition in decision.blocking) != met
    assert condition in decide((), Gate(require=[condition]), Grounds(Scores(()))).blocking


def test_why_there_is_no_figure():
    assert Grounds(Scores(())).measure(parse("throughput > 1")).reason.startswith("the cost in use was not measured")
    unstarted = CostInUse(MACHINE, TIMED, 87.3, 1, None, ("a fresh process gave no answer within 120 s",))
    found = Grounds(Scores(()), cost=unstarted).measure(parse("memory_mb < 900"))
    assert (found.value, found.reason) == (None, "a fresh process gave no answer within 120 s")
    bare = Transfer("macro_f1", "", 0, 9, why_no_time="there are 9 rows", why_no_groups="there are 2 groups")
    assert Grounds(Scores(()), transfer=bare).measure(parse("later.drop < 1")).reason == "there are 9 rows"
    assert Grounds(Scores(()), transfer=bare).measure(parse("worst_group.drop < 1")).reason == "there are 2 groups"


@pytest.mark.parametrize(
    ("condition", "changes", "said"),
    [
        ("latency.p95_ms <= 50", {"validate": {"cost": "none"}}, "validate.cost is none"),
        ("latency.p95_ms.low <= 50", {}, "has no interval"),
        ("later.drop <= 0.1", {}, "no data.time_column"),
        ("worst_group.drop <= 0.1", {}, "no data.group_column"),
        ("throughput > 1", {"task": "sft"}, "not measured for task: sft"),
    ],
)
def test_what_will_not_be_measured_is_refused_before_any_work(condition: str, changes: dict, said: str):
    recipe = Recipe.model_validate({"data": {"train": "rows.csv"}, **changes})
    with pytest.raises(UserError, match=said):
        must_be_measured(parse_all([condition]), recipe, "here")


def test_what_will_be_measured_is_not_refused():
    recipe = Recipe.model_validate({"data": {"train": "rows.csv", "time_column": "day", "group_column": "shop"}})
    asked = ["latency.p95_ms <= 50", "later.drop <= 0.1", "new_group.drop.high <= 0.1", "macro_f1.low >= 0.5"]
    must_be_measured(parse_all(asked), recipe, "here")


def test_they_are_no_metrics_of_slices():
    for wrong in ("slice[shop=a].throughput >= 1", "latency.p90_ms < 5", "later.macro_f1 > 0.5"):
        with pytest.raises(UserError):
            parse(wrong)
