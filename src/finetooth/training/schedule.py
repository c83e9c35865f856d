"""The learning rate as a pure function of the step: it rises from zero, then falls."""

import math


def share_of_peak(step: int, steps: int, warmup_ratio: float, kind: str) -> float:
    """Return the learning rate of a step (counted from 0) as a share of the peak.

    Warm-up is linear; then ``linear`` falls to zero in a line, ``cosine`` in half a wave, ``constant`` stays.
    """
    warmup = round(steps * warmup_ratio)
    if step < warmup:
        return (step + 1) / (warmup + 1)
    if kind == "constant":
        return 1.0
    left = 1.0 - (step - warmup) / max(1, steps - warmup)
    return left if kind == "linear" else 0.5 * (1.0 - math.cos(math.pi * left))
