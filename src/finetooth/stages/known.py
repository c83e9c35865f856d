"""What stages let checks and facts know besides the rows."""

from dataclasses import dataclass
from typing import Self

import polars as pl

from finetooth.core.facts import Facts
from finetooth.core.results import Base
from finetooth.core.rows import Rows
from finetooth.recipe.options import ends_of, first_of
from finetooth.recipe.sections import Recipe, Training


@dataclass(frozen=True)
class Known:
    """The base model, and of the recipe what facts on rows rest on: a change of anything else repeats no mending."""

    base: Base | None
    recipe: Recipe

    @classmethod
    def of(cls, recipe: Recipe, base: Base | None = None) -> Self:
        """Take what facts rest on from a recipe."""
        length, read = first_of(recipe.training.max_length), first_of(recipe.training.truncation)
        cut = "windows" if read == "windows" else "head"  # whether all is read, or some is lost
        training = Training(max_length=length, truncation=cut)
        if recipe.task == "sft":
            training = _of_conversations(recipe.training)
        kept = {"data": recipe.data, "audit": recipe.audit, "seed": recipe.seed, "task": recipe.task}
        kept["problem_type"] = recipe.problem_type
        return cls(base, Recipe(training=training, **kept))

    @property
    def seed(self) -> int:
        """The seed of every random choice."""
        return self.recipe.seed

    def facts(
        self, rows: Rows, columns: pl.DataFrame | None = None, conversations: pl.DataFrame | None = None
    ) -> Facts:
        """Return the facts on these rows."""
        given = {"rows": rows, "columns": columns, "base": self.base, "recipe": self.recipe}
        given["conversations"] = conversations
        return Facts({name: value for name, value in given.items() if value is not None})


def _of_conversations(training: Training) -> Training:
    """Return what becomes of long conversations; where a length is searched for, the longest counts."""
    longest = max((int(one) for one in ends_of(training.max_length) if one), default=None)
    return Training(max_length=longest, overlong=training.overlong, train_on_turns=training.train_on_turns)
