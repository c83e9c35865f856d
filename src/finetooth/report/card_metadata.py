"""The metadata block of a model card, as the Hugging Face hub reads it."""

import re
from pathlib import Path
from typing import Any

import yaml

from finetooth.core.results import Base
from finetooth.report.evidence import Evidence
from finetooth.report.numbers import known, metric_name
from finetooth.report.text import line

_HUB_METRICS = {
    "macro_f1": "f1",
    "accuracy": "accuracy",
    "macro_precision": "precision",
    "macro_recall": "recall",
    "roc_auc": "roc_auc",
}
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*(/[\w.-]+)?")


def front_matter(evidence: Evidence) -> str:
    """Return the YAML block. Language and licence are left out: finetooth does not know them."""
    pooled = evidence.settings.pooling != "own" and evidence.language is None
    metadata: dict[str, Any] = {
        "library_name": "sentence-transformers" if pooled else "transformers",
        "pipeline_tag": "text-generation" if evidence.language else "text-classification",
        "tags": ["finetooth"],
    }
    base = hub_id(evidence.base)
    if base:
        metadata["base_model"] = base
    results = _results(evidence)
    if results:
        metadata["metrics"] = sorted({result["type"] for result in results})
        metadata["model-index"] = [{"name": line(evidence.name, 100), "results": [_index(evidence, results)]}]
    return f"---\n{yaml.safe_dump(metadata, sort_keys=False, allow_unicode=True)}---\n"


def hub_id(base: Base | None) -> str | None:
    """Return the base model's id on the hub, told by its name alone; None for a folder or a package."""
    if base is None or not _HUB_ID.fullmatch(base.name) or Path(base.name).is_dir():
        return None
    return base.name


def _results(evidence: Evidence) -> list[dict[str, Any]]:
    return [
        {"type": _HUB_METRICS[score.metric], "name": metric_name(score.metric), "value": round(score.value, 4)}
        for score in evidence.scores.model
        if score.label is None and score.metric in _HUB_METRICS and known(score.value) is not None
        and score.value is not None
    ]  # fmt: skip


def _index(evidence: Evidence, results: list[dict[str, Any]]) -> dict[str, Any]:
    roles = {str(source.get("role")): str(source.get("file")) for source in evidence.sources}
    name = Path(roles.get("test") or roles.get("train") or "rows").name
    return {
        "task": {"type": "text-classification"},
        "dataset": {"name": line(name, 100), "type": "local", "split": "test"},
        "metrics": results,
    }
