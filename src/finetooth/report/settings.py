"""The settings the model was trained with, each with what was searched for it."""

from dataclasses import asdict, dataclass
from typing import Any

from finetooth.core.results import Settings
from finetooth.core.tuning import Dimension
from finetooth.report.numbers import metric_name, plain


@dataclass(frozen=True)
class SettingLine:
    """One setting: its name, its value, and how it was found."""

    name: str
    value: str
    searched: str


def setting_lines(settings: Settings, space: tuple[Dimension, ...]) -> tuple[SettingLine, ...]:
    """Return a line a setting, those searched for first."""
    searched = {part.name: _range(part) for part in space}
    lines = [SettingLine(name, _text(name, value), searched.get(name, "")) for name, value in asdict(settings).items()]
    return tuple(sorted(lines, key=lambda line: not line.searched))


def _text(name: str, value: Any) -> str:
    if isinstance(value, int | float):
        return plain(value)
    return metric_name(str(value)) if name == "selection_metric" else str(value)


def _range(part: Dimension) -> str:
    if part.values:
        return "one of " + ", ".join(plain(value) for value in part.values)
    if part.low is None or part.high is None:
        return "searched"
    return f"{plain(part.low)} to {plain(part.high)}{' (log scale)' if part.log else ''}"
