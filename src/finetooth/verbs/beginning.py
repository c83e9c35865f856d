"""Where a newcomer begins: a recipe for a file, and what the machine can do."""

from pathlib import Path
from typing import Annotated

import typer

from finetooth.options import (
    GO,
    NO_GO,
    FieldName,
    GroupColumn,
    Json,
    LabelColumn,
    ModelName,
    Sets,
    TestName,
    TextColumn,
    TimeColumn,
    keyed,
)

RecipeOut = Annotated[Path, typer.Option("--out", metavar="FILE", help="The recipe to write.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a recipe that is there already.")]


def init(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Training rows: CSV, JSONL, Parquet, hf://NAME.")],
    model: ModelName = None,
    test: TestName = None,
    field: FieldName = None,
    text_column: TextColumn = None,
    label_column: LabelColumn = None,
    group_column: GroupColumn = None,
    time_column: TimeColumn = None,
    sets: Sets = None,
    out: RecipeOut = Path("recipe.yaml"),
    force: Force = False,
    json: Json = False,
) -> None:
    """Look at a file and write a recipe for it, with comments.

    Nothing is trained. Every line has a comment that says why. The recipe runs as it is; what was guessed is marked.
    """
    from finetooth.asked import recipe_of
    from finetooth.screen import drafted
    from finetooth.screen.calm import calm

    drafted.must_be_free(file, out, force)
    options = keyed(None, model, test, field, text_column, label_column, group_column, time_column)
    asked = recipe_of(file, options, sets or (), look=False)
    with calm(json):
        seen = drafted.draft(asked, out)
    drafted.show(seen, out, json)
    raise typer.Exit(GO)


def doctor(json: Json = False) -> None:
    """Say what this machine can do, and what is amiss.

    Cores, bf16, GPU, memory, disk, and the versions of the libraries. Each line is ok, worth a look, or a
    problem, with the next step. Exit code 1 where there is a problem.
    """
    from finetooth.doctor import PROBLEM, examine
    from finetooth.screen import examined
    from finetooth.screen.calm import calm

    with calm(True):
        lines = examine()
    examined.show(lines, json)
    raise typer.Exit(NO_GO if any(line.state == PROBLEM for line in lines) else GO)
