"""What stages let checks and facts know besides the rows."""

from dataclasses import dataclass

import polars as pl

from finetooth.core.facts import Facts
from finetooth.core.recipe import Recipe
from finetooth.core.results import Base
from finetooth.core.rows import Rows


@dataclass(frozen=True)
class Known:
    """The base model, the seed, and what costly facts may spend (seconds of a slow laptop)."""

    base: Base | None
    seed: int
    budget: float

    @classmethod
    def of(cls, recipe: Recipe, base: Base | None) -> "Known":
        """Take what facts rest on from a recipe."""
        return cls(base, recipe.seed, recipe.audit.budget)

    def facts(self, rows: Rows, columns: pl.DataFrame | None = None) -> Facts:
        """Return the facts on these rows."""
        given = {"rows": rows, "columns": columns, "base": self.base, "seed": self.seed, "budget": self.budget}
        return Facts({name: value for name, value in given.items() if value is not None})
