import pytest

from finetooth.metrics.paired import Difference
from finetooth.report.comparison_words import chance_words, change_words


@pytest.mark.parametrize(
    ("ends", "metric", "higher", "told"),
    [
        ((0.018, 0.004, 0.032), "macro_f1", True, ("+1.8 points", "0.4 to 3.2")),
        ((-0.018, -0.032, -0.00001), "macro_f1", True, ("−1.8 points", "−3.2 to 0.0")),
        ((0.0, -0.01, 0.01), "macro_f1", True, ("0.0 points", "−1.0 to 1.0")),
        ((-0.052, -0.08, 0.01), "log_loss", False, ("−0.052", "−0.080 to 0.010")),
    ],
)
def test_changes_are_told_in_points_and_losses_as_they_are(ends, metric, higher, told):
    assert change_words(Difference(metric, 0.5, 0.5 + ends[0], *ends, 100, higher_is_better=higher)) == told


def test_what_is_undefined_says_why():
    nothing = Difference("roc_auc", None, None, None, None, None, 5, reason="one class")
    assert change_words(nothing) == ("undefined", "one class")


def test_a_chance_is_never_zero():
    assert (chance_words(0.0), chance_words(0.0123), chance_words(1.0)) == ("p < 0.001", "p 0.012", "p 1.000")
