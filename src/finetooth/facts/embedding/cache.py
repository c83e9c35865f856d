"""Vectors kept on disk by content: a folder a model and setting, a file a computation, none of it trusted blindly."""

import contextlib
import hashlib
import os
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from finetooth.core.this_machine import cache_folder

__all__ = ["LARGEST", "VectorCache", "cache_folder", "text_keys"]

LARGEST = 2_000_000_000  # bytes; beyond it the files that were not used for longest go
_KEY_BYTES = 16


def text_keys(texts: Sequence[str]) -> np.ndarray:
    """Return S16[n]: the first 16 bytes of each text's sha256, in hexadecimal order of bytes."""
    hashes = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:_KEY_BYTES] for text in texts]
    return np.frombuffer(b"".join(hashes), dtype=f"V{_KEY_BYTES}") if hashes else np.empty(0, f"V{_KEY_BYTES}")


class VectorCache:
    """The vectors of one model and setting. Whatever fails on disk only means that they are computed again."""

    def __init__(self, name: str, root: Path | None = None, largest: int = LARGEST) -> None:
        self._root = (cache_folder() if root is None else root) / "embeddings"
        self._folder = self._root / name
        self._largest = largest

    def load(self, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
        """Return Boolean[n], which keys are known, and float32[n, d] with their vectors (None where none is)."""
        known, vectors = np.zeros(len(keys), dtype=bool), None
        for path, have, stored in self._files():
            if known.all():
                break
            if vectors is None:
                vectors = np.zeros((len(keys), stored.shape[1]), dtype=np.float32)
            if vectors.shape[1] != stored.shape[1]:
                continue
            places = _places(have, keys)
            new = (places >= 0) & ~known
            vectors[new] = stored[places[new]]
            known |= new
            if new.any():
                with contextlib.suppress(OSError):
                    os.utime(path)  # used, so it counts as new
        return known, vectors

    def save(self, keys: np.ndarray, vectors: np.ndarray) -> None:
        """Keep vectors, whole or not at all, and drop the oldest files beyond the largest size."""
        from safetensors.numpy import save

        raw = np.frombuffer(keys.tobytes(), dtype=np.uint8).reshape(len(keys), _KEY_BYTES)
        metadata = {"crc32": str(_checksum(raw, vectors))}
        content = save({"keys": raw, "vectors": np.ascontiguousarray(vectors, dtype=np.float32)}, metadata)
        name = hashlib.sha256(raw.tobytes()).hexdigest()[:32] + ".safetensors"
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(self._folder / name, content)
            _trim(self._root, self._largest)

    def _files(self) -> Iterator[tuple[Path, np.ndarray, np.ndarray]]:
        """Yield each sound file with its keys and vectors, the newest first."""
        for path in _by_age(self._folder)[::-1]:
            if (read := _read(path)) is not None:
                yield path, *read


def _read(path: Path) -> tuple[np.ndarray, np.ndarray] | None:
    """Return a file's keys and vectors, or None where it is damaged in any way."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="np") as stored:
            keys, vectors = stored.get_tensor("keys"), stored.get_tensor("vectors")
            said = (stored.metadata() or {}).get("crc32")
    except (OSError, SafetensorError, ValueError, KeyError):
        return None
    if keys.dtype != np.uint8 or vectors.dtype != np.float32 or keys.ndim != 2 or vectors.ndim != 2:
        return None
    if keys.shape != (len(vectors), _KEY_BYTES) or said != str(_checksum(keys, vectors)):
        return None
    return np.ascontiguousarray(keys).view(f"V{_KEY_BYTES}")[:, 0], vectors


def _places(have: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return int64: where each wanted key stands in ``have``, -1 where it does not."""
    known = {key: place for place, key in enumerate(have.tolist())}
    return np.array([known.get(key, -1) for key in wanted.tolist()], dtype=np.int64)


def _checksum(keys: np.ndarray, vectors: np.ndarray) -> int:
    return zlib.crc32(np.ascontiguousarray(vectors, dtype=np.float32).tobytes(), zlib.crc32(keys.tobytes()))


def _write(path: Path, content: bytes) -> None:
    descriptor, beside = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        Path(beside).replace(path)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise


def _by_age(folder: Path) -> list[Path]:
    """Return the files below a folder, the oldest first; none where it cannot be read."""
    aged = []
    for path in folder.rglob("*.safetensors"):
        with contextlib.suppress(OSError):
            aged.append((path.stat().st_mtime_ns, path.name, path))
    return [path for _, _, path in sorted(aged)]


def _trim(root: Path, largest: int) -> None:
    files = _by_age(root)
    sizes = {path: path.stat().st_size for path in files if path.exists()}
    total = sum(sizes.values())
    for path in files:
        if total <= largest:
            return
        path.unlink(missing_ok=True)
        total -= sizes.get(path, 0)
