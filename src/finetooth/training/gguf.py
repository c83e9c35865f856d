"""GGUF files: their weights, dequantised once, as the safetensors folder that everything else reads."""

import shutil
import struct
import tempfile
from pathlib import Path

from finetooth.core.errors import UserError
from finetooth.core.fingerprint import digest, file_digest
from finetooth.core.this_machine import cache_folder

_LAYOUT = "1"  # of the folder that is written: another one is converted anew


def from_gguf(path: Path) -> Path:
    """Return a folder with the model of a GGUF file as safetensors, kept in the cache by the file's content.

    The tokenizer and its chat template come along. Raises UserError where the file cannot be read, or where the `gguf`
    package, which reads it, is not installed.
    """
    kept = cache_folder() / "models" / digest(_LAYOUT, file_digest(path))[:32]
    if (kept / "config.json").is_file():
        return kept
    kept.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(dir=kept.parent, prefix=".staging-"))
    try:
        _convert(path, staging)
        staging.replace(kept)
    except ImportError:
        fix = "install it: pip install gguf"
        raise UserError("a GGUF model is read with the package gguf, which is not installed", str(path), fix) from None
    except (OSError, ValueError, LookupError, TypeError, RuntimeError, struct.error) as error:
        if (kept / "config.json").is_file():
            return kept  # another process was first
        told = next(iter(str(error).splitlines()), type(error).__name__)
        fix = "name another GGUF file of an architecture that transformers can dequantise, or a safetensors folder"
        raise UserError(f"this GGUF model cannot be read: {told}", str(path), fix) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return kept


def _convert(path: Path, folder: Path) -> None:
    from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

    where = {"gguf_file": path.name, "local_files_only": True}
    AutoTokenizer.from_pretrained(path.parent, **where).save_pretrained(folder)
    quantised = AutoModelForCausalLM.from_pretrained(path.parent, **where)
    config = AutoConfig.for_model(**_plain(quantised.config.to_dict()))
    model = AutoModelForCausalLM.from_config(config)  # a model that was quantised refuses to be saved
    model.load_state_dict(quantised.state_dict())
    model.generation_config = quantised.generation_config
    model.save_pretrained(folder)


def _plain(config: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in config.items() if name not in ("quantization_config", "_name_or_path")}
