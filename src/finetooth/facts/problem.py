"""What kind of problem the rows pose."""

from finetooth.core.errors import UserError
from finetooth.core.facts import fact
from finetooth.core.rows import Rows
from finetooth.problems.choosing import problem_type_of
from finetooth.problems.problem import SINGLE
from finetooth.recipe.sections import Recipe


@fact
def problem_type(rows: Rows, recipe: Recipe) -> str:
    """Single-label, multi-label, ordinal or regression; where labels contradict what is asked for, what is asked for.

    Such a contradiction ends a run before it begins; an audit looks at the rows all the same.
    """
    try:
        return problem_type_of(recipe.problem_type, rows)
    except UserError:
        return SINGLE if recipe.problem_type == "auto" else recipe.problem_type
