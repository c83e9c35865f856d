"""Trials: validation score over learning rate, with the default and the best marked."""

from collections.abc import Iterator

from markupsafe import Markup

from finetooth.core.tuning import Dimension, Selection, Trial
from finetooth.report.charts.axes import Axes
from finetooth.report.charts.scale import Scale
from finetooth.report.charts.svg import WIDTH, Figure, diamond, dot, picture, words
from finetooth.report.numbers import known, metric_name, plain, plural, three

_HEIGHT = 272
_RATE = "learning_rate"


def trials(
    tried: tuple[Trial, ...], space: tuple[Dimension, ...], metric: str, selection: Selection | None = None
) -> Figure | None:
    """Draw the trials; None where nothing was tried."""
    scored = [trial for trial in tried if known(trial.score) is not None]
    if not scored:
        return None
    title = _title(tried, selection)
    by_rate = all(_RATE in trial.params for trial in tried)
    x = _rates(tried, space) if by_rate else Scale.over([trial.number for trial in tried], 46, WIDTH - 12)
    y = Scale.over([trial.score for trial in scored if trial.score is not None], 232, 44, pad=0.12)
    axes = Axes(x, y, "learning rate (log scale)" if by_rate else "trial", f"validation {metric_name(metric)}")
    best = best_trial(tried)
    parts = [*axes.draw(), *_legend(), *(_mark(trial, axes, by_rate, trial is best) for trial in tried)]
    return Figure(title, picture(title, _HEIGHT, parts), _note(tried, space, selection))


def best_trial(tried: tuple[Trial, ...]) -> Trial | None:
    """Return the trial with the best score that ran to its end, the earliest of equals; None where all failed."""
    scored = [trial for trial in tried if known(trial.score) is not None and not trial.pruned]
    return max(scored, key=lambda trial: trial.score or 0.0, default=None)


def describe(trial: Trial) -> str:
    """Return a trial's settings on one line."""
    return ", ".join(f"{name} {plain(value)}" for name, value in trial.params.items()) or "the default settings"


def _rates(tried: tuple[Trial, ...], space: tuple[Dimension, ...]) -> Scale:
    bounds = [end for part in space if part.name == _RATE for end in (part.low, part.high, *part.values) if end]
    return Scale.over([*(trial.params[_RATE] for trial in tried), *bounds], 46, WIDTH - 12, log=True)


def _mark(trial: Trial, axes: Axes, by_rate: bool, best: bool) -> Markup:
    value = trial.params[_RATE] if by_rate else float(trial.number)
    score = known(trial.score)
    if (by_rate and value <= 0) or not axes.x.low <= value <= axes.x.high:
        return Markup("")
    name = f"trial {trial.number}: {three(score)}, {describe(trial)}"
    if score is None:
        return words(axes.x(value), axes.y.start - 4, "×", anchor="middle", class_="bad-text")
    x, y = axes.x(value), axes.y(score)
    mark = diamond(x, y, "third-dot", name, 6) if trial.number == 0 else dot(x, y, "model-dot", name)
    return mark + (dot(x, y, "model-ring", name, 9) if best else Markup(""))


def _legend() -> Iterator[Markup]:
    yield diamond(WIDTH - 170, 10, "third-dot")
    yield words(WIDTH - 160, 14, "default", class_="label")
    yield dot(WIDTH - 92, 10, "model-ring", radius=7)
    yield dot(WIDTH - 92, 10, "model-dot", radius=3)
    yield words(WIDTH - 80, 14, "best", class_="label")


def _title(tried: tuple[Trial, ...], selection: Selection | None) -> str:
    best = best_trial(tried)
    first = next((known(trial.score) for trial in tried if trial.number == 0), None)
    if len(tried) == 1 or best is None or best.score is None:
        return "Only the default settings were tried"
    if first is None:
        return f"The best of {plural(len(tried), 'trial')} scored {three(best.score)}; the default has no score"
    if best.score <= first:
        return f"None of {plural(len(tried) - 1, 'other setting')} beat the default, {three(first)}"
    if selection and selection.chosen == 0:
        return f"No lead over the default, {three(first)}, is beyond noise: it was kept"
    gain = three(best.score - first)
    return f"The best of {plural(len(tried), 'trial')} scored {three(best.score)}, {gain} above the default"


def _note(tried: tuple[Trial, ...], space: tuple[Dimension, ...], selection: Selection | None) -> str:
    failed = sum(known(trial.score) is None for trial in tried)
    searched = ", ".join(part.name for part in space) or "nothing"
    pruned = sum(bool(trial.pruned) for trial in tried)
    ended = f" {plural(pruned, 'trial')} ended early, behind the others." if pruned else ""
    crossed = f" {plural(failed, 'trial')} failed (×)." if failed else ""
    luck = f" The best of them owes about {three(selection.optimism)} to luck." if selection else ""
    return f"Searched: {searched}.{crossed}{ended}{luck} Scores are on the validation rows of the trials, not the test."
