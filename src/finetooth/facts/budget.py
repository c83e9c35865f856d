"""What the costly facts may spend, and the seed of their samples: fixed by the recipe, never by the clock."""

from finetooth.core.facts import fact
from finetooth.recipe.sections import Audit, Recipe


@fact
def budget(recipe: Recipe | None = None) -> float:
    """The work that costly checks may do, in seconds of a slow laptop."""
    return recipe.audit.budget if recipe is not None else Audit().budget


@fact
def seed(recipe: Recipe | None = None) -> int:
    """The seed of every random choice."""
    return recipe.seed if recipe is not None else 42


def affordable(budget: float, rate: float, share: float = 1.0) -> int:
    """Return how many items a share of the budget pays for, at a fixed rate of items a second; at least one."""
    return max(1, int(budget * share * rate))
