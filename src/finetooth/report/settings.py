"""The settings the model was trained with, each with what was searched for it."""

from dataclasses import asdict, dataclass
from typing import Any

from finetooth.core.results import Settings
from finetooth.core.tuning import Dimension
from finetooth.recipe.belonging import CLASSIFIERS_ALONE, LANGUAGE_MODELS_ALONE
from finetooth.report.numbers import metric_name, plain
from finetooth.report.told import told


@dataclass(frozen=True)
class SettingLine:
    """One setting: its name, its value, and how it was found."""

    name: str
    value: str
    searched: str


def setting_lines(settings: Settings, space: tuple[Dimension, ...], language: bool = False) -> tuple[SettingLine, ...]:
    """Return a line a setting, those searched for first, without those of the other kind of model alone."""
    searched = {part.name: _range(part) for part in space}
    others = CLASSIFIERS_ALONE if language else LANGUAGE_MODELS_ALONE
    known = {name: value for name, value in asdict(settings).items() if f"training.{name}" not in others}
    lines = [SettingLine(name, _text(name, value), searched.get(name, "")) for name, value in known.items()]
    return tuple(sorted(lines, key=lambda line: not line.searched))


def _text(name: str, value: Any) -> str:
    if isinstance(value, int | float):
        return plain(value)
    return metric_name(str(value)) if name == "selection_metric" else told(value)


def _range(part: Dimension) -> str:
    if part.values:
        return "one of " + ", ".join(plain(value) for value in part.values)
    if part.low is None or part.high is None:
        return "searched"
    return f"{plain(part.low)} to {plain(part.high)}{' (log scale)' if part.log else ''}"
