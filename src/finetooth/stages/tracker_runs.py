"""The runs of trackers: a fit that goes on is told to the run that its beginning was told to.

MLflow and W&B begin a new run in each process unless an environment variable names one. What id they gave is kept in
the run folder as soon as it exists. Trackers that name runs as we do (TensorBoard, trackio) need none of this.
"""

import contextlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from finetooth.core.store import CHECKPOINTS, write_json

FOLDER = "trackers"  # of the run folder: a file for each tracker, as each is told in a thread of its own


@dataclass(frozen=True)
class Way:
    """The variable that names a tracker's run, how its id is learnt once it has begun, and what to set beside."""

    variable: str
    id_of: Callable[[Any], object]  # of transformers' callback
    beside: Mapping[str, str] = field(default_factory=dict)


_MLFLOW = Way("MLFLOW_RUN_ID", lambda callback: callback._ml_flow.active_run().info.run_id)
WAYS = {
    "mlflow": _MLFLOW,
    "dagshub": _MLFLOW,
    "wandb": Way("WANDB_RUN_ID", lambda callback: callback._wandb.run.id, {"WANDB_RESUME": "allow"}),
}


def goes_on(root: Path, stage: str) -> bool:
    """Whether there are checkpoints of this stage, so that its fit is one that was begun before."""
    return any(path.is_file() for path in (root / f"{stage}.partial" / CHECKPOINTS).rglob("*"))


def begin(name: str, callback: Any, tell: Callable[[], None], root: Path, on: bool) -> None:
    """Tell a tracker that a fit begins, or goes on in the run of before, and keep the id of its run.

    What the user has set in the environment is heeded and left as it is.
    """
    way, path = WAYS.get(name), root / FOLDER / f"{name}.json"
    if way is None:
        tell()
        return
    before = _kept(path) if on else None
    with _set({way.variable: before, **way.beside} if before else {}):
        tell()
    with contextlib.suppress(OSError):  # a full disk is no reason to do without the tracker
        path.parent.mkdir(exist_ok=True)
        write_json(path, {"run": str(way.id_of(callback))})


def _kept(path: Path) -> str | None:
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        return str(json.loads(path.read_text("utf-8"))["run"])
    return None


@contextlib.contextmanager
def _set(variables: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for a while, unless one of them is set already."""
    mine = {} if variables.keys() & os.environ.keys() else dict(variables)
    os.environ.update(mine)
    try:
        yield
    finally:
        for name in mine:
            os.environ.pop(name, None)  # MLflow takes its own out
