"""Absent: what tells a run folder from another, and the error where none lies, with the runs that lie near."""

import os
import shlex
from pathlib import Path

from finetooth.core.errors import UserError, did_you_mean

STAGES = ("1-audit", "2-prepare", "3-tune", "4-train", "5-evaluate", "6-validate", "7-report")
_TELLING = ("recipe.yaml", "run.json", *STAGES)
_SHOWN = 3


def is_run(folder: Path) -> bool:
    """Whether a folder looks like a run, finished or not."""
    return any(os.path.lexists(folder / name) for name in _TELLING)  # false too where another user forbids to look


def folders_in(folder: Path) -> list[Path]:
    """Return the folders in a folder, without hidden ones; none where it cannot be looked into."""
    try:
        return [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
    except OSError:
        return []


def no_run(root: Path, told: str) -> UserError:
    """Return the error where no finished run lies: ``told`` of a folder, how it is finished, or which may be meant."""
    if (root / "recipe.yaml").is_file():
        return UserError(told, str(root), f"finish it: {again(root)}")
    near = next((found for place in (root, root.parent, Path("runs")) if (found := _runs(place, root))), [])
    hint = did_you_mean(root.name, [path.name for path in near])
    what = told if root.is_dir() else "a run is a folder, and this is a file" if root.exists() else ""
    fix = "name a run folder that `finetooth run` wrote"
    if near:
        more = f" and {len(near) - _SHOWN} more" if len(near) > _SHOWN else ""
        fix += f", such as {', '.join(map(str, near[:_SHOWN]))}{more}"
    return UserError((what or "there is no such run folder") + hint, str(root), fix)


def again(root: Path) -> str:
    """Return the command that goes on with a run, or repeats it."""
    return shlex.join(["finetooth", "run", str(root / "recipe.yaml"), "--out", str(root)])


def _runs(place: Path, root: Path) -> list[Path]:
    return sorted(path for path in folders_in(place) if is_run(path) and path != root)
