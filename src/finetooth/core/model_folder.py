"""What a model folder's config.json says, read without loading the model."""

import json
from pathlib import Path

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
