"""Scenarios: what each real-world condition costs, with its paired interval."""

from finetooth.core.results import ScenarioScore
from finetooth.report.charts.scale import Scale, tick_text
from finetooth.report.charts.svg import WIDTH, Figure, picture, stroke, words
from finetooth.report.charts.whiskers import Whisker, rows
from finetooth.report.numbers import known, metric_name, plural, span, three

_STEP = 34
_SHOWN = 14
_FEWEST, _FEW = 20, 8  # rows: of fewer a drop says nothing, and its interval would fill the picture


def scenarios(scores: tuple[ScenarioScore, ...], max_drop: float, metric: str = "macro_f1") -> Figure | None:
    """Draw the drop under each scenario, the largest first; None where none was tried."""
    measured = [
        score for score in scores if known(score.drop) is not None and score.changed and score.n >= _least(score)
    ]
    turned = [score for score in measured if score.flipped]
    ordered = sorted(turned or measured, key=lambda score: -score.drop)
    if not ordered:
        return None
    shown = ordered[:_SHOWN]
    whiskers = [
        Whisker(
            score.title or score.name, score.drop, score.low, score.high, "bad" if score.drop > max_drop else "model"
        )
        for score in shown
    ]
    x = Scale.over([0.0, max_drop, *(end for whisker in whiskers for end in whisker.ends)], 6, WIDTH - 6)
    top, bottom = 54, 54 + _STEP * len(shown) - 14
    parts = [stroke(x(value), 24, x(value), bottom, "grid") for value in x.ticks(5)]
    parts += [words(x(value), bottom + 16, tick_text(value), anchor="middle", class_="tick") for value in x.ticks(5)]
    parts += [stroke(x(0), 24, x(0), bottom, "axis"), stroke(x(max_drop), 24, x(max_drop), bottom, "limit")]
    side = "end" if x(max_drop) > WIDTH / 2 else "start"
    parts += [words(x(max_drop), 14, f"most accepted: {three(max_drop)}", anchor=side, class_="limit-text")]
    parts += [
        words(WIDTH, bottom + 32, f"drop of {metric_name(metric)} (right is worse)", anchor="end", class_="label")
    ]
    parts += rows(whiskers, x, top, _STEP, 210)
    title = _title(ordered, max_drop, metric)
    return Figure(title, picture(title, bottom + 40, parts), _note(ordered[_SHOWN:], len(measured) - len(ordered)))


def _least(score: ScenarioScore) -> int:
    """Return how many rows a drop needs to be shown: few where it is beyond noise all the same."""
    return _FEW if (known(score.low) or 0.0) > 0.0 else _FEWEST


def _note(others: list[ScenarioScore], unmoved: int) -> str:
    told = "Each drop is measured on the same rows before and after."
    told += f" {len(others)} more conditions cost {three(others[0].drop)} at most." if others else ""
    return f"{told} {plural(unmoved, 'condition')} changed no answer." if unmoved else told


def _title(ordered: list[ScenarioScore], max_drop: float, metric: str) -> str:
    worst = ordered[0]
    name, cost = worst.title or worst.name, f"{three(worst.drop)} {span(worst.low, worst.high)}".strip()
    if worst.drop <= 0.0005:
        highest = max((known(score.high) or 0.0 for score in ordered), default=0.0)
        return f"No condition lowered {metric_name(metric)}; no interval reaches beyond {three(highest)}"
    above = sum(score.drop > max_drop for score in ordered)
    tail = f"; {above} of {len(ordered)} cost more than is accepted" if above else ", within what is accepted"
    return f"“{name}” costs most: {cost} of {metric_name(metric)}{tail}"
