"""Rows of no class at the gate: conditions are measured, and refused early where nothing will be."""

import pytest

from finetooth.core.errors import UserError
from finetooth.core.results import Scores
from finetooth.gate import Grounds
from finetooth.gate.conditions import parse
from finetooth.gate.measured import must_be_measured
from finetooth.recipe.sections import Data, Recipe, Validate
from finetooth.scope.results import Rate, ScopeLook, Spread

LOOK = ScopeLook(
    0.05, 300, True, Rate(0.06, 0.04, 0.08, 500), None, None,
    Rate(0.96, 0.94, 0.97, 900), Rate(0.7, 0.65, 0.75, 400), None, None, Spread((), (), (), ()),
)  # fmt: skip
NO_SCORES = Scores((), {}, "macro_f1")


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("out_of_scope.auroc >= 0.9", 0.94),
        ("out_of_scope.recall.low >= 0.6", 0.65),
        ("out_of_scope.false_alarms <= 0.1", 0.04),
    ],
)
def test_conditions_are_measured(text: str, low: float):
    assert Grounds(NO_SCORES, scope=LOOK).measure(parse(text)).low == low
    nothing = Grounds(NO_SCORES).measure(parse(text))
    assert nothing.value is None
    assert nothing.reason


def test_what_will_not_be_measured_is_refused():
    bare = Recipe(data=Data(train="rows.csv"))
    given = Recipe(data=Data(train="rows.csv", out_of_scope="strange.csv"))
    off = given.model_copy(update={"validation": Validate(out_of_scope="none")})
    recall, alarms = parse("out_of_scope.recall >= 0.5"), parse("out_of_scope.false_alarms <= 0.1")
    must_be_measured([recall, alarms], given, "gate")
    must_be_measured([alarms], bare, "gate")
    for recipe in (bare, off):
        with pytest.raises(UserError, match="cannot be judged"):
            must_be_measured([recall], recipe, "gate")
