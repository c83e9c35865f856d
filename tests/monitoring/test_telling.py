"""Values of signals in words."""

from dataclasses import replace

from finetooth.monitoring.results import TEXTS, Signal
from finetooth.monitoring.telling import number

SIGNAL = Signal("length", "MON001", TEXTS, "both", "deviations", 0.0, 0.0, -0.4, 0.4, 0.0)


def test_next_to_nothing_has_no_sign():
    assert number(SIGNAL, -0.001) == number(SIGNAL, 0.001) == "+0.00 sd"
    assert number(SIGNAL, -0.2) == "−0.20 sd"
    plain = replace(SIGNAL, unit="number")
    assert (number(plain, -0.0001), number(plain, -0.002), number(plain, None)) == ("0.000", "−0.002", "–")
