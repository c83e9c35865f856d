"""The tables of the bench, and its last line."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from .carrying import LAST, LEVEL, OURS, SQUARES, Case

MISS, COVERED = 1.5, 0.85  # targets: points on average, and the share of truths in their 90 % interval
_WHO = (OURS, LAST, SQUARES)


def show(cases: Sequence[Case]) -> str:
    """Return a line a set: the truth, the mean miss of each, and of finetooth the bias, coverage and width."""
    head = f"{'set':<16}{'features':<10}{'truth':>7}" + "".join(f"{who:>15}" for who in _WHO)
    lines = [head + f"{'bias':>8}{'covered':>9}{'width':>7}"]
    for key in dict.fromkeys((case.data, case.features) for case in cases):
        mine = [case for case in cases if (case.data, case.features) == key]
        lines.append(f"{key[0]:<16}{key[1]:<10}{100 * mine[0].truth:>7.1f}" + _figures(mine))
    return "\n".join(lines)


def show_means(cases: Sequence[Case]) -> str:
    """Return the same over all sets, by the features."""
    kinds = dict.fromkeys(case.features for case in cases)
    told = {kind: _figures([case for case in cases if case.features == kind]) for kind in kinds}
    return "\n".join(f"{'all sets':<16}{kind:<10}{'':>7}{figures}" for kind, figures in told.items())


def last(cases: Sequence[Case], quick: bool) -> dict[str, Any]:
    """Return the last line: the mean miss on frozen vectors (on words where there are none), and the coverage."""
    kinds = dict.fromkeys(case.features for case in cases)
    figures = {kind: _summary([case for case in cases if case.features == kind]) for kind in kinds}
    judged = figures.get("vectors") or figures["words"]
    value, covered = judged["miss"][OURS], judged["covered"]
    about = {"covered": covered, "level": LEVEL, "quick": quick, "features": figures}
    results = [{**asdict(case), "covered": case.covered} for case in cases]
    ok = value <= MISS and covered >= COVERED
    return {"name": "learning_curve", "value": value, "target": MISS, "ok": ok, **about, "results": results}


def _summary(cases: Sequence[Case]) -> dict[str, Any]:
    return {
        "cases": len(cases),
        "miss": {who: round(float(np.mean([case.miss(who) for case in cases])), 3) for who in _WHO},
        "covered": round(float(np.mean([case.covered for case in cases])), 3),
        "width": round(100 * float(np.mean([case.high - case.low for case in cases])), 2),
    }


def _figures(cases: Sequence[Case]) -> str:
    told = _summary(cases)
    bias = 100 * float(np.mean([case.told[OURS] - case.truth for case in cases]))
    misses = "".join(f"{told['miss'][who]:>15.2f}" for who in _WHO)
    return misses + f"{bias:>8.2f}{told['covered']:>9.2f}{told['width']:>7.1f}"
