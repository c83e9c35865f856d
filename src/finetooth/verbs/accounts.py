"""What became of the rows: the ledger of a run."""

from typing import Annotated

import typer

from finetooth.options import Json, RunFolder


def ledger(
    run: RunFolder,
    row: Annotated[str | None, typer.Option("--row", metavar="ROW", help="One row: 131, or test:17.")] = None,
    check: Annotated[str | None, typer.Option("--check", metavar="CODE", help="Entries of this check only.")] = None,
    json: Json = False,
) -> None:
    """Tell what became of a run's rows, or of one of them."""
    from finetooth.screen import ledger_page
    from finetooth.screen.console import console
    from finetooth.screen.json_output import emit
    from finetooth.screen.story import entries_of, read_account, story_of

    account = read_account(run)
    if row is not None:
        story = story_of(account, row, check)
        if json:
            emit(ledger_page.story_object(story))
        else:
            console().print(ledger_page.story_view(story))
        return
    entries = entries_of(account, check)
    if json:
        emit(ledger_page.counts_object(account, entries, check))
    else:
        console().print(ledger_page.counts_view(account, entries, check))
