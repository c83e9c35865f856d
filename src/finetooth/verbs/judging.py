"""Judging what is finished: a run before another gate, two runs beside each other, the runs of a folder over time."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from finetooth.options import GO, NO_GO, FileSets, Json, Quiet, RunFolder, Threshold


class Told(StrEnum):
    """How a decision is written: for people, for scripts, or as annotations of a pull request."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


Require = Annotated[
    list[str] | None,
    typer.Option("--require", metavar="CONDITION", help="A further condition: 'macro_f1.low >= 0.8'; may be repeated."),
]
Waive = Annotated[
    list[str] | None, typer.Option("--waive", metavar="CODE=REASON", help="Accept a finding; may be repeated.")
]
Rival = Annotated[
    Path | None,
    typer.Option("--regression-vs", metavar="RUN", help="A run, or a folder of runs, not to be worse than."),
]
Predictions = Annotated[
    Path | None,
    typer.Option("--predictions", metavar="FILE", help="Instead of a second run: id or text, prediction, p(LABEL)."),
]
Live = Annotated[
    str | None, typer.Option("--data", metavar="FILE", help="Live rows: where the two models disagree on them.")
]
Page = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Also write it: .html, .csv or .json.")]


def gate(
    run: RunFolder,
    require: Require = None,
    waive: Waive = None,
    fail_on: Annotated[Threshold | None, typer.Option("--fail-on", help="The least severity that blocks.")] = None,
    regression_vs: Rival = None,
    format: Annotated[Told, typer.Option("--format", help="How the decision is written.")] = Told.TEXT,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Judge a finished run again, by its gate and by more.

    In a second: by its own gate, and by further conditions and waivers. Nothing is written. Exit code 0 go, 1
    no-go: what a CI job reads.
    """
    from finetooth.rejudge import rejudge
    from finetooth.screen import rejudged
    from finetooth.screen.calm import calm
    from finetooth.screen.past import must_be_finished

    must_be_finished(run)
    form = Told.JSON if json else format
    waivers = rejudged.waivers_of(waive or ())
    rival = str(regression_vs) if regression_vs else None
    with calm(form != Told.TEXT):
        found = rejudge(run, require or (), waivers, fail_on, rival)
    rejudged.show(found, run, form, quiet)
    raise typer.Exit(GO if found.decision.go else NO_GO)


def compare(
    run: RunFolder,
    other: Annotated[Path | None, typer.Argument(metavar="RUN", help="The run that is compared with it.")] = None,
    predictions: Predictions = None,
    data: Live = None,
    sets: FileSets = None,
    out: Page = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compare two runs, or a run with a file of predictions.

    On the same test rows: every metric, every class, slices, and the rows that changed sides; exit code 0
    whichever is better.

    With --data: on live rows, with labels or without.
    """
    if data is not None or sets:
        return _on_live_rows(run, other, predictions, (data, sets or []), out, json, quiet)
    from finetooth.comparing.answers import read_answers
    from finetooth.comparing.comparison import compare as set_side_by_side
    from finetooth.comparing.file import read_predictions
    from finetooth.comparing.spoken import is_spoken
    from finetooth.screen import compared, spoken_compared
    from finetooth.screen.calm import calm
    from finetooth.screen.files import must_be_writable

    if (other is None) == (predictions is None):
        raise typer.BadParameter("name a second run, or --predictions FILE", param_hint="RUN")
    must_be_writable(out, compared.SUFFIXES, [one for one in (predictions,) if one])
    if other and (is_spoken(run) or is_spoken(other)):
        with calm(json):
            spoken = spoken_compared.compared(run, other)
        return spoken_compared.show(spoken, out, json, quiet)
    with calm(json):
        first = read_answers(run)
        second = read_answers(other) if other else read_predictions(predictions or Path(), first)
        found = compared.concealed(set_side_by_side(first, second), [one for one in (run, other) if one])
    compared.show(found, out, json, quiet)


def _on_live_rows(
    run: Path,
    other: Path | None,
    predictions: Path | None,
    live: tuple[str | None, list[str]],
    out: Path | None,
    json: bool,
    quiet: bool,
) -> None:
    from finetooth.screen import compared, shadowed
    from finetooth.screen.calm import calm
    from finetooth.screen.files import must_be_writable
    from finetooth.shadow import shadowed as both

    data, sets = live
    if data is None:
        raise typer.BadParameter("it says how a file of live rows is read: name one with --data", param_hint="--set")
    if other is None or predictions is not None:
        raise typer.BadParameter("name a second run; --predictions are of test rows", param_hint="RUN")
    must_be_writable(out, shadowed.SUFFIXES, [Path(data)])
    with calm(json):
        found = compared.concealed(both(run, other, data, sets), [run, other])
    shadowed.show(found, out, json, quiet)


def history(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder with runs.")] = Path("runs"),
    out: Page = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """List the runs of a folder: scores and decisions.

    Those with the same test rows stand in line. A run that is worse than the last accepted one before it, beyond
    noise, is marked.
    """
    from finetooth.comparing.history import history as read
    from finetooth.screen import past_runs
    from finetooth.screen.calm import calm
    from finetooth.screen.files import must_be_writable

    must_be_writable(out, past_runs.SUFFIXES, [])
    with calm(json):
        runs = read(folder)
    past_runs.show(runs, folder, out, json, quiet)
