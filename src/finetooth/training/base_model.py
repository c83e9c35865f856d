"""Where a base model lies: a local folder, `package:NAME`, or a hub id; safetensors, or a GGUF file made such."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from finetooth.core.errors import UserError, did_you_mean
from finetooth.core.fingerprint import digest, file_digest
from finetooth.core.packages import package_folder
from finetooth.core.results import Base
from finetooth.training.gguf import from_gguf
from finetooth.training.offered import ON_THE_HUB, installed

_NEEDED = ["*.safetensors", "*.json", "*.txt", "*.model", "*.py"]
_LONGEST_HEADER = 100_000_000  # bytes: what safetensors itself allows
_Whole = Annotated[int, Field(ge=0, strict=True)]


@dataclass(frozen=True)
class _Tensor:
    """What a safetensors header says of a tensor; offsets count from the end of the header."""

    dtype: str
    shape: tuple[_Whole, ...]
    data_offsets: tuple[_Whole, _Whole]


_HEADER = TypeAdapter(dict[str, Any])
_TENSORS = TypeAdapter(dict[str, _Tensor])


def locate(name: str | None, trust_remote_code: bool = False) -> Base:
    """Find the base model's folder and fingerprint its files. Raises UserError naming what is missing."""
    if not name:
        there = ", ".join(installed("text-classification") + installed("sft"))
        fix = "set base_model (or pass --model) to a hub id, a local folder, or package:NAME"
        fix += f"; installed here: {there}" if there else f", such as {ON_THE_HUB['text-classification']}"
        raise UserError("no base model is named", "recipe: base_model", fix)
    folder = _package_model(name) if name.startswith("package:") else _local_or_hub(name)
    if not (folder / "config.json").is_file() and (files := sorted(folder.glob("*.gguf"))):
        folder = from_gguf(_only(files))
    config, weights = folder / "config.json", sorted(folder.glob("*.safetensors"))
    if not config.is_file():
        raise UserError("the base model has no config.json", str(folder), "name a folder that `save_pretrained` wrote")
    if not weights:
        fix = "name a model with *.safetensors files; pickled weights (*.bin) are not loaded, as they can run code"
        raise UserError("the base model's folder holds no safetensors weights", str(folder), fix)
    for path in weights:
        _tensors(path)
    if not _has_tokenizer(folder):
        fix = (
            "add tokenizer.json, vocab.txt, vocab.json with merges.txt, or a *.model file: save the tokenizer there too"
        )
        raise UserError("the base model's folder holds no tokenizer: every word would be unknown", str(folder), fix)
    files = sorted({path for pattern in (*_NEEDED, "tokenizer*") for path in folder.glob(pattern) if path.is_file()})
    content = digest(*(part for path in files for part in (path.name, file_digest(path))))
    return Base(name, str(folder), content, trust_remote_code)


def parameters(base: Base) -> int:
    """Count the parameters of a base model from the headers of its weights, without loading them."""
    files = Path(base.location).glob("*.safetensors")
    return sum(math.prod(tensor.shape) for path in files for tensor in _tensors(path))


def _has_tokenizer(folder: Path) -> bool:
    alone, together = ("tokenizer.json", "vocab.txt"), ("vocab.json", "merges.txt")
    return (
        any((folder / name).is_file() for name in alone)
        or all((folder / name).is_file() for name in together)
        or any(path.is_file() for path in folder.glob("*.model"))
    )


def _tensors(path: Path) -> list[_Tensor]:
    """Return the tensors of a safetensors file. Raises UserError where it is cut short or something else."""
    try:
        room = path.stat().st_size - 8
        with path.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            if not 0 < length <= min(room, _LONGEST_HEADER):
                raise _broken(path, "its header does not fit into the file")
            header = _HEADER.validate_json(stream.read(length))
        header.pop("__metadata__", None)
        tensors = list(_TENSORS.validate_python(header).values())
    except OSError as error:
        raise _broken(path, error.strerror or str(error)) from None
    except ValueError:
        raise _broken(path, "its header is not that of a safetensors file") from None
    if any(begin > end or end > room - length for begin, end in (tensor.data_offsets for tensor in tensors)):
        raise _broken(path, "it ends before its last tensor does")
    return tensors


def _broken(path: Path, reason: str) -> UserError:
    fix = "copy or download the file again, whole (a Git LFS pointer is not the file)"
    return UserError(f"these weights cannot be read: {reason}", str(path), fix)


def _only(files: list[Path]) -> Path:
    """Return the one GGUF file of a folder. Raises UserError where there are several."""
    if len(files) > 1:
        names = ", ".join(path.name for path in files)
        raise UserError(
            f"the folder holds several GGUF files: {names}", str(files[0].parent), "leave one of them there"
        )
    return files[0]


def _siblings(path: Path) -> list[str]:
    try:
        return [entry.name for entry in path.parent.iterdir() if entry.is_dir()]
    except OSError:
        return []


def _package_model(name: str) -> Path:
    root = package_folder(name.removeprefix("package:"))
    found = sorted(path.parent for path in root.rglob("config.json") if any(path.parent.glob("*.safetensors")))
    found = found or sorted({path.parent for path in root.rglob("*.gguf")})
    if not found:
        fix = "name a package that carries config.json and *.safetensors, or a *.gguf file"
        raise UserError("the package holds no model", f"base_model: {name} ({root})", fix)
    return found[0]


def _local_or_hub(name: str) -> Path:
    if Path(name).expanduser().is_dir():
        return Path(name).expanduser()
    looks_local = name.startswith((".", "/", "~")) or name.count("/") != 1
    if looks_local and "/" in name:
        near = did_you_mean(Path(name).name, _siblings(Path(name).expanduser()))
        fix = "check the path; it is relative to where you are"
        raise UserError(f"the base model's folder does not exist{near}", f"base_model: {name}", fix)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, allow_patterns=_NEEDED))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        fix = "check the spelling and the network, or name a local folder or package:NAME"
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        what = f"no folder here has this name, and the base model could not be fetched from the hub: {reason}"
        raise UserError(what, f"base_model: {name}", fix) from None
