"""What the cases of ``bench/label_errors.py`` say: intervals over seeds, tables, and which policy they support."""

import math
from collections.abc import Iterable, Sequence
from statistics import fmean, stdev
from typing import Any

from .policies import ORACLE, POLICIES, Case

SLIGHT = 0.2  # points of macro-F1 that nobody would notice
T = {1: 12.71, 2: 4.30, 3: 3.18, 4: 2.78, 5: 2.57, 6: 2.45, 7: 2.36, 8: 2.31, 9: 2.26}  # Student's t, 95 %, two sides


def interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the mean and its 95 % interval over seeds (Student's t); no width where there is one seed."""
    if len(values) < 2:
        return values[0], values[0], values[0]
    half = T.get(len(values) - 1, 2.1) * stdev(values) / math.sqrt(len(values))
    return fmean(values), fmean(values) - half, fmean(values) + half


def show(cases: Iterable[Case]) -> str:
    """Return the table of one set."""
    found = list(cases)
    rows = found[0].rows
    lines = [f"\n{found[0].data}: {rows:,} training rows; macro-F1 in points (spread over seeds), difference to keep"]
    lines.append(
        f"{'noise':16}{'flagged':>9}{'right':>7}{'found':>7}{'keep':>15}{'drop':>24}{'weight':>24}{ORACLE:>24}"
    )
    for noise in dict.fromkeys(case.noise for case in found):
        group = [case for case in found if case.noise == noise]
        flagged, hit = sum(one.flagged for one in group), sum(one.hit for one in group)
        planted = sum(one.planted for one in group)
        right = f"{hit / flagged:.2f}" if flagged and planted else "-"
        share = f"{hit / planted:.2f}" if planted else "-"
        keep = [one.scores["keep"] for one in group]
        line = f"{noise:16}{flagged / len(group):>9.1f}{right:>7}{share:>7}{fmean(keep):>8.2f} ({_spread(keep):4.2f})"
        for policy in (*POLICIES[1:], ORACLE):
            line += "{:>+9.2f} ({:+5.2f}, {:+5.2f})".format(*interval([one.gain(policy) for one in group]))
        lines.append(line)
    return "\n".join(lines)


def _spread(values: Sequence[float]) -> float:
    return stdev(values) if len(values) > 1 else 0.0


def judged(cases: Sequence[Case], policy: str) -> dict[str, Any]:
    """Return what a policy gains on noisy data and on data as it came, the worst of its means, and whether it may be.

    It may where no set loses on data as it came (more than ``SLIGHT``, and more than chance), and noisy data gains.
    """
    groups: dict[tuple[str, str], list[float]] = {}
    for case in cases:
        groups.setdefault((case.data, case.noise), []).append(case.gain(policy))
    told = {key: interval(values) for key, values in groups.items()}
    hurt = [f"{data}, {noise}" for (data, noise), (mean, _, high) in told.items() if mean < -SLIGHT and high <= 0]
    clean = interval([case.gain(policy) for case in cases if case.noise == "none"])
    dirty = interval([case.gain(policy) for case in cases if case.noise != "none"])
    return {
        "noisy": [round(value, 3) for value in dirty],
        "as it came": [round(value, 3) for value in clean],
        "worst": round(min(mean for mean, _, _ in told.values()), 3),
        "hurt": hurt,
        "may": not hurt and clean[1] >= -SLIGHT and dirty[1] > 0,
    }


def show_summary(cases: Sequence[Case]) -> str:
    """Return what each policy gains over all sets."""
    lines = ["\nover all sets: points gained over keep (95 % interval), and where it surely loses"]
    for policy in (*POLICIES[1:], ORACLE):
        told = judged(cases, policy)
        noisy_data, clean = ("{:+.2f} ({:+.2f}, {:+.2f})".format(*told[name]) for name in ("noisy", "as it came"))
        hurt = "; ".join(told["hurt"]) or "nowhere"
        lines.append(f"{policy:10} noisy {noisy_data}   as it came {clean}   worst {told['worst']:+.2f}   loses {hurt}")
    return "\n".join(lines)
