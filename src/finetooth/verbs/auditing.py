"""Looking at the rows without training: audit, and what prepare would do to them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from finetooth.options import (
    GO,
    NO_GO,
    FieldName,
    Format,
    GroupColumn,
    Ignore,
    Json,
    LabelColumn,
    ModelName,
    Quiet,
    Select,
    Sets,
    TestName,
    TextColumn,
    Threshold,
    TimeColumn,
    Verbose,
    keyed,
)

if TYPE_CHECKING:
    from finetooth.screen.audit_output import Asked


def audit(
    file: Annotated[str, typer.Argument(metavar="FILE|RECIPE.yaml", help="Rows, or a recipe that names them.")],
    model: ModelName = None,
    test: TestName = None,
    field: FieldName = None,
    text_column: TextColumn = None,
    label_column: LabelColumn = None,
    group_column: GroupColumn = None,
    time_column: TimeColumn = None,
    select: Select = None,
    ignore: Ignore = None,
    sets: Sets = None,
    fail_on: Annotated[Threshold, typer.Option("--fail-on", help="Findings that give exit code 1.")] = Threshold.ERROR,
    diff: Annotated[bool, typer.Option("--diff", help="Show what prepare would change instead.")] = False,
    format: Annotated[Format, typer.Option("--format", help="How the audit is written.")] = Format.TEXT,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write it there.")] = None,
    json: Json = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Check the rows, without any training, in seconds.

    With --diff: show what prepare would change with these settings, and what it could; nothing is written.
    """
    from finetooth.asked import chosen, is_recipe, recipe_of
    from finetooth.screen.audit_output import Asked

    options = keyed(None, model, test, field, text_column, label_column, group_column, time_column)
    picked, told = chosen(select or (), ignore or ())
    wanted = recipe_of(file, options, sets or (), picked)
    named = {"--field": field if not is_recipe(file) else None}
    named |= {
        "--text-column": text_column,
        "--label-column": label_column,
        "--group-column": group_column,
        "--time-column": time_column,
    }
    words = [*(sets or ()), *told]
    asked = Asked(wanted, file, is_recipe(file), named, words, _one(format, json), out, verbose, quiet)
    raise typer.Exit(_diff(asked) if diff else _audit(asked, fail_on))


def _audit(asked: "Asked", fail_on: Threshold) -> int:
    from finetooth import pipeline
    from finetooth.screen import audit_output, endings
    from finetooth.screen.calm import calm
    from finetooth.screen.watching import watching

    audit_output.must_fit(asked)
    with watching(asked.quiet) as listener, calm(asked.format != Format.TEXT):
        found = pipeline.audit(asked.recipe, listener)
    audit_output.show(found, asked)
    return NO_GO if endings.reaches(found.verdicts, fail_on) else GO


def _diff(asked: "Asked") -> int:
    from finetooth.preview import preview
    from finetooth.screen import audit_output
    from finetooth.screen.calm import calm
    from finetooth.screen.watching import watching

    audit_output.must_fit(asked, diff=True)
    with watching(asked.quiet) as listener, calm(asked.format != Format.TEXT):
        told = preview(asked.recipe, listener)
    audit_output.show_changes(told, asked)
    return GO


def _one(format: Format, json: bool) -> Format:
    if json and format not in (Format.TEXT, Format.JSON):
        raise typer.BadParameter(f"--json and --format {format} cannot both be had", param_hint="--format")
    return Format.JSON if json else format
