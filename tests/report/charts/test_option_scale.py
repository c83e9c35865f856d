import pytest

from finetooth.core.tuning import Dimension, Trial
from finetooth.report.charts.option_scale import OptionScale


def at(value: object) -> Trial:
    return Trial(0, {"x": value}, 0.7, 1.0, 1.0)


def test_a_range_is_as_it_was_searched_and_holds_the_default():
    scale = OptionScale.of(Dimension("x", low=1e-4, high=1e-2, log=True), [at(1e-1)], 0.0, 100.0)
    assert scale(at(1e-3)) - scale(at(1e-4)) == pytest.approx(scale(at(1e-2)) - scale(at(1e-3)))
    assert scale(at(1e-1)) < 100


def test_values_stand_beside_each_other_numbers_in_order():
    scale = OptionScale.of(Dimension("x", (32, 8, 16)), [at(8)], 0.0, 90.0)
    assert [scale(at(value)) for value in (8, 16, 32)] == [15.0, 45.0, 75.0]
    names = OptionScale.of(Dimension("x", ("b", "a")), [at(None)], 0.0, 90.0)
    assert [names(at(value)) for value in ("b", "a", None)] == [15.0, 45.0, 75.0]
    switch = OptionScale.of(Dimension("x", (True, 1)), [], 0.0, 100.0)
    assert (switch(at(True)), switch(at(1))) == (25.0, 75.0)


def test_what_has_no_place_is_none():
    assert OptionScale.of(Dimension("x", (1, 2)), [], 0.0, 1.0)(at(3)) is None
    assert OptionScale.of(Dimension("x", low=0.0, high=1.0), [], 0.0, 1.0)(at(None)) is None
    mixed = OptionScale.of(Dimension("x", low=0.0, high=1.0), [at(None), at(0.5)], 0.0, 1.0)
    assert mixed(at(None)) is not None, "where the default is no number all values are names"


def test_many_values_show_only_the_first_and_the_last():
    drawn = "".join(OptionScale.of(Dimension("x", tuple(range(100, 120))), [], 0.0, 150.0).ticks(0.0))
    assert (">100<" in drawn, ">119<" in drawn, ">110<" in drawn) == (True, True, False)
