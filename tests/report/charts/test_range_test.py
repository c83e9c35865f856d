"""The chart of a range test."""

from dataclasses import replace

import numpy as np

from finetooth.report.charts.range_test import range_test
from finetooth.training.range_test import RangeTest, read

RATES = np.geomspace(1e-6, 1e-1, 60)
PLACE = np.log10(RATES)
LOSSES = 2 - 1.5 / (1 + np.exp(-8 * (PLACE + 3.5))) + 9 / (1 + np.exp(-9 * (PLACE + 2)))
FOUND = read(RATES.tolist(), LOSSES.tolist(), 2e-4)


def test_the_title_says_where_it_learns_and_diverges():
    figure = range_test(FOUND)
    assert figure.title.startswith("The loss falls fastest at a learning rate of 2.")
    assert "e-4 and diverges from " in figure.title
    assert figure.svg.count('class="other-dot"') == 60
    assert "default 2e-4" in figure.svg
    assert "searched from" in figure.svg
    assert ">diverges<" in figure.svg
    assert figure.note.startswith("60 steps")


def test_what_explodes_does_not_press_the_rest_flat():
    calm = range_test(FOUND)
    wild = range_test(replace(FOUND, losses=(*FOUND.losses[:-1], 1e6), smoothed=(*FOUND.smoothed[:-1], 1e6)))
    assert wild.svg.count("<line") == calm.svg.count("<line")  # the same ticks


def test_a_curve_that_tells_nothing_says_so_and_none_is_no_chart():
    flat = read(RATES.tolist(), [2.0 + 0.01 * (-1) ** n for n in range(60)], 2e-4)
    figure = range_test(flat)
    assert "tells nothing" in figure.title
    assert "searched from" not in figure.svg
    assert range_test(None) is None
    assert range_test(RangeTest((), (), (), 1e-4, None, None, None, None, None, 1e-7)) is None
