"""The verbs: thin over the library, quick to start, and clear about what went wrong."""

import io
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from finetooth.options import (
    DataName,
    FieldName,
    Json,
    LabelColumn,
    ModelName,
    Out,
    Quiet,
    RecipeName,
    RunFolder,
    Sets,
    TestName,
    TextColumn,
    Threshold,
)

if TYPE_CHECKING:
    from finetooth.core.recipe import Recipe

GO, NO_GO, INTERRUPTED = 0, 1, 130
EPILOG = "Exit codes: 0 go or clean, 1 no-go or findings, 2 the input is wrong, 3 finetooth failed."

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog=EPILOG,
    context_settings={"max_content_width": 100},
)


@app.callback(invoke_without_command=True)
def _start(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Fine-tuning, gone over with a fine-tooth comb.

    From raw rows and a base model to a fine-tuned model, with evidence on the seven mistakes that ruin fine-tunes.
    """
    if version:
        from finetooth import __version__

        typer.echo(f"finetooth {__version__}")
        raise typer.Exit()


@app.command()
def run(
    recipe: RecipeName = None,
    data: DataName = None,
    model: ModelName = None,
    test: TestName = None,
    field: FieldName = None,
    text_column: TextColumn = None,
    label_column: LabelColumn = None,
    sets: Sets = None,
    out: Out = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Raw rows in; a fine-tuned model, evidence and a decision out.

    The seven stages: audit, prepare, tune, train, evaluate, validate, report.

    Interrupt it at any time: the same command goes on where it stopped.
    """
    from finetooth.asked import folder_for, recipe_of

    options = _options(data, model, test, field, text_column, label_column)
    wanted = recipe_of(recipe, options, sets or ())
    _run(wanted, out or folder_for(wanted, recipe), json, quiet)


@app.command()
def demo(sets: Sets = None, out: Out = None, json: Json = False, quiet: Quiet = False) -> None:
    """Run the whole job on patient reviews that come as a package.

    The model comes as a package too: nothing is downloaded.
    """
    from finetooth.asked import changed, folder_for
    from finetooth.demo import recipe

    wanted = changed(recipe(), sets or ())
    _run(wanted, out or folder_for(wanted, "demo"), json, quiet)


@app.command()
def audit(
    file: Annotated[str, typer.Argument(metavar="FILE|RECIPE.yaml", help="Rows, or a recipe that names them.")],
    model: ModelName = None,
    test: TestName = None,
    text_column: TextColumn = None,
    label_column: LabelColumn = None,
    sets: Sets = None,
    fail_on: Annotated[Threshold, typer.Option("--fail-on", help="Findings that give exit code 1.")] = Threshold.ERROR,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Check the rows, without any training, in seconds."""
    from finetooth import pipeline
    from finetooth.asked import is_recipe, recipe_of
    from finetooth.screen import endings
    from finetooth.screen.calm import calm
    from finetooth.screen.json_output import audit_object, emit

    wanted = recipe_of(file, _options(None, model, test, None, text_column, label_column), sets or ())
    with calm(json):
        found = pipeline.audit(wanted)
    if json:
        emit(audit_object(found.rows, found.verdicts))
    else:
        columns = {"--text-column": text_column, "--label-column": label_column}
        command = endings.run_command(file, wanted, is_recipe(file), columns, sets or ())
        last = endings.audit_line(found.rows, found.verdicts, command)
        endings.show_audit(found.verdicts, found.sources, last, quiet)
    raise typer.Exit(NO_GO if endings.reaches(found.verdicts, fail_on) else GO)


@app.command()
def plan(
    recipe: RecipeName = None,
    data: DataName = None,
    model: ModelName = None,
    test: TestName = None,
    field: FieldName = None,
    text_column: TextColumn = None,
    label_column: LabelColumn = None,
    sets: Sets = None,
    json: Json = False,
) -> None:
    """Say what a run will do, and about how long it will take."""
    from finetooth import planning
    from finetooth.asked import recipe_of
    from finetooth.screen import endings
    from finetooth.screen.calm import calm

    options = _options(data, model, test, field, text_column, label_column)
    with calm(json):
        ahead = planning.plan(recipe_of(recipe, options, sets or ()))
    endings.show_plan(asdict(ahead), json)


@app.command()
def predict(
    run: RunFolder,
    file: Annotated[str, typer.Argument(metavar="FILE", help="Rows with the text column the model was trained on.")],
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="The CSV to write.")] = None,
    json: Json = False,
) -> None:
    """Label the rows of a file with a run's model.

    Writes a CSV with the prediction and the probability of every label.
    """
    from finetooth.predict import predict as write
    from finetooth.screen import endings
    from finetooth.screen.calm import calm

    with calm(json):
        path = write(run, file, out)
    endings.show_path("predictions", path, json)


@app.command()
def report(run: RunFolder, json: Json = False, quiet: Quiet = False) -> None:
    """Show how a finished run ended, and where its report lies."""
    from finetooth.screen import endings
    from finetooth.screen.past import read

    ending, scores = read(run)
    endings.show_run(ending, scores, json, quiet)
    raise typer.Exit(GO if ending.decision.go else NO_GO)


@app.command()
def checks(
    code: Annotated[str | None, typer.Argument(metavar="CODE", help="Show the page of this check.")] = None,
    json: Json = False,
) -> None:
    """List the checks, or explain one: finetooth checks CODE."""
    from finetooth.core.plugins import all_checks
    from finetooth.screen import check_page

    check_page.show(all_checks(), code, json)


@app.command()
def schema() -> None:
    """Print the JSON schema of a recipe."""
    from finetooth import reference
    from finetooth.screen.json_output import emit

    emit(reference.schema(), indent=2)


def _options(*given: str | None) -> dict[str, str | None]:
    keys = ("data.train", "base_model", "data.test", "data.field", "data.text_column", "data.label_column")
    return dict(zip(keys, given, strict=True))


def _run(recipe: "Recipe", root: Path, json: bool, quiet: bool) -> None:
    from finetooth import pipeline
    from finetooth.report.decision import scores_json
    from finetooth.screen import endings
    from finetooth.screen.calm import calm
    from finetooth.screen.decision import Ending
    from finetooth.screen.failure import working_in
    from finetooth.screen.plain import listening

    endings.show_start(recipe, root, json, quiet)
    with working_in(root), listening(json, quiet) as listener, calm(json):
        finished = pipeline.run(recipe, root, listener)
    ending = Ending(finished.decision, finished.verdicts, finished.scores, finished.root, finished.report)
    endings.show_run(ending, scores_json(finished.scores), json, quiet)
    raise typer.Exit(GO if finished.decision.go else NO_GO)


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a character shows "?"
    try:
        app(words, prog_name="finetooth")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 3 * bool(end.code)
        return _interrupted(words) if code == INTERRUPTED else code
    except KeyboardInterrupt:
        return _interrupted(words)
    except Exception as error:
        from finetooth.screen.failure import explain

        return explain(error, "--json" in words)
    return GO


def _interrupted(words: list[str]) -> int:
    resumes = any(word in ("run", "demo") for word in words[:1])
    typer.echo("stopped" + ("; the same command goes on from here" if resumes else ""), err=True)
    return INTERRUPTED
