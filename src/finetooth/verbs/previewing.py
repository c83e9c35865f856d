"""Looking at conversations as the model will meet them."""

from typing import Annotated

import typer

from finetooth.options import GO, Json, ModelName, Sets, TestName

Rows = Annotated[list[str] | None, typer.Option("--row", metavar="NAME", help="A row (131, test:17); may be repeated.")]
Count = Annotated[int, typer.Option("--rows", min=1, help="How many rows, where none is named.")]


def preview(
    file: Annotated[
        str, typer.Argument(metavar="FILE|RECIPE.yaml", help="Conversations, or a recipe that names them.")
    ],
    model: ModelName = None,
    test: TestName = None,
    row: Rows = None,
    rows: Count = 3,
    sets: Sets = None,
    json: Json = False,
) -> None:
    """Show conversations as the model will meet them.

    Each token is marked: it is learned, context only, or cut away.
    """
    from finetooth.asked import is_recipe, recipe_of
    from finetooth.lessons import lessons
    from finetooth.screen.calm import calm
    from finetooth.screen.lessons_view import show_lessons

    words = list(sets or ()) if is_recipe(file) else ["task=sft", *(sets or ())]
    recipe = recipe_of(file, {"base_model": model, "data.test": test}, words)
    with calm(json):
        found = lessons(recipe, rows, row)
    show_lessons(found, json)
    raise typer.Exit(GO)
