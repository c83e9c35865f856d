"""Typed values on disk: each field of a stage's result is one file that a person can open."""

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, get_type_hints

import numpy as np
import polars as pl
from pydantic import TypeAdapter

from finetooth.core.fingerprint import file_digest
from finetooth.core.ledger import Ledger
from finetooth.core.results import Splits
from finetooth.core.rows import Rows

T = TypeVar("T")
VERDICTS = "verdicts.jsonl"  # may be judged again when a stage is loaded, so no part of what must stay as it was
JUDGED = "judged.jsonl"  # what the verdicts rest on, and how many seconds the checks took
CHECKPOINTS = "checkpoints"  # the folder of what a stage goes on from after a kill; gone when the stage is done
_BESIDE = ("done.json", "done.json.part", VERDICTS, VERDICTS + ".part", JUDGED, JUDGED + ".part")
_TABLES: dict[type, type] = {Rows: Rows, Ledger: Ledger}


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all: to a neighbour, to the disk, then renamed."""
    beside = path.with_name(path.name + ".part")
    with beside.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)


def write_json(path: Path, value: Any) -> None:
    """Write a value as readable JSON, whole or not at all."""
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False, default=_plain) + "\n")


def write_array(path: Path, values: np.ndarray) -> None:
    """Write an array as `.npy`, whole or not at all; nothing in it is pickled."""
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as stream:
        np.save(stream, values, allow_pickle=False)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)


def append_json(path: Path, value: Any) -> None:
    """Append one line of JSON and see it to the disk; what a kill left of a line before is cut off."""
    with path.open("a+b") as stream:
        if stream.tell():
            _cut_torn_line(stream)
        stream.write(_line(value))
        stream.flush()
        os.fsync(stream.fileno())


def write_lines(path: Path, values: Iterable[Any]) -> None:
    """Write values as JSONL, whole or not at all."""
    write_text(path, b"".join(map(_line, values)).decode("utf-8"))


def read_lines(path: Path) -> list[Any]:
    """Return the values of a JSONL file; a torn last line, which a kill can leave, is passed over."""
    whole = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    return [json.loads(line) for line in whole]


def _line(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, default=_plain) + "\n").encode("utf-8")


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else str(value)


def _cut_torn_line(stream: BinaryIO) -> None:
    stream.seek(-1, os.SEEK_END)
    if stream.read(1) != b"\n":
        stream.seek(0)
        stream.truncate(stream.read().rfind(b"\n") + 1)


def save(result: Any, folder: Path) -> None:
    """Save each field of a result dataclass into the folder."""
    for name, kind in get_type_hints(type(result)).items():
        _save_value(getattr(result, name), folder, name, kind)


def load(kind: type[T], folder: Path) -> T:
    """Load what ``save`` saved."""
    hints = get_type_hints(kind)
    return kind(**{name: _load_value(hints[name], folder, name) for name in hints})


def _save_value(value: Any, folder: Path, name: str, kind: Any) -> None:
    """Save one value by its declared type: told only what it is, pydantic would write a NaN in a tuple as null."""
    if isinstance(value, Splits):
        save(value, folder)
    elif isinstance(value, Rows | Ledger):
        value.table.write_parquet(folder / f"{name}.parquet")
    elif isinstance(value, pl.DataFrame):
        value.write_parquet(folder / f"{name}.parquet")
    elif isinstance(value, Path):
        write_json(folder / f"{name}.json", str(value.relative_to(folder)))
    else:
        write_json(folder / f"{name}.json", TypeAdapter(kind).dump_python(value, mode="json"))


def _load_value(kind: Any, folder: Path, name: str) -> Any:
    if kind is Splits:
        return load(Splits, folder)
    if kind in _TABLES:
        return _TABLES[kind](pl.read_parquet(folder / f"{name}.parquet"))
    if kind is pl.DataFrame:
        return pl.read_parquet(folder / f"{name}.parquet")
    content = json.loads((folder / f"{name}.json").read_text("utf-8"))
    a_path = kind is Path or (kind == Path | None and content is not None)
    return folder / content if a_path else TypeAdapter(kind).validate_python(content)


def manifest(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file of a result, by relative path: ``done.json`` and verdicts are none."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in _BESIDE)
    lasting = [path for path in files if path.relative_to(folder).parts[0] != CHECKPOINTS]
    return {str(path.relative_to(folder)): file_digest(path) for path in lasting}


def commit(partial: Path, final: Path, done: Mapping[str, Any]) -> None:
    """Make a stage folder whole: its files to the disk, ``done.json`` last, then renamed into place.

    Checkpoints go last of all, so that a kill just before costs no work.
    """
    files = manifest(partial)
    for name in files:
        sync(partial / name)
    write_json(partial / "done.json", {**done, "files": files})
    sync(partial)
    old = final.with_name(final.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if final.exists():
        final.rename(old)
    partial.rename(final)
    sync(final.parent)
    for gone in (old, final / CHECKPOINTS):
        shutil.rmtree(gone, ignore_errors=True)


def sync(path: Path) -> None:
    """See a file or a folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
