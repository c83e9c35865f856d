"""A comparison in words: which is better, by how much, and when nothing can be told."""

from finetooth.comparing.comparison import Comparison
from finetooth.metrics.paired import Difference

_NAMES = {"macro_f1": "macro-F1", "f1": "F1", "roc_auc": "ROC-AUC", "mcc": "MCC"}


def told(comparison: Comparison) -> str:
    """Say which model is better in the metric they are picked by, or that no difference can be told."""
    return sentence(comparison.main, comparison.first, comparison.second)


def sentence(main: Difference, first: str, second: str) -> str:
    """Return `B is better than A by 1.8 points of macro-F1 (0.4 to 3.2)`, or why that cannot be said."""
    metric = _NAMES.get(main.metric, main.metric.replace("_", " "))
    gain = main.gain
    if gain is None or main.first is None or main.second is None:
        return f"they cannot be compared: {metric} is undefined: {main.reason}"
    value, low, high = gain
    if main.standing == "better":
        return f"{second} is better than {first} by {_amount(main, value, metric)} ({_span(main, low, high)})"
    if main.standing == "worse":
        return f"{second} is worse than {first} by {_amount(main, -value, metric)} ({_span(main, -high, -low)})"
    if abs(value) < 5e-5:
        return f"no difference can be told: both have {metric} {main.first:.3f} (interval {_span(main, low, high)})"
    side = "better" if value > 0 else "worse"
    by = f"{_amount(main, abs(value), metric)}"
    return f"no difference can be told: {second} looks {side} by {by}, but the interval is {_span(main, low, high)}"


def in_points(metric: Difference) -> bool:
    """Whether a metric is told in points of 100; losses and errors are told as they are."""
    return metric.higher_is_better


def _amount(main: Difference, value: float, metric: str) -> str:
    return f"{value * 100:.1f} points of {metric}" if in_points(main) else f"{value:.4f} of {metric}"


def _span(main: Difference, low: float, high: float) -> str:
    digits, scale = (1, 100) if in_points(main) else (4, 1)
    ends = (f"{end * scale:.{digits}f}" for end in (low, high))
    return " to ".join((end.removeprefix("-") if not float(end) else end).replace("-", "−") for end in ends)
