"""Vectors come back as they were kept; whatever is wrong on disk only means that they are computed again."""

import os
from pathlib import Path

import numpy as np
import pytest

from finetooth.facts.embedding.cache import VectorCache, cache_folder, text_keys

KEYS = text_keys(["one", "two", "three"])
VECTORS = np.arange(12, dtype=np.float32).reshape(3, 4)


def _files(root: Path) -> list[Path]:
    return sorted(root.rglob("*.safetensors"))


def test_what_was_kept_comes_back_in_any_order(tmp_path: Path) -> None:
    store = VectorCache("model", tmp_path)
    store.save(KEYS, VECTORS)
    known, vectors = store.load(text_keys(["three", "four", "one"]))
    assert known.tolist() == [True, False, True]
    assert vectors is not None
    assert vectors[known].tolist() == VECTORS[[2, 0]].tolist()


def test_another_model_knows_nothing(tmp_path: Path) -> None:
    VectorCache("model", tmp_path).save(KEYS, VECTORS)
    known, vectors = VectorCache("other", tmp_path).load(KEYS)
    assert not known.any()
    assert vectors is None


def test_files_add_up(tmp_path: Path) -> None:
    store = VectorCache("model", tmp_path)
    store.save(KEYS[:1], VECTORS[:1])
    store.save(KEYS[1:], VECTORS[1:])
    known, vectors = store.load(KEYS)
    assert known.all()
    assert vectors is not None
    assert vectors.tolist() == VECTORS.tolist()


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "rubbish"])
def test_a_damaged_file_is_passed_over(tmp_path: Path, damage: str) -> None:
    store = VectorCache("model", tmp_path)
    store.save(KEYS, VECTORS)
    (path,) = _files(tmp_path)
    content = bytearray(path.read_bytes())
    content[-1] ^= 255
    damaged = {"cut": content[:-7], "flipped": content, "empty": b"", "rubbish": b"\xff" * 100}
    path.write_bytes(bytes(damaged[damage]))
    known, vectors = store.load(KEYS)
    assert not known.any()
    assert vectors is None


def test_the_files_used_least_go_first(tmp_path: Path) -> None:
    VectorCache("model", tmp_path / "trial").save(KEYS, VECTORS)
    size = _files(tmp_path / "trial")[0].stat().st_size
    store = VectorCache("model", tmp_path / "cache", largest=4 * size)
    for number in range(6):
        store.save(text_keys([f"{number} {part}" for part in range(3)]), VECTORS + number)
        for path in _files(tmp_path / "cache"):
            os.utime(path, ns=(path.stat().st_mtime_ns - 10**9,) * 2)
        store.load(text_keys(["0 0"]))  # the oldest is used again and again
    kept = sum(path.stat().st_size for path in _files(tmp_path / "cache"))
    assert kept <= 4 * size
    assert store.load(text_keys(["0 0"]))[0].all()
    assert not store.load(text_keys(["1 0"]))[0].any()


def test_a_folder_that_cannot_be_written_breaks_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    store = VectorCache("model", tmp_path / "file")
    store.save(KEYS, VECTORS)
    assert not store.load(KEYS)[0].any()


def test_no_part_of_a_file_is_left(tmp_path: Path) -> None:
    VectorCache("model", tmp_path).save(KEYS, VECTORS)
    assert [path.suffix for path in tmp_path.rglob("*") if path.is_file()] == [".safetensors"]


def test_the_folder_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FINETOOTH_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder() == tmp_path / "xdg" / "finetooth"
    monkeypatch.setenv("FINETOOTH_CACHE", str(tmp_path / "own"))
    assert cache_folder() == tmp_path / "own"
    monkeypatch.delenv("FINETOOTH_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == Path("~/.cache/finetooth").expanduser()
