"""Fingerprints by content: two values have the same one when they say the same, wherever they came from."""

import dataclasses
import hashlib
import json
from functools import cache, singledispatch
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import BaseModel

from finetooth.core.ledger import Ledger
from finetooth.core.results import Base
from finetooth.core.rows import Rows


def digest(*parts: str | bytes) -> str:
    """Return the sha256 of the parts, each set off by its length."""
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        whole.update(len(data).to_bytes(8, "big") + data)
    return whole.hexdigest()


def file_digest(path: Path) -> str:
    """Return the sha256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def own_sources() -> str:
    """Return the digest of finetooth's own code: what a judgement that is kept rests on too."""
    root = Path(__file__).parents[1]
    return digest(*(path.read_bytes() for path in sorted(root.rglob("*.py"))))


@singledispatch
def fingerprint(value: Any) -> str:
    """Return the content fingerprint of a value that stages hand on.

    Fields marked ``result: False`` change only what a result costs, and are no part of it.
    """
    if dataclasses.is_dataclass(value):
        told = [field.name for field in dataclasses.fields(value) if field.metadata.get("result", True)]
        return digest(*(f"{name}={fingerprint(getattr(value, name))}" for name in told))
    return digest(json.dumps(value, sort_keys=True, default=fingerprint, ensure_ascii=False))


@fingerprint.register
def _(value: BaseModel) -> str:
    return digest(value.model_dump_json(by_alias=True))


@fingerprint.register
def _(value: pl.DataFrame) -> str:
    return digest(str(value.schema), value.hash_rows(seed=1).to_numpy().tobytes())


@fingerprint.register(Rows)
@fingerprint.register(Ledger)
def _(value: Rows | Ledger) -> str:
    return fingerprint(value.table)


@fingerprint.register(Path)
def _(value: Path) -> str:
    if value.is_dir():
        files = sorted(path for path in value.rglob("*") if path.is_file())
        return digest(*(part for path in files for part in (str(path.relative_to(value)), file_digest(path))))
    return file_digest(value)


@fingerprint.register
def _(value: Base) -> str:
    return digest(value.content, str(value.trust_remote_code))  # wherever it lies
