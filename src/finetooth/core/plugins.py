"""Discovery: every module of a room is imported, and entry points add what third parties bring."""

import importlib
import inspect
import pkgutil
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import TypeVar

from finetooth.core.check import Check
from finetooth.core.errors import UserError

T = TypeVar("T")


def modules_of(package: str) -> list[str]:
    """Import every module below a package and return their names, sorted."""
    root = importlib.import_module(package)
    names = sorted(info.name for info in pkgutil.walk_packages(root.__path__, package + "."))
    for name in names:
        importlib.import_module(name)
    return names


def classes_in(package: str, kind: type[T]) -> list[type[T]]:
    """Return the concrete subclasses of ``kind`` that modules below ``package`` or entry points define.

    The entry-point group has the package's name, e.g. ``[project.entry-points."finetooth.checks"]``.
    """
    found: dict[str, type[T]] = {}
    for name in modules_of(package):
        for value in vars(importlib.import_module(name)).values():
            if inspect.isclass(value) and issubclass(value, kind) and value.__module__ == name:
                found[f"{name}.{value.__name__}"] = value
    for point in entry_points(group=package):
        found[f"{point.group}:{point.name}"] = _load(point, kind)
    return [value for value in found.values() if not inspect.isabstract(value) and value is not kind]


def _load(point: EntryPoint, kind: type[T]) -> type[T]:
    try:
        value = point.load()
        if not (inspect.isclass(value) and issubclass(value, kind)):
            raise TypeError(f"{point.value} is no {kind.__name__}")
    except (ImportError, AttributeError, TypeError) as error:
        name = point.dist.name if point.dist else point.value
        fix = f"update it or uninstall it: pip uninstall {name}"
        raise UserError(f"the plugin {point.name} cannot be loaded: {error}", f"package {name}", fix) from error
    return value


@cache
def all_checks() -> tuple[Check, ...]:
    """Return one instance of each check, sorted by code. A code used twice is an error."""
    modules_of("finetooth.facts")
    checks = sorted((kind() for kind in classes_in("finetooth.checks", Check)), key=lambda check: check.code)
    codes = [check.code for check in checks]
    twice = {code for code in codes if codes.count(code) > 1}
    if twice:
        raise ValueError(f"check codes used twice: {sorted(twice)}")
    return tuple(checks)
