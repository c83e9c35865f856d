"""From rows to a model: run, demo, plan, and what a finished run is used for (predict, report)."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from finetooth.options import (
    GO,
    NO_GO,
    DataName,
    FieldName,
    FileSets,
    Fresh,
    GroupColumn,
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
    TimeColumn,
    keyed,
)

if TYPE_CHECKING:
    from finetooth.recipe.sections import Recipe


def run(
    recipe: RecipeName = None,
    data: DataName = None,
    model: ModelName = None,
    test: TestName = None,
    field: FieldName = None,
    text_column: TextColumn = None,
    label_column: LabelColumn = None,
    group_column: GroupColumn = None,
    time_column: TimeColumn = None,
    sets: Sets = None,
    out: Out = None,
    fresh: Fresh = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Raw rows in; a fine-tuned model, evidence and a decision out.

    The seven stages: audit, prepare, tune, train, evaluate, validate, report.

    Interrupt it at any time: the same command goes on where it stopped.
    """
    from finetooth.asked import folder_for, recipe_of

    options = keyed(data, model, test, field, text_column, label_column, group_column, time_column)
    wanted = recipe_of(recipe, options, sets or ())
    _run(wanted, out or folder_for(wanted, recipe), json, quiet, fresh)


def demo(
    name: Annotated[str, typer.Argument(metavar="reviews|sft", help="Which of the two demos.")] = "reviews",
    sets: Sets = None,
    out: Out = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run the whole job on rows that come with finetooth.

    On patient reviews, or fine-tuning a small language model (`demo sft`).

    Rows and models come as packages: nothing is downloaded.
    """
    from finetooth.asked import folder_for
    from finetooth.demo import recipe
    from finetooth.recipe.changing import changed

    wanted = changed(recipe(name), sets or ())
    _run(wanted, out or folder_for(wanted, "demo" if name == "reviews" else f"demo-{name}"), json, quiet)


def plan(
    recipe: RecipeName = None,
    data: DataName = None,
    model: ModelName = None,
    test: TestName = None,
    field: FieldName = None,
    text_column: TextColumn = None,
    label_column: LabelColumn = None,
    group_column: GroupColumn = None,
    time_column: TimeColumn = None,
    sets: Sets = None,
    json: Json = False,
) -> None:
    """Say what a run will do, and about how long it will take."""
    from finetooth import planning
    from finetooth.asked import recipe_of
    from finetooth.screen import endings
    from finetooth.screen.calm import calm

    options = keyed(data, model, test, field, text_column, label_column, group_column, time_column)
    with calm(json):
        ahead = planning.plan(recipe_of(recipe, options, sets or ()))
    endings.show_plan(asdict(ahead), json)


def predict(
    run: RunFolder,
    file: Annotated[str, typer.Argument(metavar="FILE", help="Rows with the text column the model was trained on.")],
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="The CSV to write.")] = None,
    no_scope: Annotated[bool, typer.Option("--no-scope", help="Leave out how strange each text is.")] = False,
    sets: FileSets = None,
    json: Json = False,
) -> None:
    """Label the rows of a file with a run's model.

    Writes a CSV with the prediction and the probability of every label, and whether the text is
    out of scope.
    """
    from finetooth.prediction import predict as write
    from finetooth.screen import endings
    from finetooth.screen.calm import calm

    with calm(json):
        path = write(run, file, out, not no_scope, sets or ())
    endings.show_path("predictions", path, json)


def report(run: RunFolder, json: Json = False, quiet: Quiet = False) -> None:
    """Show how a finished run ended, and where its report lies."""
    from finetooth.screen import endings
    from finetooth.screen.past import read

    ending, scores = read(run)
    endings.show_run(ending, scores, json, quiet)
    raise typer.Exit(GO if ending.decision.go else NO_GO)


def _run(recipe: "Recipe", root: Path, json: bool, quiet: bool, fresh: bool = False) -> None:
    from finetooth import pipeline
    from finetooth.report.concealed import concealed_verdicts, concealer
    from finetooth.report.decision import scores_json
    from finetooth.screen import endings
    from finetooth.screen.calm import calm
    from finetooth.screen.decision import Ending
    from finetooth.screen.failure import working_in
    from finetooth.screen.plain import listening

    endings.show_start(recipe, root, json, quiet)
    with working_in(root), listening(json, quiet) as listener, calm(json):
        finished = pipeline.run(recipe, root, listener, fresh)
    verdicts = concealed_verdicts(finished.verdicts, concealer(recipe))
    ending = Ending(finished.decision, verdicts, finished.scores, finished.root, finished.report)
    endings.show_run(ending, scores_json(finished.scores), json, quiet)
    raise typer.Exit(GO if finished.decision.go else NO_GO)
