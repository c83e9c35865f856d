"""Tables of ``bench/field.py``."""

from collections.abc import Sequence
from statistics import fmean, median

from .cases import Case

OTHERS = ("same as held", "CBPE", "ATC", "DoC")


def show(cases: Sequence[Case]) -> str:
    """Return one line a pair: the mean over draws."""
    head = f"{'pair':34}{'rows':>6}{'true':>7}{'said':>7}{'90 % interval':>17}{'miss':>7}"
    lines = [head + "".join(f"{name:>14}" for name in OTHERS) + f"{'macro-F1':>10}{'said':>7}"]
    for name in dict.fromkeys(case.pair for case in cases):
        group = [case for case in cases if case.pair == name]
        one = group[0]
        line = f"{name:34}{one.rows:>6}{mean(group, 'true'):>7.3f}{mean(group, 'predicted'):>7.3f}"
        line += f"   [{mean(group, 'low'):.3f}, {mean(group, 'high'):.3f}]" + (" " if covered(group) == 1 else "!")
        line += f"{100 * fmean(case.miss for case in group):>+6.1f}"
        line += "".join(f"{100 * fmean(case.others[other] - case.true for case in group):>+14.1f}" for other in OTHERS)
        lines.append(line + f"{mean(group, 'true_f1'):>10.3f}{mean(group, 'predicted_f1'):>7.3f}")
    return "\n".join(lines)


def mean(group: Sequence[Case], name: str) -> float:
    """Return the mean of a field over cases."""
    return fmean(getattr(case, name) for case in group)


def covered(group: Sequence[Case]) -> float:
    """Return the share of cases whose interval holds the truth."""
    return fmean(case.covered for case in group)


def summary(cases: Sequence[Case]) -> dict[str, dict[str, float]]:
    """Return by family and over all: mean absolute misses in points, and the share of intervals that held."""
    families = {
        name: [case for case in cases if case.family == name] for name in dict.fromkeys(c.family for c in cases)
    }
    return {name: _told(group) for name, group in {**families, "all": list(cases)}.items() if group}


def _told(group: Sequence[Case]) -> dict[str, float]:
    pairs = [[case for case in group if case.pair == name] for name in dict.fromkeys(case.pair for case in group)]
    misses = [100 * fmean(abs(case.miss) for case in pair) for pair in pairs]
    others = {name: 100 * fmean(abs(c.others[name] - c.true) for p in pairs for c in p) for name in OTHERS}
    half = 50 * fmean(case.high - case.low for case in group)
    f1 = 100 * fmean(abs(case.predicted_f1 - case.true_f1) for case in group)
    held = {"covered": covered(group), "half": half, "f1": f1, "f1 covered": fmean(c.covered_f1 for c in group)}
    again = {
        "labelled": 100 * fmean(abs(case.with_labels[0] - case.true) for case in group),
        "covers": fmean(case.with_labels[1] <= case.true <= case.with_labels[2] for case in group),
        "its half": 50 * fmean(case.with_labels[2] - case.with_labels[1] for case in group),
    }
    told = {"pairs": len(pairs), "miss": fmean(misses), "median": median(misses), **held, **again, **others}
    return {name: round(value, 3) for name, value in told.items()}


def show_summary(told: dict[str, dict[str, float]]) -> str:
    """Return the summary as a table."""
    names = list(next(iter(told.values())))
    lines = [f"{'mean absolute miss, points':28}" + "".join(f"{name:>13}" for name in names)]
    lines += [f"{family:28}" + "".join(f"{values[name]:>13.2f}" for name in names) for family, values in told.items()]
    return "\n".join(lines)
