"""Mending and splitting the rows, without any model to train."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, cast

import typer

from finetooth.options import (
    GO,
    NO_GO,
    FieldName,
    GroupColumn,
    Json,
    LabelColumn,
    ModelName,
    Out,
    Quiet,
    Sets,
    TestName,
    TextColumn,
    TimeColumn,
    keyed,
)

if TYPE_CHECKING:
    from finetooth.export import Kind
    from finetooth.screen.prepared import Asked


class Export(StrEnum):
    """The formats that prepared rows can be exported in."""

    PARQUET = "parquet"
    CSV = "csv"
    JSONL = "jsonl"


ExportFormat = Annotated[
    Export | None,
    typer.Option(
        "--format",
        help="Also write the splits to RUN/export/. JSONL and Parquet are exact; in CSV a text that a spreadsheet "
        "would run as a formula gets ' before it.",
    ),
]


def prepare(
    file: Annotated[str, typer.Argument(metavar="FILE|RECIPE.yaml", help="Rows, or a recipe that names them.")],
    model: ModelName = None,
    test: TestName = None,
    field: FieldName = None,
    text_column: TextColumn = None,
    label_column: LabelColumn = None,
    group_column: GroupColumn = None,
    time_column: TimeColumn = None,
    sets: Sets = None,
    out: Out = None,
    format: ExportFormat = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Mend the rows and split them; nothing is trained.

    Each change has an entry in the ledger. Exit code 1 where an error is left that no fix may mend by itself. A
    run in the same folder goes on from here.
    """
    from finetooth.asked import folder_for, is_recipe, recipe_of
    from finetooth.screen.prepared import Asked

    wanted = recipe_of(
        file, keyed(None, model, test, field, text_column, label_column, group_column, time_column), sets or ()
    )
    root = out or folder_for(wanted, file)
    model_named = model or (None if wanted.base_model else "NAME")
    flags = {"--model": model_named, "--test": test, "--field": field}
    flags |= {
        "--text-column": text_column,
        "--label-column": label_column,
        "--group-column": group_column,
        "--time-column": time_column,
    }
    kind = cast("Kind | None", format and format.value)
    asked = Asked(wanted, root, file, is_recipe(file), flags, tuple(sets or ()), kind, json, quiet)
    raise typer.Exit(_prepare(asked))


def _prepare(asked: "Asked") -> int:
    from finetooth import pipeline
    from finetooth.export import export
    from finetooth.screen import endings, prepared
    from finetooth.screen.calm import calm
    from finetooth.screen.failure import working_in
    from finetooth.screen.live import STAGES
    from finetooth.screen.plain import listening

    endings.show_start(asked.recipe, asked.root, asked.json, asked.quiet)
    listened = listening(asked.json, asked.quiet, STAGES[:2])
    with working_in(asked.root), listened as listener, calm(asked.json):
        done, verdicts = pipeline.prepare(asked.recipe, asked.root, listener)
        kind, joint = asked.format, asked.recipe.data.label_separator
        written = export(done, asked.root, kind, joint) if kind else None
    prepared.show(prepared.tell(done, verdicts, written, asked), asked)
    return NO_GO if endings.reaches(verdicts, "error") else GO
