"""Warm starts: the trials of earlier runs, and the settings that were best there."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter

from finetooth.core.errors import UserError
from finetooth.core.tuning import Dimension, Params, Trial
from finetooth.stages.trial_files import TRIALS

_TRIALS = TypeAdapter(tuple[Trial, ...])
_STAGE = "3-tune"


def must_be_runs(folders: Sequence[str]) -> None:
    """Raise UserError where a folder is none of a run that has searched."""
    for folder in folders:
        if not (Path(folder) / TRIALS).is_dir() and not (Path(folder) / _STAGE / "trials.json").is_file():
            what = f"no run with trials lies in {folder}"
            raise UserError(what, "recipe: tune.warm_start", "name the folder of a run whose search has begun")


def folders_of(folders: Sequence[str]) -> tuple[Path, ...]:
    """Return where these runs keep their trials."""
    return tuple(Path(folder) / TRIALS for folder in folders)


def best_settings(folders: Sequence[str], space: Sequence[Dimension]) -> tuple[tuple[str, Params], ...]:
    """Return each run's best trial beside its default, as far as it lies in this space, with the run's name."""
    found = []
    for folder in folders:
        path = Path(folder) / _STAGE / "trials.json"
        tried = _read(path) if path.is_file() else ()
        scored = [trial for trial in tried if trial.score is not None and not trial.pruned]
        best = max(scored, key=lambda trial: (trial.score or 0.0, -trial.number), default=None)
        if best and best.number:
            params = {part.name: best.params[part.name] for part in space if _inside(part, best.params)}
            if params:
                found.append((Path(folder).name, params))
    return tuple(found)


def _read(path: Path) -> tuple[Trial, ...]:
    try:
        return _TRIALS.validate_json(path.read_bytes())
    except ValueError:
        fix = "take this run out of tune.warm_start, or run it again"
        raise UserError(f"{path} holds no trials that can be read", "recipe: tune.warm_start", fix) from None


def _inside(part: Dimension, params: Params) -> bool:
    value = params.get(part.name)
    if part.values or part.low is None or part.high is None:
        return value in part.values
    return isinstance(value, int | float) and part.low <= value <= part.high
