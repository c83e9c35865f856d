"""Fine-tuning, gone over with a fine-tooth comb."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "Check": "finetooth.core.check",
    "Finding": "finetooth.core.finding",
    "Passed": "finetooth.core.finding",
    "Recipe": "finetooth.recipe.sections",
    "Rows": "finetooth.core.rows",
    "Severity": "finetooth.core.finding",
    "UserError": "finetooth.core.errors",
    "Verdict": "finetooth.core.finding",
    "audit": "finetooth.pipeline",
    "fact": "finetooth.core.facts",
    "make_recipe": "finetooth.recipe.files",
    "plan": "finetooth.planning",
    "predict": "finetooth.prediction",
    "run": "finetooth.pipeline",
}
__all__ = [*_PUBLIC, "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'finetooth' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)
