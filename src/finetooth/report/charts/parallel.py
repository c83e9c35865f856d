"""Parallel coordinates: every trial a line through all its options, the best quarter standing out."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from finetooth.core.tuning import Dimension, Trial
from finetooth.report.charts.option_scale import OptionScale
from finetooth.report.charts.scale import Scale, tick_text
from finetooth.report.charts.svg import WIDTH, Figure, picture, polyline, stroke, words
from finetooth.report.numbers import known, metric_name, plain, plural

_STEP, _TOP = 54, 26
_OPTIONS, _TRIALS = 3, 8  # fewer are seen at a glance in the other charts


def parallel(tried: tuple[Trial, ...], space: tuple[Dimension, ...], metric: str) -> Figure | None:
    """Draw one level scale an option below each other, and the score at the bottom; None where there is too little."""
    scored = [t for t in tried if known(t.score) is not None and not t.pruned and t.same_as is None]
    varied = [part for part in space if len({repr(trial.params.get(part.name)) for trial in scored}) > 1]
    if len(varied) < _OPTIONS or len(scored) < _TRIALS:
        return None
    order = sorted(scored, key=lambda trial: trial.score or 0.0)
    best = order[-max(2, len(order) // 4) :]
    scales = [OptionScale.of(part, scored, 8, WIDTH - 8) for part in varied]
    score = Scale.over([trial.score for trial in scored if trial.score is not None], 8, WIDTH - 8)
    title = _title(varied, scored, best)
    parts = [*_levels(scales, score, f"validation {metric_name(metric)}")]
    lines = [(trial, "model-line thin" if trial in best else "faint-line") for trial in order]
    parts = [*(polyline(_path(trial, scales, score), line) for trial, line in lines), *parts]
    note = f"A line is a trial that ran to its end; the best {len(best)} stand out. Places are as they were searched."
    return Figure(title, picture(title, _TOP + _STEP * len(scales) + 24, parts), note)


def _path(trial: Trial, scales: Sequence[OptionScale], score: Scale) -> Iterator[tuple[float, float]]:
    for place, scale in enumerate(scales):
        x = scale(trial)
        if x is not None:
            yield x, _TOP + _STEP * place
    yield score(trial.score or 0.0), _TOP + _STEP * len(scales)


def _levels(scales: Sequence[OptionScale], score: Scale, name: str) -> Iterator[Markup]:
    for place, scale in enumerate(scales):
        y = _TOP + _STEP * place
        yield stroke(scale.start, y, scale.end, y, "axis")
        yield words(0, y - 10, scale.name, class_="name", room=WIDTH)
        yield from scale.ticks(y - 1)
    y = _TOP + _STEP * len(scales)
    yield stroke(score.start, y, score.end, y, "axis")
    yield words(0, y - 10, name, class_="name")
    for value in score.ticks(5):
        yield words(score(value), y + 16, tick_text(value), anchor="middle", class_="tick")


def _title(space: Sequence[Dimension], scored: Sequence[Trial], best: Sequence[Trial]) -> str:
    """Name the option in which the best lie closest together, if closer than half of what chance would have it."""
    share, name = min((_spread(part, best) / (_spread(part, scored) or 1.0), part.name) for part in space)
    head, count = f"The best {len(best)} of {plural(len(scored), 'trial')}", len(best)
    if share > 0.5 * (count - 1) / (count + 1):  # the expected range of as many uniform draws
        return f"{head} are spread over every option"
    values = [trial.params[name] for trial in best]
    different = sorted({plain(value): value for value in values}.items())
    if len(different) == 1:
        return f"{head} all have {name} {different[0][0]}"
    if all(isinstance(value, int | float) for value in values):
        return f"{head} have {name} from {plain(min(values))} to {plain(max(values))}"
    return f"{head} have {name} {' or '.join(shown for shown, _ in different)}"


def _spread(part: Dimension, trials: Sequence[Trial]) -> float:
    """Return how far trials lie apart: of a scale from 0 to 1, or the number of other values in a list."""
    scale = OptionScale.of(part, trials, 0.0, 1.0)
    if scale.numbers is None:
        return len({repr(trial.params[part.name]) for trial in trials}) - 1.0
    ends = OptionScale.of(Dimension(part.name, (), part.low, part.high, part.log), trials, 0.0, 1.0)
    places = [place for trial in trials if (place := ends(trial)) is not None]
    return max(places) - min(places) if places else 0.0
