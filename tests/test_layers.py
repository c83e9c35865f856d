"""Imports point one way, and never in a circle: the layers of the house, read from its syntax trees."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"
LAYERS = [
    ["core"],
    ["recipe", "problems", "computing"],
    ["sources", "facts", "tasks", "training", "search", "metrics", "guards", "scenarios", "engines", "models"],
    ["comparing", "answering", "slicing", "behaviour", "field", "monitoring", "scope", "serving", "transfer"],
    ["checks"],
    ["stages", "gate", "report"],
    [
        *("pipeline", "pipeline_sft", "finished", "selection", "machine", "planning", "planned", "planning_sft"),
        *("new_rows", "prediction", "prediction_sft", "in_use", "monitor", "shadow"),
        *("preview", "lessons", "export", "reference", "rejudge"),
    ],
    ["__main__", "cli", "verbs", "options", "asked", "demo", "drafting", "doctor", "screen", "board", ""],
]
LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}
APART = 2  # the layer whose rooms do not know each other


def module_name(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(SOURCE.rglob("*.py"))}


def room(module: str) -> str:
    """Return the first part after ``finetooth``; the package itself is the room without a name."""
    return (*module.split("."), "")[1]


def imported(module: str, tree: ast.AST) -> Iterator[str]:
    """Yield the modules of ours that a tree imports, wherever in it the import stands."""
    package = module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join(
                    [*package.split(".")[: len(package.split(".")) - node.level + 1], *filter(None, [base])]
                )
            for alias in node.names:
                target = f"{base}.{alias.name}" if f"{base}.{alias.name}" in MODULES else base
                if target in MODULES:
                    yield target


def at_module_level(tree: ast.Module) -> ast.Module:
    """Return the tree without functions and without what only type checkers read."""

    class Outer(ast.NodeTransformer):
        def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
            return None

        def visit_If(self, node: ast.If) -> ast.If | None:
            return None if "TYPE_CHECKING" in ast.unparse(node.test) else node

    return Outer().visit(tree)


def may_import(importer: str, target: str) -> bool:
    one, other = room(importer), room(target)
    if one == other:
        return True
    if LEVEL[one] == LEVEL[other]:
        return LEVEL[one] != APART
    return LEVEL[one] > LEVEL[other] or target == "finetooth"


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_one_way(module: str) -> None:
    assert room(module) in LEVEL, f"{module} stands in no layer: give its room a place in LAYERS"
    targets = imported(module, ast.parse(MODULES[module].read_text("utf-8")))
    wrong = sorted({target for target in targets if not may_import(module, target)})
    assert not wrong, f"{module} (layer {LEVEL[room(module)]}) must not import {', '.join(wrong)}"


def test_no_module_imports_itself_through_others() -> None:
    above = {
        module: set(imported(module, at_module_level(ast.parse(path.read_text("utf-8"))))) - {module}
        for module, path in MODULES.items()
    }
    while free := [module for module, targets in above.items() if not targets & above.keys()]:
        for module in free:
            del above[module]
    assert not above, f"these import each other in a circle: {sorted(above)}"


def test_the_core_knows_nothing_of_machine_learning() -> None:
    allowed = {"finetooth", "polars", "pydantic", "yaml", "numpy"}
    for module in (name for name in MODULES if room(name) == "core"):
        for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            for name in names:
                top = name.split(".")[0]
                assert top in allowed or top in __import__("sys").stdlib_module_names, f"{module} imports {name}"


@pytest.mark.parametrize(
    ("importer", "target", "allowed"),
    [
        ("finetooth.core.run", "finetooth.core.store", True),
        ("finetooth.core.run", "finetooth.facts.tokens", False),
        ("finetooth.facts.tokens", "finetooth.sources.csv", False),
        ("finetooth.facts.tokens", "finetooth.core.facts", True),
        ("finetooth.checks.data", "finetooth.metrics.score", True),
        ("finetooth.stages.train", "finetooth.report", True),
        ("finetooth.stages.train", "finetooth.cli", False),
        ("finetooth.pipeline", "finetooth.screen", False),
        ("finetooth.cli", "finetooth.pipeline", True),
        ("finetooth.report.page", "finetooth", True),
    ],
)
def test_the_rule_itself(importer: str, target: str, allowed: bool) -> None:
    assert may_import(importer, target) is allowed
