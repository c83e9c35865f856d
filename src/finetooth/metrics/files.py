"""Metrics in files of a user's own: named in a recipe, or in the environment variable FINETOOTH_METRICS."""

import importlib.util
import inspect
import os
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from finetooth.core.errors import UserError
from finetooth.core.fingerprint import file_digest
from finetooth.core.strict_yaml import parse

if TYPE_CHECKING:
    from finetooth.metrics.metric import Metric

VARIABLE = "FINETOOTH_METRICS"  # paths, parted as in PATH; in the environment, as trials in processes must know too
_FIX = "write a class that has finetooth.metrics.metric.Metric as its base, as docs/calibration.md shows"


def offer(paths: Iterable[str], where: str = "recipe: evaluate.metric_files") -> None:
    """Make the metrics of these files known to this process and those it starts. Raises UserError for what is none."""
    wanted = [str(Path(path).resolve()) for path in paths]
    for path in wanted:
        if not Path(path).is_file():
            raise UserError("there is no such file", f"{where}: {path}", "check the path, from where you are now")
        kinds_in(path, Path(path).stat().st_mtime_ns)
    known = [path for path in os.environ.get(VARIABLE, "").split(os.pathsep) if path]
    new = [path for path in dict.fromkeys(wanted) if path not in known]
    if new:
        os.environ[VARIABLE] = os.pathsep.join([*known, *new])


def offer_again(recipe: Path) -> None:
    """Make the metrics known that a finished run's recipe names, as far as their files are still there."""
    try:
        content = parse(recipe.read_text("utf-8"))
    except (OSError, ValueError):
        return
    evaluate = content.get("evaluate") if isinstance(content, dict) else None
    named = evaluate.get("metric_files") if isinstance(evaluate, dict) else None
    offer(str(path) for path in named or [] if Path(str(path)).is_file())


def digests(paths: Iterable[str]) -> tuple[str, ...]:
    """Return what the files say, as digests."""
    return tuple(file_digest(Path(path)) for path in paths)


def named_files() -> tuple[tuple[str, int], ...]:
    """Return the files that were offered, each with the time it was changed last."""
    paths = [path for path in os.environ.get(VARIABLE, "").split(os.pathsep) if path]
    return tuple((path, Path(path).stat().st_mtime_ns if Path(path).is_file() else 0) for path in paths)


@cache
def kinds_in(path: str, changed: int) -> "tuple[type[Metric], ...]":
    """Return the metrics that a file defines. Raises UserError where it cannot be run or defines none."""
    from finetooth.metrics.metric import Metric

    name = f"finetooth_metrics_{Path(path).stem}_{changed:x}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise UserError("the file is no Python file", path, _FIX)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        told = f"the file with a metric cannot be run: {type(error).__name__}: {error}"
        raise UserError(told, path, "mend it: `python FILE` shows the line") from error
    defined = (value for value in vars(module).values() if inspect.isclass(value) and value.__module__ == name)
    found = tuple(value for value in defined if issubclass(value, Metric) and not inspect.isabstract(value))
    if not found:
        raise UserError("the file defines no metric", path, _FIX)
    return found
