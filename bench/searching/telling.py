"""The table of the bench, and its last line."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from .fits import Fit
from .measuring import Mark, Run, coverage, drop, expected, ratio, shift_of, tokens_to, typical
from .product import OURS

TARGET, PLAIN, COVERED = 0.25, "tpe", 0.9
_HEAD = (
    "search",
    "kind",
    "runs",
    "trials",
    "ended",
    "reached",
    "median",
    "expected",
    "by TPE",
    "≤1 se",
    "by TPE",
    "all",
    "val",
    "test",
)


@dataclass(frozen=True)
class Place:
    """What was found on one drawing of a set."""

    name: str
    mark: Mark
    fits: tuple[Fit, ...]  # of random settings, which set the mark
    first: Fit  # the default's
    runs: tuple[Run, ...]
    about: str = ""

    def of(self, algorithm: str, real: bool = False) -> list[Run]:
        """Return the runs of an algorithm."""
        return [run for run in self.runs if run.algorithm == algorithm and run.real is real]

    def kinds(self) -> list[tuple[str, bool]]:
        """Return the algorithms, and whether they were really run."""
        return list(dict.fromkeys((run.algorithm, run.real) for run in self.runs))


def told(place: Place) -> list[str]:
    """Return the lines on one drawing: tokens in thousands, scores in points."""
    mark, shift = place.mark, shift_of(place.fits)
    first = place.first
    lines = [
        f"{place.name}: {place.about}",
        f"  mark: {100 * mark.score:.1f}, the best of {len(place.fits)} random settings (standard error "
        f"{100 * mark.error:.1f}); the default has {_points(first.score)}; test {_points(first.test)}",
        "  "
        + "  ".join(f"{name:>{_width(place)}}" if not number else f"{name:>8}" for number, name in enumerate(_HEAD)),
    ]
    lines += ["  " + _line(place, *kind) for kind in place.kinds()]
    for name, real in place.kinds():
        runs = place.of(name, real)
        if runs[0].told is not None:
            luck = fmean(run.told or 0.0 for run in runs)
            lines.append(
                f"  {name}: luck told {100 * luck:.1f} points, drop to the test {100 * fmean(map(drop, runs)):+.1f}; "
                f"any setting has {100 * shift:+.1f}; within the interval {_share(coverage(runs))}, beyond that "
                f"shift {_share(coverage(runs, [shift] * len(runs)))}"
            )
    return lines


def _width(place: Place) -> int:
    return max(len(name) for name, _ in place.kinds())


def _line(place: Place, name: str, real: bool) -> str:
    runs, plain = place.of(name, real), place.of(PLAIN, real) or place.of(PLAIN)
    near, within = place.mark.near, place.mark.within
    cells = [f"{name:>{_width(place)}}", "real" if real else "replay", str(len(runs))]
    cells.append(f"{fmean(len(run.trials) for run in runs):.1f}")
    cells.append(f"{fmean(sum(trial.ended for trial in run.trials) for run in runs):.1f}")
    cells.append(_share(fmean(tokens_to(run, near) is not None for run in runs)))
    cells.append(_thousands(typical(runs, near)))
    for mark in (near, within):
        cells.append(_thousands(expected(runs, [mark] * len(runs))))
        cells.append(_ratio(ratio(runs, plain, [mark] * len(runs), [mark] * len(plain))))
    cells.append(_thousands(fmean(run.total for run in runs)))
    cells += [_points(fmean(run.validation for run in runs)), _points(fmean(run.chosen_test for run in runs))]
    return "  ".join([cells[0], *(f"{cell:>8}" for cell in cells[1:])])


def last(places: Sequence[Place]) -> dict[str, Any]:
    """Return the last line: ours by plain TPE's tokens to the mark, the mean over sets, and what else was asked for.

    The drawings of a set are taken together. Real runs count where both were done really, replays elsewhere.
    """
    ratios, within, gaps, shares = {}, {}, [], []
    for name in dict.fromkeys(place.name.split()[0] for place in places):
        here = [place for place in places if place.name.split()[0] == name]
        ours, plain = (_counted(here, algorithm) for algorithm in (OURS, PLAIN))
        if ours and plain:
            ratios[name], within[name] = (_together(ours, plain, part) for part in ("near", "within"))
            mine, theirs = (fmean(run.chosen_test for _, run in runs) for runs in (ours, plain))
            gaps.append(round(100 * (mine - theirs), 2))
        shares += [(run, shift_of(place.fits)) for place, run in ours]
    known = [value for value in ratios.values() if value is not None]
    value = round(math.exp(fmean(math.log(one) for one in known)), 3) if known else None
    share, beyond = coverage([run for run, _ in shares]), coverage([run for run, _ in shares], [by for _, by in shares])
    missed = [name for name, value in ratios.items() if value is None]
    reached = value is not None and value <= TARGET and not missed
    return {
        "name": "search_efficiency",
        "value": value,
        "target": TARGET,
        "ok": reached and min(gaps) >= 0 and (share or 0.0) >= COVERED,
        "ratios": ratios,
        "within_an_error": within,
        "mark_not_reached": missed,
        "test_gap_points": gaps,
        "luck_covered": _rounded(share),
        "luck_covered_beyond_shift": _rounded(beyond),
        "real_runs": sum(run.real for place in places for run in place.runs),
        "replays": sum(not run.real for place in places for run in place.runs),
        "drawings": len(places),
    }


def _counted(places: Sequence[Place], algorithm: str) -> list[tuple[Place, Run]]:
    real = all(place.of(name, True) for place in places for name in (OURS, PLAIN))
    return [(place, run) for place in places for run in place.of(algorithm, real)]


def _together(ours: Sequence[tuple[Place, Run]], plain: Sequence[tuple[Place, Run]], mark: str) -> float | None:
    runs = [[run for _, run in many] for many in (ours, plain)]
    marks = [[float(getattr(place.mark, mark)) for place, _ in many] for many in (ours, plain)]
    return _rounded(ratio(*runs, *marks))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _points(score: float | None) -> str:
    return "failed" if score is None else f"{100 * score:.1f}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.0f} %"


def _ratio(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _thousands(tokens: float) -> str:
    return "never" if math.isinf(tokens) else f"{tokens / 1_000:.0f}k"
