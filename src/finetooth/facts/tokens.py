"""Facts on texts as the base model's tokenizer cuts them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from finetooth.core.facts import fact
from finetooth.core.model_folder import model_limit
from finetooth.core.results import Base
from finetooth.recipe.sections import Recipe

_CHUNK = 1_000


@fact
def tokenizer(base: Base) -> Any:
    """The base model's own tokenizer."""
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(base.location, trust_remote_code=base.trust_remote_code)


@fact
def max_length(recipe: Recipe, base: Base, tokenizer: Any) -> int:
    """The longest input in tokens: what the recipe says, else 256 or the model's limit, whichever is less."""
    return recipe.training.longest_input(model_limit(Path(base.location), int(tokenizer.model_max_length)))


@fact
def token_lengths(full_text: pl.Series, tokenizer: Any) -> pl.Series:
    """The exact number of tokens of each text, special tokens included, nothing cut; Int64, aligned with ``rows``."""
    distinct = full_text.fill_null("").unique(maintain_order=True)
    count = _counter(tokenizer)
    lengths = [
        n for start in range(0, len(distinct), _CHUNK) for n in count(distinct[start : start + _CHUNK].to_list())
    ]
    table = pl.DataFrame({"text": distinct, "tokens": pl.Series(lengths, dtype=pl.Int64)})
    texts = full_text.fill_null("").to_frame()
    return texts.join(table, on="text", how="left", maintain_order="left")["tokens"]


def _counter(tokenizer: Any) -> Callable[[list[str]], list[int]]:
    """Return what counts tokens: a copy of the fast tokenizer that neither cuts nor pads, or the slow one as it is."""
    if not tokenizer.is_fast:
        return lambda texts: [len(ids) for ids in tokenizer(texts, truncation=False, padding=False)["input_ids"]]
    from tokenizers import Tokenizer

    backend = Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
    backend.no_truncation()
    backend.no_padding()
    return lambda texts: [len(encoding) for encoding in backend.encode_batch_fast(texts)]
