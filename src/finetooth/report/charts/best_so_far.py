"""Best so far: the best score of a search by what it cost up to there, and what is left of it without its luck."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from finetooth.core.tuning import Selection, Trial
from finetooth.report.charts.axes import Axes
from finetooth.report.charts.scale import Scale
from finetooth.report.charts.svg import WIDTH, Figure, picture, polyline, stroke, words
from finetooth.report.charts.trials import hit
from finetooth.report.numbers import known, metric_name, percent, plural, three

_HEIGHT = 272


@dataclass(frozen=True)
class _Step:
    cost: float  # of all trials up to here
    trial: Trial
    best: float | None
    finished: int


def best_so_far(
    tried: tuple[Trial, ...], metric: str, selection: Selection | None = None, ended: str = ""
) -> Figure | None:
    """Draw the running best over tokens, or seconds where tokens were not counted; None where fewer than two scored."""
    steps, unit = _steps(tried)
    if not steps or steps[-1].finished < 2:
        return None
    title = _title(steps, unit)
    scored = [step for step in steps if known(step.trial.score) is not None and step.trial.same_as is None]
    sober = _without_luck(steps, selection)
    heights = [step.trial.score for step in scored if step.trial.score is not None] + [value for _, value in sober]
    factor, name = _unit(unit, steps[-1].cost)
    axes = Axes(
        Scale(0.0, steps[-1].cost / factor * 1.04, 46, WIDTH - 12),
        Scale.over(heights, 232, 44, pad=0.12),
        name,
        f"validation {metric_name(metric)}",
    )
    parts = [*axes.draw(), *_lines(steps, sober, axes, factor), *_legend(bool(sober))]
    for step in scored:
        tip = f"trial {step.trial.number}: {three(step.trial.score)}"
        parts.append(hit(axes.x(step.cost / factor), axes.y(step.trial.score or 0.0), step.trial, tip, 3))
    return Figure(title, picture(title, _HEIGHT, parts), _note(sober, ended))


def _steps(tried: Sequence[Trial]) -> tuple[list[_Step], str]:
    unit = "tokens" if any(trial.tokens for trial in tried) else "seconds"
    steps, cost, best, finished = [], 0.0, None, 0
    for trial in tried:
        cost += getattr(trial, unit) if trial.same_as is None else 0.0
        score = known(trial.score)
        if score is not None and not trial.pruned and trial.same_as is None:
            best, finished = max(score, best if best is not None else score), finished + 1
        steps.append(_Step(cost, trial, best, finished))
    return steps, unit


def _unit(unit: str, total: float) -> tuple[float, str]:
    """Return what to divide the cost by, and what it is called then."""
    if unit == "seconds":
        return (60.0, "minutes of trials") if total >= 180 else (1.0, "seconds of trials")
    for factor, name in ((1e6, "million tokens trained on"), (1e3, "thousand tokens trained on")):
        if total >= 2 * factor:
            return factor, name
    return 1.0, "tokens trained on"


def _without_luck(steps: Sequence[_Step], selection: Selection | None) -> list[tuple[float, float]]:
    """Return the running best less its luck: that of the whole search, as the best of fewer alike has less of it."""
    last = steps[-1].finished
    if selection is None or not known(selection.optimism) or last < 2:
        return []
    whole = _expected_best(last)
    return [
        (step.cost, step.best - selection.optimism * _expected_best(step.finished) / whole)
        for step in steps
        if step.best is not None
    ]


@cache
def _expected_best(count: int) -> float:
    """Return the expected highest of so many draws from a normal distribution (Blom 1958)."""
    from statistics import NormalDist

    return NormalDist().inv_cdf((count - 0.375) / (count + 0.25)) if count > 1 else 0.0


def _lines(steps: Sequence[_Step], sober: Sequence[tuple[float, float]], axes: Axes, factor: float) -> Iterator[Markup]:
    best = [(step.cost, step.best) for step in steps if step.best is not None]
    for points, line in ((sober, "other-line dashed"), (best, "model-line")):
        corners: list[tuple[float, float]] = []
        for cost, score in points:
            x, y = axes.x(cost / factor), axes.y(score)
            corners += [(x, corners[-1][1]), (x, y)] if corners else [(x, y)]
        yield polyline(corners, line)


def _legend(sober: bool) -> Iterator[Markup]:
    entries = [("best so far", "model-line"), *([("less its luck", "other-line dashed")] if sober else [])]
    x = WIDTH - sum(48 + 6.9 * len(name) for name, _ in entries) + 12
    for name, line in entries:
        yield stroke(x, 10, x + 22, 10, line)
        yield words(x + 28, 14, name, class_="label")
        x += 48 + 6.9 * len(name)


def _title(steps: Sequence[_Step], unit: str) -> str:
    found = next(step for step in steps if step.best == steps[-1].best)
    if found.trial.number == 0 or found is steps[0]:
        return "The first trial was never beaten"
    if found is steps[-1]:
        return "The last trial brought the best score: more might bring more"
    share = percent(found.cost / steps[-1].cost) if steps[-1].cost else "part"
    later = plural(len(steps) - steps.index(found) - 1, "trial")
    of = "time" if unit == "seconds" else unit
    return f"The best score came after {share} of the {of}; {later} later brought nothing better"


def _note(sober: Sequence[tuple[float, float]], ended: str) -> str:
    luck = " Luck grows with the number of trials, as if all were alike." if sober else ""
    end = f" The search ended: {ended}." if ended else ""
    return f"A dot is a trial at its end; hollow ones were ended early.{luck}{end}"
