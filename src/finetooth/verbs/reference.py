"""What finetooth knows: its checks, and the keys of a recipe."""

from typing import Annotated

import typer

from finetooth.options import Json


def checks(
    code: Annotated[str | None, typer.Argument(metavar="CODE", help="Show the page of this check.")] = None,
    json: Json = False,
) -> None:
    """List the checks, or explain one: finetooth checks CODE."""
    from finetooth.core.plugins import all_checks
    from finetooth.screen import check_page

    check_page.show(all_checks(), code, json)


def schema() -> None:
    """Print the JSON schema of a recipe."""
    from finetooth import reference
    from finetooth.screen.json_output import emit

    emit(reference.schema(), indent=2)
