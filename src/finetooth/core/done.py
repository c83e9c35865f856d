"""What a finished stage says of itself: from which inputs it was made, how long it took; and what has changed since."""

import dataclasses
import json
import math
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from finetooth.core import store
from finetooth.core.results import Base, Settings


def read_done(final: Path) -> dict[str, Any] | None:
    """Return what a stage left when it was done; None where it is not done."""
    try:
        done = json.loads((final / "done.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return done if isinstance(done, dict) and done.keys() >= {"fingerprint", "files", "inputs", "settings"} else None


def seconds_of(final: Path) -> float:
    """Return how long a finished stage took, with the checks on what it found."""
    done = json.loads((final / "done.json").read_text("utf-8"))
    return round(math.fsum([done["seconds"], *store.read_lines(final / store.JUDGED)[1:]]), 3)


def changes(before: dict[str, Any], now: dict[str, Any]) -> str:
    """Say which inputs of a stage are others than they were."""
    old, new = before["inputs"], now["inputs"]
    changed = [name for name in new | old if old.get(name) != new.get(name)]
    kept, given = before["settings"], now["settings"]
    told = [text for name in changed for text in _differences(name, kept.get(name), given.get(name))]
    return "; ".join(told) or "finetooth's own code for this stage is newer"


def plain(value: Any) -> Any:
    """Return what an input says in JSON, where it is small enough to be compared key by key; else None."""
    if isinstance(value, BaseModel):
        return json.loads(value.model_dump_json())
    if isinstance(value, Base | Settings):
        return dataclasses.asdict(value)
    return value if isinstance(value, dict | str | int | float) else None


def _differences(name: str, before: Any, after: Any) -> list[str]:
    if not isinstance(before, dict) or not isinstance(after, dict):
        return [f"{name.replace('_', ' ')} changed"]
    keys = [key for key in {**after, **before} if before.get(key) != after.get(key)]
    return [f"{name}.{key}: {_short(before.get(key))} -> {_short(after.get(key))}" for key in keys]


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:13] + "..." + text[-1]
