"""Telling: signals and scores in plain words, for findings, the screen and the page."""

from collections.abc import Iterable

from finetooth.monitoring.results import Signal

_CLASSIFIER = "domain classifier"


def signal_name(one: Signal) -> str:
    """Return `share of answers “spam”`, or the plain name."""
    return f"{one.name} “{one.about}”" if one.about else one.name


def number(one: Signal, value: float | None) -> str:
    """Return a value of a signal in its unit: `12.3 %`, `+0.42 sd`, `0.71`."""
    if value is None:
        return "–"
    if one.unit == "share":
        return f"{100 * value:.1f} %".replace("-", "−")
    if one.unit == "deviations":
        return f"{value:+z.2f} sd".replace("-", "−")
    return f"{value:z.3f}".replace("-", "−")


def limits(one: Signal) -> str:
    """Return `11.2 % to 14.0 %`, `at most 11.2 %`, or `at least 11.2 %`; a share cannot be less than none."""
    low, high = one.low, one.high
    low = max(low, 0.0) if low is not None and one.unit == "share" else low
    high = min(high, 1.0) if high is not None and one.unit == "share" else high
    if low is None or high is None:
        return f"at most {number(one, high)}" if low is None else f"at least {number(one, low)}"
    return f"{number(one, low)} to {number(one, high)}"


def beyond(one: Signal) -> str:
    """Return what an alarming signal was, and what it may be."""
    if one.name == _CLASSIFIER:
        return f"a classifier tells new rows from training rows in {100 * one.value:.0f} % of pairs ({_most(one)})"
    usual = "" if one.unit in ("deviations", "number") else f", usually {number(one, one.usual)}"
    return f"{signal_name(one)} {number(one, one.value)} ({limits(one)} by chance{usual})"


def all_beyond(signals: Iterable[Signal], most: int = 4) -> str:
    """Return the alarming signals in words, those farthest out first."""
    ordered = sorted(signals, key=_excess, reverse=True)
    told = "; ".join(beyond(one) for one in ordered[:most])
    return told + (f"; and {len(ordered) - most} more" if len(ordered) > most else "")


def _excess(one: Signal) -> float:
    """Return how far out a signal is, in the way from the usual to its limit; the classifier comes first."""
    ends = [end for end in (one.low, one.high) if end is not None]
    reach = min((abs(end - one.usual) for end in ends), default=1.0) or 1.0
    return float("inf") if one.name == _CLASSIFIER else abs(one.value - one.usual) / reach


def _most(one: Signal) -> str:
    return f"by chance at most {100 * (one.high or 0):.0f} %, 50 % is guessing"
