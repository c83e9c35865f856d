"""What a run stood on: versions, machine, seeds and data, written beside it."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from finetooth.core.recipe import Recipe
from finetooth.core.recipe_files import to_yaml
from finetooth.core.results import Base
from finetooth.core.store import write_json, write_text

_TELLING = ("finetooth", "torch", "transformers", "tokenizers", "polars", "scikit-learn", "optuna", "numpy")


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that results depend on."""
    return {"python": platform.python_version(), **{name: _version(name) for name in _TELLING}}


def write_about(root: Path, recipe: Recipe, base: Base, files: dict[str, str]) -> None:
    """Write recipe.yaml (complete: running it repeats the run) and run.json."""
    write_text(root / "recipe.yaml", to_yaml(recipe))
    about: dict[str, Any] = {
        "versions": versions(),
        "machine": {"system": platform.platform(), "processor": platform.machine(), "cores": os.cpu_count()},
        "seed": recipe.seed,
        "data_sha256": files,
        "base_model": {"name": base.name, "sha256": base.content},
    }
    write_json(root / "run.json", about)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
