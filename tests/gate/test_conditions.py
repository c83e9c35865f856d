import pytest

from finetooth.core.errors import UserError
from finetooth.gate.conditions import GAIN, Condition, parse


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("macro_f1.low >= 0.80", ("macro_f1", "low", ">=", 0.8, None, None, None)),
        (" accuracy<.9 ", ("accuracy", "value", "<", 0.9, None, None, None)),
        ("recall[fraud].low >= 0.9", ("recall", "low", ">=", 0.9, "fraud", None, None)),
        ("f1[a [b].c] > 1e-1", ("f1", "value", ">", 0.1, "a [b].c", None, None)),
        ("slice[lang=es].f1 >= 0.7", ("macro_f1", "value", ">=", 0.7, None, "lang", "es")),
        ("slice[plan = a=b].recall[x].low > 0", ("recall", "low", ">", 0.0, "x", "plan", "a=b")),
        ("f1 >= 0.7", ("macro_f1", "value", ">=", 0.7, None, None, None)),
        ("gain_over_baseline.low > -0.01", (GAIN, "low", ">", -0.01, None, None, None)),
        ("expected_cost.high <= 0.3", ("expected_cost", "high", "<=", 0.3, None, None, None)),
        ("coverage >= 0.6", ("coverage", "value", ">=", 0.6, None, None, None)),
        ("answered_precision.low >= 0.9", ("answered_precision", "low", ">=", 0.9, None, None, None)),
        ("log_loss.high <= 0.5", ("log_loss", "high", "<=", 0.5, None, None, None)),
    ],
)
def test_what_can_be_written(text, read):
    assert parse(text) == Condition(text, *read)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("macro_f1 is good", "cannot be read"),
        ("macro_f1 >= 0.8 or so", "cannot be read"),
        ("macro_f1.middle >= 0.8", "cannot be read"),
        ("slice[lang].f1 >= 0.8", "cannot be read"),
        ("makro_f1.low >= 0.8", "did you mean macro_f1"),
        ("macro_f1[fraud] >= 0.8", "names no metric of one class"),
        ("recal[fraud] >= 0.8", "did you mean recall"),
        ("slice[lang=es].gain_over_baseline > 0", "names no metric of a slice"),
        ("gain_over_baselin > 0", "did you mean gain_over_baseline"),
    ],
)
def test_what_cannot_is_told(text, told):
    with pytest.raises(UserError, match=told):
        parse(text)


def test_an_earlier_run_is_no_condition():
    with pytest.raises(UserError) as told:
        parse("regression_vs: runs/old")
    assert "gate.regression_vs" in told.value.fix
