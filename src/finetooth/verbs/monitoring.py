"""A model in use: what new rows tell of it, kept from day to day."""

from pathlib import Path
from typing import Annotated

import typer

from finetooth.options import GO, NO_GO, FileSets, Json, Quiet, RunFolder


def monitor(
    run: RunFolder,
    data: Annotated[str, typer.Option("--data", metavar="FILE", help="New rows, with or without labels.")],
    date: Annotated[str | None, typer.Option("--date", metavar="DAY", help="2026-11-22; else today.")] = None,
    false_alarms: Annotated[
        float, typer.Option("--false-alarms", metavar="SHARE", help="Of files without drift that raise a finding.")
    ] = 0.01,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where records and page lie; else RUN/monitor.")
    ] = None,
    sets: FileSets = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Watch a model in use, and say when to review it.

    Drift, and the score: predicted, and true where rows have labels. Appends a dated record and draws the
    history. Exit code 0 nothing to do, 1 review needed.
    """
    from finetooth.monitor import monitor as watch
    from finetooth.screen import monitored
    from finetooth.screen.calm import calm

    with calm(json):
        found = watch(run, data, date, false_alarms, out, sets=sets or ())
    monitored.show(found, json, quiet)
    raise typer.Exit(NO_GO if found.record.findings else GO)
