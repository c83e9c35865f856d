"""Rooms stay small enough to read: files, functions, and the core as a whole."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
FILE_LINES, FUNCTION_LINES, CORE_LINES = 250, 40, 2_400

LONGER: dict[str, str] = {}  # "src/finetooth/x.py" or "src/finetooth/x.py:function" -> the reason why it must be longer


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def lines_of(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_files_and_functions_are_short(path: Path) -> None:
    found = {named(path): lines_of(path)} if lines_of(path) > FILE_LINES else {}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            if length > FUNCTION_LINES:
                found[f"{named(path)}:{node.name}"] = length
    too_long = {name: length for name, length in found.items() if name not in LONGER}
    assert not too_long, f"more than {FILE_LINES} lines in a file or {FUNCTION_LINES} in a function: {too_long}"


def test_exceptions_have_a_reason_and_are_still_needed() -> None:
    for name, reason in LONGER.items():
        assert reason.strip(), name
        assert (ROOT / name.partition(":")[0]).exists(), f"{name} is gone: take it off the list"


def test_the_core_stays_small() -> None:
    assert sum(lines_of(path) for path in (ROOT / "src/finetooth/core").rglob("*.py")) <= CORE_LINES


def test_every_module_opens_with_one_sentence() -> None:
    for path in SOURCES:
        told = ast.get_docstring(ast.parse(path.read_text("utf-8")))
        assert told, f"{named(path)} says not what it is"
