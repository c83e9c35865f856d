"""Starting is quick: nothing heavy is imported before it is needed."""

import json
import subprocess
import sys

import pytest

HEAVY = [
    "torch",
    "transformers",
    "polars",
    "pydantic",
    "sklearn",
    "scipy",
    "optuna",
    "datasets",
    "numpy",
    "ftfy",
    "rich",
]
HELP_SECONDS = 0.3

MEASURE = """
import json, resource, sys
def seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
begin = seconds()
{code}
print()
print(json.dumps([sorted(sys.modules), seconds(), begin]))
"""
HELP = """
sys.argv = ["finetooth", "--help"]
from finetooth.cli import main
try:
    main()
except SystemExit as end:
    assert end.code in (0, None)
"""


def started(code: str) -> tuple[list[str], float]:
    """Return what a new Python has imported after this code, and its CPU seconds since its start."""
    command = [sys.executable, "-c", MEASURE.format(code=code)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    modules, seconds, _ = json.loads(told.stdout.splitlines()[-1])
    return modules, seconds


@pytest.mark.parametrize("code", ["import finetooth", "import finetooth.cli", HELP], ids=["package", "cli", "help"])
def test_nothing_heavy_is_imported_to_start(code: str) -> None:
    modules, _ = started(code)
    heavy = [name for name in HEAVY if name in modules]
    assert not heavy


def test_help_takes_less_than_a_third_of_a_second() -> None:
    assert min(started(HELP)[1] for _ in range(5)) < HELP_SECONDS


def test_an_audit_of_data_needs_no_deep_learning() -> None:
    modules, _ = started("import finetooth.stages.audit; from finetooth.core.plugins import all_checks; all_checks()")
    assert "polars" in modules
    for name in ("torch", "transformers", "optuna", "datasets", "sklearn"):
        assert name not in modules
