"""What a run stood on: versions, machine, seeds and data, written beside it."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from finetooth.core.results import Base
from finetooth.core.rows import ROLES
from finetooth.core.store import write_json, write_text
from finetooth.recipe.files import to_yaml
from finetooth.recipe.sections import Recipe
from finetooth.sources.location import HUB, MEMBER, PACKAGE

_FILES = (*ROLES, "out_of_scope")  # the options of data that name one location
_TELLING = ("finetooth", "torch", "transformers", "tokenizers", "polars", "scikit-learn", "optuna", "numpy")


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that results depend on."""
    return {"python": platform.python_version(), **{name: _version(name) for name in _TELLING}}


def write_about(root: Path, recipe: Recipe, base: Base | None, files: dict[str, str]) -> None:
    """Write recipe.yaml (complete: running it repeats the run, from any directory) and run.json."""
    write_text(root / "recipe.yaml", to_yaml(absolute(recipe)))
    about: dict[str, Any] = {
        "versions": versions(),
        "machine": {"system": platform.platform(), "processor": platform.machine(), "cores": os.cpu_count()},
        "seed": recipe.seed,
        "data_sha256": files,
        "base_model": {"name": base.name, "sha256": base.content} if base else None,
    }
    write_json(root / "run.json", about)


def absolute(recipe: Recipe) -> Recipe:
    """Return the recipe with the whole path of each local file, of earlier runs, and of a base model in a folder."""
    told = recipe.data
    data: dict[str, Any] = {name: _absolute(place) for name in _FILES if (place := getattr(told, name)) is not None}
    data["evaluation_sets"] = [_absolute(place) for place in told.evaluation_sets]
    base = recipe.base_model
    if base and not base.startswith(PACKAGE) and (folder := _found(base)) and folder.is_dir():
        base = str(folder)
    evaluate, tune, gate, validate = recipe.evaluate, recipe.tune, recipe.gate, recipe.validation
    return recipe.model_copy(
        update={
            "base_model": base,
            "data": told.model_copy(update=data),
            "tune": tune.model_copy(update={"warm_start": [_whole(place) for place in tune.warm_start]}),
            "evaluate": evaluate.model_copy(
                update={"metric_files": [_whole(place) for place in evaluate.metric_files]}
            ),
            "validation": validate.model_copy(update={"behaviour": _whole(validate.behaviour)}),
            "gate": gate.model_copy(update={"regression_vs": _whole(gate.regression_vs)}),
        }
    )


def _whole(place: str | None) -> Any:
    """Return the whole path of a file or folder; what is none stays as it is."""
    found = _found(place) if place else None
    return str(found) if found else place


def _absolute(place: str) -> str:
    """Return a location (`FILE`, `FILE.zip::MEMBER`) with the whole path; what is no local file stays as it is."""
    if place.startswith((HUB, PACKAGE)):
        return place
    if (path := _found(place)) and path.is_file():
        return str(path)
    outer, mark, member = place.rpartition(MEMBER)
    return f"{_absolute(outer)}{mark}{member}" if mark else place


def _found(place: str) -> Path | None:
    """Return the whole path of what lies there, without `..`; a file keeps its name even where it is a link."""
    try:
        path = Path(place).expanduser()
        if not path.exists():
            return None
        return path.resolve() if path.is_dir() else path.parent.resolve() / path.name
    except (OSError, ValueError, RuntimeError):  # too long, or not a path at all
        return None


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
