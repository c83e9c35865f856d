"""Where a base model lies: a local folder, `package:NAME`, or a hub id; always safetensors."""

import json
from pathlib import Path

from finetooth.core.errors import UserError
from finetooth.core.fingerprint import digest, file_digest
from finetooth.core.packages import package_folder
from finetooth.core.results import Base

_NEEDED = ["*.safetensors", "*.json", "*.txt", "*.model", "*.py"]


def locate(name: str | None, trust_remote_code: bool = False) -> Base:
    """Find the base model's folder and fingerprint its files. Raises UserError naming what is missing."""
    if not name:
        fix = "set base_model to a hub id, a local folder or package:NAME (or pass --model)"
        raise UserError("no base model is named", "recipe: base_model", fix)
    folder = _package_model(name) if name.startswith("package:") else _local_or_hub(name)
    config, weights = folder / "config.json", sorted(folder.glob("*.safetensors"))
    if not config.is_file():
        raise UserError("the base model has no config.json", str(folder), "name a folder that `save_pretrained` wrote")
    if not weights:
        fix = "name a model with *.safetensors files; pickled weights (*.bin) are not loaded, as they can run code"
        raise UserError("the base model's folder holds no safetensors weights", str(folder), fix)
    files = [config, *weights, *sorted(folder.glob("tokenizer*"))]
    content = digest(*(part for path in files for part in (path.name, file_digest(path))))
    return Base(name, str(folder), content, trust_remote_code)


def parameters(base: Base) -> int:
    """Count the parameters of a base model from the headers of its weights, without loading them."""
    return sum(_shape_product(shape) for path in Path(base.location).glob("*.safetensors") for shape in _shapes(path))


def _shapes(path: Path) -> list[list[int]]:
    with path.open("rb") as stream:
        header = json.loads(stream.read(int.from_bytes(stream.read(8), "little")))
    return [tensor["shape"] for name, tensor in header.items() if name != "__metadata__"]


def _shape_product(shape: list[int]) -> int:
    product = 1
    for size in shape:
        product *= size
    return product


def _package_model(name: str) -> Path:
    root = package_folder(name.removeprefix("package:"))
    found = sorted(path.parent for path in root.rglob("config.json") if any(path.parent.glob("*.safetensors")))
    if not found:
        fix = "name a package that carries config.json and *.safetensors"
        raise UserError("the package holds no model", f"base_model: {name} ({root})", fix)
    return found[0]


def _local_or_hub(name: str) -> Path:
    if Path(name).expanduser().is_dir():
        return Path(name).expanduser()
    looks_local = name.startswith((".", "/", "~")) or name.count("/") != 1
    if looks_local and "/" in name:
        raise UserError("the base model's folder does not exist", f"base_model: {name}", "check the path")
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, allow_patterns=_NEEDED))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        fix = "check the spelling and the network, or name a local folder or package:NAME"
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise UserError(f"the base model could not be fetched: {reason}", f"base_model: {name}", fix) from None
