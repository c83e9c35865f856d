"""One file a training guard: each judges a curve and nothing else."""

from functools import cache

from finetooth.core.plugins import classes_in
from finetooth.guards.guard import Guard


@cache
def all_guards() -> tuple[Guard, ...]:
    """Return one instance of each guard, with its default settings, sorted by name."""
    found = classes_in("finetooth.guards", Guard)  # type: ignore[type-abstract]
    return tuple(sorted((kind() for kind in found), key=lambda guard: guard.name))
