"""Posing: which kind of problem a recipe and its rows pose, settled once before anything rests on it."""

from finetooth.core.rows import Rows
from finetooth.problems.choosing import problem_type_of
from finetooth.recipe.sections import Recipe
from finetooth.stages.audit import locations
from finetooth.training.defaults import must_fit


def posed(recipe: Recipe, rows: Rows) -> Recipe:
    """Return the recipe with its kind of problem in place of `auto`.

    Raises UserError where labels contradict it, or a training option makes no sense for it.
    """
    kind = problem_type_of(recipe.problem_type, rows, locations(recipe.data))
    must_fit(recipe.training, kind)
    return recipe.model_copy(update={"problem_type": kind})
