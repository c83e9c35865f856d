"""What the small files of a model folder say, read without loading the model."""

import json
from pathlib import Path
from typing import Literal

from finetooth.core.errors import UserError

_POSITIONS_AFTER_PADDING = {  # their first position is pad_token_id + 1, so that the table holds more than can be read
    "camembert",
    "data2vec-text",
    "ibert",
    "longformer",
    "luke",
    "mpnet",
    "roberta",
    "roberta-prelayernorm",
    "xlm-roberta",
    "xlm-roberta-xl",
    "xmod",
}


def model_limit(location: Path, tokenizer_limit: int) -> int:
    """Return the longest input in tokens: the tokenizer's limit, or that of the model's positions where it is less.

    Raises UserError where config.json is no JSON object.
    """
    config = _config(location / "config.json")
    positions = config.get("max_position_embeddings")
    if not isinstance(positions, int):
        return tokenizer_limit
    if config.get("model_type") in _POSITIONS_AFTER_PADDING:
        padding = config.get("pad_token_id", 1)
        positions -= (padding if isinstance(padding, int) else 1) + 1
    return min(tokenizer_limit, positions) if positions > 0 else tokenizer_limit


Pooling = Literal["mean", "cls"]
SENTENCE_MODEL = "modules.json"  # what sentence-transformers goes by
POOLING, NORMALIZE, HEAD = "1_Pooling", "2_Normalize", "3_Dense"


def pooling_of(location: Path) -> Pooling:
    """Return how token vectors become one a text: ``cls`` where ``1_Pooling/config.json`` asks for it, else mean.

    A plain encoder has no such file; the mean of its last hidden state is then the better summary
    (Reimers & Gurevych, 2019). A file that cannot be read counts as none.
    """
    try:
        config = json.loads((location / POOLING / "config.json").read_text("utf-8"))
    except (OSError, ValueError):
        return "mean"
    if not isinstance(config, dict):
        return "mean"
    if "pooling_mode" in config:  # as sentence-transformers writes it since version 5.4
        return "cls" if config["pooling_mode"] == "cls" else "mean"
    asked = config.get("pooling_mode_cls_token") is True
    return "cls" if asked and config.get("pooling_mode_mean_tokens") is not True else "mean"


def is_sentence_model(location: Path) -> bool:
    """Whether the folder is that of a sentence-embedding model: one that was trained with its pooling."""
    return (location / SENTENCE_MODEL).is_file() or (location / POOLING / "config.json").is_file()


def is_normalised(location: Path) -> bool:
    """Whether a sentence-embedding model scales its vectors to length 1, as its ``modules.json`` tells."""
    try:
        modules = json.loads((location / SENTENCE_MODEL).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    known = modules if isinstance(modules, list) else []
    return any(isinstance(part, dict) and str(part.get("type")).endswith("Normalize") for part in known)


def is_pooled(folder: Path) -> bool:
    """Whether a folder holds an encoder with a linear head on its pooled token vectors, as a run writes it."""
    return (folder / SENTENCE_MODEL).is_file() and (folder / HEAD / "model.safetensors").is_file()


def _config(path: Path) -> dict[str, object]:
    if not path.is_file():
        return {}
    try:
        config = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"the base model's config.json cannot be read: {error}", str(path), "mend the file") from None
    if not isinstance(config, dict):
        raise UserError("the base model's config.json is no JSON object", str(path), "mend the file")
    return config
