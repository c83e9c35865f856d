import pytest

from finetooth.report.charts.scale import Scale, tick_text


def test_low_and_high_stand_at_the_ends():
    scale = Scale(0, 10, 100, 0)
    assert (scale(0), scale(10), scale(5)) == (100, 0, 50)
    log = Scale(1e-5, 1e-3, 0, 100, log=True)
    assert log(1e-4) == pytest.approx(50)


def test_ticks_are_round_and_inside():
    assert Scale(0.13, 0.94, 0, 1).ticks(5) == [0.2, 0.4, 0.6, 0.8]
    assert Scale(1e-5, 5e-4, 0, 1, log=True).ticks() == pytest.approx([1e-5, 3e-5, 1e-4, 3e-4])
    assert len(Scale(2e-5, 3e-5, 0, 1, log=True).ticks()) >= 1


@pytest.mark.parametrize("values", [[], [0.5], [0.5, 0.5], [float("nan"), 0.5], [0.0], [float("inf")]])
def test_a_scale_over_anything_holds_together(values):
    for log in (False, True):
        scale = Scale.over(values, 0, 100, log=log)
        assert scale.low < scale.high
        assert all(scale.low <= tick <= scale.high for tick in scale.ticks())


def test_ticks_are_written_short():
    assert [tick_text(value) for value in (0.2, 15.0, 5e-5, 1200.0, 0.0)] == ["0.2", "15", "5e-5", "1,200", "0"]


def test_a_scale_has_three_ticks_or_more():
    for low, high in ((0.25, 0.58), (0.61, 1.0), (0.019, 0.081)):
        assert 3 <= len(Scale(low, high, 0, 100).ticks(3)) <= 6
