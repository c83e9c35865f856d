"""Importance of the searched options, with intervals, beside what chance alone gives."""

from collections.abc import Iterator

from markupsafe import Markup

from finetooth.report.charts.scale import Scale
from finetooth.report.charts.svg import WIDTH, Figure, box, picture, stroke, words
from finetooth.report.numbers import percent, plural
from finetooth.search.importance import Importance, Importances

_STEP, _TOP, _BAR = 42, 34, 12


def option_importance(found: Importances) -> Figure | None:
    """Draw a bar an option; None where the trials tell nothing."""
    if not found.options:
        return None
    x = Scale(0.0, 1.0, 6, WIDTH - 18)
    bottom = _TOP + _STEP * len(found.options) - 12
    parts = [stroke(x(value), 18, x(value), bottom, "grid") for value in x.ticks(4)]
    parts += [words(x(v), bottom + 16, percent(v), anchor="middle", class_="tick") for v in x.ticks(4)]
    for place, option in enumerate(found.options):
        parts += _bar(option, x, _TOP + place * _STEP)
    title = _title(found)
    note = (
        f"What an option's values tell of being among the best third of {plural(found.trials, 'setting')} (PED-ANOVA), "
        "as a share of all options. Whiskers: 95 % over resampled trials. "
        "Dashed: what dealing the scores at random reaches one time in twenty."
    )
    return Figure(title, picture(title, bottom + 20, parts), note)


def _bar(option: Importance, x: Scale, y: float) -> Iterator[Markup]:
    told = f"{100 * option.share:.0f} % ({100 * option.low:.0f} to {100 * option.high:.0f} %)"
    yield words(0, y - 8, option.name, class_="name", room=236)
    yield words(WIDTH, y - 8, told, anchor="end", class_="number")
    kind = "importance" if option.told else "importance-by-chance"
    yield box(x(0), y, x(option.share) - x(0), _BAR, kind, f"{option.name}: {told}")
    yield stroke(x(option.low), y + _BAR / 2, x(option.high), y + _BAR / 2, "ink-whisker")
    yield stroke(x(option.by_chance), y - 3, x(option.by_chance), y + _BAR + 3, "limit")


def _title(found: Importances) -> str:
    told = [option for option in found.options if option.told]
    if not told:
        return f"No option matters beyond chance, as far as {plural(found.trials, 'setting')} tell"
    names = " and ".join(option.name for option in told[:2])
    most = "matters most" if len(told) == 1 else "matter most"
    return f"{names} {most}; the others are within chance" if len(told) < len(found.options) else f"{names} {most}"
