"""Numbers of a comparison in words, the same on the screen and on the page."""

from finetooth.comparing.comparison import Comparison
from finetooth.comparing.wording import in_points
from finetooth.metrics.paired import Difference
from finetooth.report.numbers import count, plural, three

TONES = {"better": "good", "worse": "bad", "undecided": "note", "undefined": "quiet"}  # of a standing
WORDS = {"better": "Better", "worse": "Worse", "undecided": "No difference", "undefined": "Undefined"}


def change_words(one: Difference) -> tuple[str, str]:
    """Return `+1.8 points` and `−1.1 to 1.7`; losses are told as they are."""
    if one.change is None or one.low is None or one.high is None:
        return "undefined", one.reason
    if not in_points(one):
        return _signed(one.change, three(abs(one.change))), f"{three(one.low)} to {three(one.high)}"
    change = _signed(one.change, f"{abs(one.change) * 100:.1f}")
    return f"{change} points", f"{_points(one.low)} to {_points(one.high)}"


def chance_words(p: float) -> str:
    """Return `p 0.012`, or that it is smaller than can be told apart."""
    return "p < 0.001" if p < 0.001 else f"p {p:.3f}"


def sides_words(found: Comparison) -> str:
    """Say how many rows only one of the two has right, and what McNemar's test makes of it."""
    test = found.mcnemar
    if not test.only_first + test.only_second:
        return f"both are right on the same {plural(test.both, 'row')}"
    told = f"{count(test.only_second)} that only {found.second} has right, {count(test.only_first)} only {found.first}"
    moved = plural(test.only_first + test.only_second, "row")
    return f"{moved} changed sides: {told} (McNemar's exact test: {chance_words(test.p)})"


def _signed(value: float, shown: str) -> str:
    if not float(shown):
        return shown
    return f"{'+' if value > 0 else '−'}{shown}"


def _points(value: float) -> str:
    return f"{value * 100:.1f}".replace("-0.0", "0.0").replace("-", "−")
