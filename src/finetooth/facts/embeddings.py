"""Facts on texts as vectors of the base model: all rows, or a stated sample where the budget does not pay for all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from finetooth.core.errors import NotApplicable
from finetooth.core.facts import fact
from finetooth.core.model_folder import model_limit
from finetooth.core.results import Base
from finetooth.core.rows import Rows
from finetooth.facts.budget import affordable
from finetooth.facts.embedding.encoder import encoder_for, parameters
from finetooth.facts.embedding.engine import embed
from finetooth.recipe.sections import Recipe

TOKENS_PER_SECOND = 2_500  # of an encoder with USUAL_PARAMETERS, on one slow core without bfloat16 (seen: 2,600)
USUAL_PARAMETERS = 22_700_000
SHARE_OF_BUDGET = 0.8
_TRIED = 1_000  # texts whose tokens are counted to know the cost of all

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Embedded:
    """Rows as vectors: ``vectors`` float32[n, d], each of length 1, is aligned with ``ids`` Int64[n].

    ``of`` is how many rows with text there are; where the budget did not pay for all of them, ``sampled`` is true.
    """

    ids: pl.Series
    vectors: np.ndarray
    sampled: bool
    of: int

    def __len__(self) -> int:
        return len(self.ids)

    def only(self, ids: Iterable[int] | pl.Series) -> "Embedded":
        """Return the rows with these ids, in the order they have here."""
        wanted = pl.Series("id", ids, dtype=pl.Int64)
        kept = self.ids.is_in(wanted.implode())
        return Embedded(self.ids.filter(kept), self.vectors[kept.to_numpy()], self.sampled, self.of)

    @property
    def told(self) -> str:
        """How much was looked at: ``5,574 rows`` or ``a random 2,000 of 9,000 rows``."""
        return f"a random {len(self):,} of {self.of:,} rows" if self.sampled else f"{len(self):,} rows"


@fact
def embeddings(
    rows: Rows,
    full_text: pl.Series,
    blank_text: pl.Series,
    recipe: Recipe,
    base: Base,
    budget: float,
    seed: int,
    progress: Progress | None = None,
) -> Embedded:
    """Vectors of the rows that have a text, by the base model; a sample by role and label where there are too many."""
    table = rows.table.select("id", "role", "label").with_columns(full_text.alias("text")).filter(~blank_text)
    if table.is_empty():
        raise NotApplicable("no row has a text")
    encoder, location = encoder_for(base), Path(base.location)
    longest = recipe.training.longest_input(model_limit(location, int(encoder.tokenizer.model_max_length)))
    tried = table["text"].unique(maintain_order=True).sample(fraction=1.0, shuffle=True, seed=seed).head(_TRIED)
    each = float(np.mean([len(ids) for ids in encoder.encode(tried.to_list(), longest)]))
    rate = TOKENS_PER_SECOND * USUAL_PARAMETERS / max(1, parameters(location))
    count = int(affordable(budget, rate, SHARE_OF_BUDGET) / each)
    chosen = table if table["text"].n_unique() <= count else stratified(table, max(1, count), seed)
    vectors = embed(base, chosen["text"], longest, progress)
    return Embedded(chosen["id"], vectors, len(chosen) < len(table), len(table))


def stratified(table: pl.DataFrame, count: int, seed: int) -> pl.DataFrame:
    """Return ``count`` rows drawn at random, in table order, each role and label with its share (one at least)."""
    draw = np.random.default_rng(seed).random(table.height)
    place = pl.col("draw").rank("ordinal").over("role", "label")
    share = (place - 1) / pl.len().over("role", "label")
    ranked = table.with_columns(pl.Series("draw", draw)).with_columns(share.alias("share"))
    order = ranked.select(pl.struct("share", "draw").rank("ordinal").alias("order"))["order"]
    return table.filter(order <= count)
