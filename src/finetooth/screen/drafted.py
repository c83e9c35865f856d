"""What init writes and prints: the recipe, what was seen, what was set, and the next command."""

import shlex
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from finetooth.asked import is_recipe
from finetooth.core.errors import UserError
from finetooth.core.store import write_text
from finetooth.core.strict_yaml import parse
from finetooth.drafting import Seen, look, recipe_text
from finetooth.recipe.files import make_recipe
from finetooth.recipe.sections import Recipe
from finetooth.screen.clean import clean, safe
from finetooth.screen.console import console
from finetooth.screen.json_output import emit

_DOUBT = "CHECK THIS: "


def must_be_free(file: str, out: Path, force: bool) -> None:
    """Raise UserError where the file is a recipe itself, or the recipe would replace another unasked."""
    if is_recipe(file):
        raise UserError("this is a recipe already", file, f"finetooth run {shlex.quote(file)}; init takes a data file")
    if not is_recipe(out.name):
        raise UserError("a recipe's name ends in .yaml", f"--out {out}", f"--out {shlex.quote(f'{out}.yaml')}")
    if out.is_dir() or not out.absolute().parent.is_dir():
        raise UserError("the recipe cannot be written there", f"--out {out}", "name a file in a folder that exists")
    if out.exists() and not force:
        fix = "name another with --out FILE.yaml, or replace it with --force"
        raise UserError("a recipe is there already, and is not overwritten unasked", str(out), fix)


def draft(asked: Recipe, out: Path) -> Seen:
    """Look at the data and write the recipe. Raises UserError."""
    seen = look(asked)
    text = recipe_text(asked, seen, command_name(out))
    make_recipe(parse(text), where=str(out))  # what cannot be read back is not written
    try:
        write_text(out, text)
    except OSError as error:
        raise UserError(f"the recipe cannot be written: {error.strerror}", str(out), "choose another --out") from None
    return seen


def command_name(out: Path) -> str:
    """Return the recipe's name as a shell takes it."""
    return shlex.quote(clean(out, 4000))


def show(seen: Seen, out: Path, json: bool) -> None:
    """Print what was seen and set, and what to do next."""
    name = command_name(out)
    following = [f"finetooth audit {name}", f"finetooth run {name}"]
    if json:
        emit(_object(seen, out, following))
        return
    offered = [offer for offer in seen.offers if offer.value is not None]
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for subject, what in seen.told:
        table.add_row(safe(subject), safe(what))
    for setting in seen.settings:
        doubtful = setting.why.startswith(_DOUBT)
        reason = safe(setting.why.removeprefix(_DOUBT), "yellow" if doubtful else "dim")
        value = safe(f"{setting.key}: {setting.value}", "bold", 200)
        table.add_row(Text("check" if doubtful else "set", "yellow" if doubtful else ""), value + Text("  ") + reason)
    for offer in offered:
        table.add_row(Text("offered"), safe(f"# {offer.key}: {offer.value}  {offer.why}", "", 400))
    for _, why in seen.remarks:
        table.add_row(Text("not set"), safe(why, "dim"))
    screen = console()
    screen.print(table)
    screen.print()
    screen.print(safe(f"{out} written; next: {following[0]}, then {following[1]}", limit=8000), soft_wrap=True)


def _object(seen: Seen, out: Path, following: list[str]) -> dict[str, Any]:
    return {
        "recipe": str(out),
        "seen": [{"subject": subject, "told": what} for subject, what in seen.told],
        "settings": [
            {
                "key": one.key,
                "value": one.value,
                "why": one.why.removeprefix(_DOUBT),
                "doubtful": one.why.startswith(_DOUBT),
            }
            for one in seen.settings
        ],
        "offered": [
            {"key": one.key, "value": one.value, "why": one.why} for one in seen.offers if one.value is not None
        ],
        "not_set": [{"key": key, "why": why} for key, why in seen.remarks],
        "next": following,
    }
