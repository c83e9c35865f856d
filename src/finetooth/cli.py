"""The command line: its verbs, quick to start, and clear about what went wrong."""

import io
import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated

import typer

from finetooth.options import GO, INTERRUPTED
from finetooth.verbs import (
    accounts,
    auditing,
    beginning,
    judging,
    monitoring,
    preparing,
    previewing,
    reference,
    running,
)
from finetooth.verbs.examples import epilog
from finetooth.verbs.meant import Verb, Verbs

EPILOG = (
    "Begin with: finetooth init FILE. "
    "Exit codes: 0 go or clean, 1 no-go or findings, 2 the input is wrong, 3 finetooth failed."
)
VERBS = (
    beginning.init,
    running.run,
    running.demo,
    auditing.audit,
    preparing.prepare,
    previewing.preview,
    running.plan,
    running.predict,
    running.report,
    judging.gate,
    judging.compare,
    judging.history,
    monitoring.monitor,
    accounts.ledger,
    reference.checks,
    reference.schema,
    beginning.doctor,
)

app = typer.Typer(
    cls=Verbs,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog=EPILOG,
    context_settings={"max_content_width": 100},
)
for _verb in VERBS:
    app.command(cls=Verb, epilog=epilog(_verb.__name__))(_verb)


@app.callback(invoke_without_command=True)
def _start(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Fine-tuning, gone over with a fine-tooth comb.

    From raw rows and a base model to a fine-tuned model, with evidence on the seven mistakes that ruin fine-tunes.
    """
    if version:
        from finetooth import __version__

        typer.echo(f"finetooth {__version__}")
        raise typer.Exit()


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: threads would only wait
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # before torch: on a busy machine threads wait by spinning
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

        return explain(error, _wants_json(words))
    return GO


def _wants_json(words: Sequence[str]) -> bool:
    pairs = pairwise(words)
    return "--json" in words or "--format=json" in words or ("--format", "json") in pairs


def _interrupted(words: list[str]) -> int:
    resumes = any(word in ("run", "demo", "prepare") for word in words[:1])
    typer.echo("stopped" + ("; the same command goes on from here" if resumes else ""), err=True)
    return INTERRUPTED
