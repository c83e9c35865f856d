"""Trials: validation score over learning rate, with the default, the best and the chosen marked."""

from collections.abc import Iterator

from markupsafe import Markup

from finetooth.core.tuning import Dimension, Selection, Trial
from finetooth.report.charts.axes import Axes
from finetooth.report.charts.scale import Scale
from finetooth.report.charts.svg import WIDTH, Figure, box, diamond, dot, picture, stroke, words
from finetooth.report.numbers import known, metric_name, plain, plural, three

_HEIGHT = 272
_RATE = "learning_rate"
_FEW = 12  # trials, up to which whiskers and folds do not hide each other
_SURE = 1.96  # standard errors to the ends of a 95 % interval


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
    y = Scale.over(_heights(scored), 232, 44, pad=0.12)
    axes = Axes(x, y, "learning rate (log scale)" if by_rate else "trial", f"validation {metric_name(metric)}")
    chosen = selection.chosen if selection else None
    best = best_trial(tried)
    shown = [trial for trial in tried if trial.same_as is None]
    ended = any(trial.pruned for trial in tried)
    parts = [*axes.draw(), *_legend(ended, chosen is not None)]
    for trial in sorted(shown, key=lambda one: (one is best, one.number == 0)):  # the best lies on top
        parts += _mark(trial, axes, by_rate, trial is best, trial.number == chosen)
        parts += _spread(trial, axes, by_rate) if len(scored) <= _FEW else []
    return Figure(title, picture(title, _HEIGHT, parts), _note(tried, space, selection))


def best_trial(tried: tuple[Trial, ...]) -> Trial | None:
    """Return the trial with the best score that ran to its end, the earliest of equals; None where all failed."""
    scored = [trial for trial in tried if known(trial.score) is not None and not trial.pruned]
    return max(scored, key=lambda trial: trial.score or 0.0, default=None)


def describe(trial: Trial) -> str:
    """Return a trial's settings on one line."""
    return ", ".join(f"{name} {plain(value)}" for name, value in trial.params.items()) or "the default settings"


def hit(x: float, y: float, trial: Trial, tip: str, radius: float = 4) -> Markup:
    """Draw a trial's mark: a diamond for the default, a hollow dot for one that was ended early, else a dot."""
    if trial.number == 0:
        return diamond(x, y, "third-dot", tip, radius + 2)
    return dot(x, y, "hollow-dot" if trial.pruned else "model-dot", tip, radius)


def _heights(scored: list[Trial]) -> list[float]:
    heights = [trial.score for trial in scored if trial.score is not None]
    if len(scored) <= _FEW:
        heights += [end for trial in scored for end in (*_ends(trial), *trial.fold_scores)]
    return heights


def _ends(trial: Trial) -> tuple[float, ...]:
    error = known(trial.score_error)
    if trial.score is None or trial.pruned or not error:
        return ()
    return trial.score - _SURE * error, trial.score + _SURE * error


def _rates(tried: tuple[Trial, ...], space: tuple[Dimension, ...]) -> Scale:
    bounds = [end for part in space if part.name == _RATE for end in (part.low, part.high, *part.values) if end]
    return Scale.over([*(trial.params[_RATE] for trial in tried), *bounds], 46, WIDTH - 12, log=True)


def _place(trial: Trial, axes: Axes, by_rate: bool) -> float | None:
    value = trial.params[_RATE] if by_rate else float(trial.number)
    outside = (by_rate and value <= 0) or not axes.x.low <= value <= axes.x.high
    return None if outside else axes.x(value)


def _mark(trial: Trial, axes: Axes, by_rate: bool, best: bool, chosen: bool) -> Iterator[Markup]:
    x, score = _place(trial, axes, by_rate), known(trial.score)
    if x is None:
        return
    name = f"trial {trial.number}: {three(score)}, {describe(trial)}"
    if score is None:
        yield words(x, axes.y.start - 4, "×", anchor="middle", class_="bad-text")
        return
    y = axes.y(score)
    yield hit(x, y, trial, name)
    if best:
        yield dot(x, y, "model-ring", name, 9)
    if chosen:
        yield box(x - 12, y - 12, 24, 24, "chosen-frame", name)


def _spread(trial: Trial, axes: Axes, by_rate: bool) -> Iterator[Markup]:
    """Draw the 95 % interval of a score, and its folds beside it."""
    x, ends = _place(trial, axes, by_rate), _ends(trial)
    if x is None:
        return
    if ends:
        yield stroke(x, axes.y(ends[0]), x, axes.y(ends[1]), "thin-whisker")
    for score in trial.fold_scores:
        if known(score) is not None:
            yield dot(x, axes.y(score), "faint-dot", radius=2.5)


def _legend(ended: bool, chosen: bool) -> Iterator[Markup]:
    names = ["default", "best", *(["chosen"] if chosen else []), *(["ended early"] if ended else [])]
    x = WIDTH - sum(28 + 6.9 * len(name) for name in names) + 6
    for name in names:
        if name == "default":
            yield diamond(x, 10, "third-dot")
        elif name == "best":
            yield dot(x, 10, "model-ring", radius=7)
            yield dot(x, 10, "model-dot", radius=3)
        elif name == "chosen":
            yield box(x - 7, 3, 14, 14, "chosen-frame")
        else:
            yield dot(x, 10, "hollow-dot")
        yield words(x + 11, 14, name, class_="label")
        x += 28 + 6.9 * len(name)


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
    scored = [trial for trial in tried if known(trial.score) is not None]
    searched = ", ".join(part.name for part in space) or "nothing"
    pruned = sum(bool(trial.pruned) for trial in tried)
    ended = f" {plural(pruned, 'trial')} ended early, behind the others." if pruned else ""
    crossed = f" {plural(failed, 'trial')} failed (×)." if failed else ""
    luck = f" The best of them owes about {three(selection.optimism)} to luck." if selection else ""
    whiskers = " Whiskers are 95 % intervals." if len(scored) <= _FEW and any(map(_ends, scored)) else ""
    faint = " Faint dots are folds." if len(scored) <= _FEW and any(trial.fold_scores for trial in scored) else ""
    best, chosen = best_trial(tried), selection.chosen if selection else 0
    other = f" Chosen is trial {chosen}, no worse beyond noise." if best and chosen not in (0, best.number) else ""
    rows = " Scores are on the validation rows of the trials, not the test."
    return f"Searched: {searched}.{crossed}{ended}{other}{luck}{whiskers}{faint}{rows}"
