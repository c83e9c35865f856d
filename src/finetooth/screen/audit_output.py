"""An audit in the form that was asked for, on standard output or in a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from finetooth.core import store
from finetooth.core.errors import UserError
from finetooth.core.finding import Verdict
from finetooth.core.plugins import all_checks
from finetooth.options import Format
from finetooth.pipeline import Audit
from finetooth.preview import Change, Preview
from finetooth.recipe.sections import Recipe
from finetooth.report.concealed import concealed_entries, concealed_rows, concealed_verdicts, concealer
from finetooth.screen import endings
from finetooth.screen.audited import audit_view
from finetooth.screen.changes import changes_line, changes_object, changes_view
from finetooth.screen.clean import clean, safe
from finetooth.screen.console import as_text, console
from finetooth.screen.formats.github import github
from finetooth.screen.formats.places import Places
from finetooth.screen.formats.sarif import sarif
from finetooth.screen.json_output import as_json, audit_object
from finetooth.stages.audit import locations


@dataclass(frozen=True)
class Asked:
    """What was asked for on the command line: the recipe, and how the answer is to be shown."""

    recipe: Recipe
    given: str
    is_recipe: bool
    named: Mapping[str, str | None]  # options by flag, where given
    sets: Sequence[str]
    format: Format = Format.TEXT
    out: Path | None = None
    verbose: bool = False
    quiet: bool = False

    @property
    def command(self) -> str:
        """The command that runs what was audited."""
        return endings.run_command(self.given, self.recipe, self.is_recipe, self.named, self.sets)


def must_fit(asked: Asked, diff: bool = False) -> None:
    """Raise UserError for what cannot be shown or written, before any work is done."""
    if diff and asked.format not in (Format.TEXT, Format.JSON):
        told = f"--diff is shown as text or json, not as {asked.format}"
        raise UserError(told, "--format", "leave --diff out to see the findings in that form")
    if asked.out is None:
        return
    if not asked.out.absolute().parent.is_dir() or asked.out.is_dir():
        raise UserError("the audit cannot be written there", str(asked.out), "name a file in a folder that exists")
    if any(_same(asked.out, Path(place)) for place in (asked.given, *locations(asked.recipe.data).values())):
        raise UserError("the audit would overwrite what it looks at", str(asked.out), "name another file with --out")


def _same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def show(found: Audit, asked: Asked) -> None:
    """Print an audit, or write it where --out says."""
    last = endings.audit_line(found.rows, found.verdicts, asked.command)
    if asked.format is not Format.TEXT:
        _give(_machine(found, asked, last), asked)
    elif asked.quiet:
        _print([safe(last, limit=4000)], asked)
    else:
        checks = {check.code: check for check in all_checks()}
        table, verdicts = _shown(found, asked)
        view = audit_view(verdicts, table, checks, asked.verbose)
        _print([*endings.sources(found.sources), view, Text(), *_hints(found, asked), safe(last, limit=4000)], asked)


def show_changes(told: Preview, asked: Asked) -> None:
    """Print what prepare would do, or write it where --out says."""
    last = safe(changes_line(told, asked.command), limit=4000)
    told = _concealed(told, asked)
    if asked.format is Format.JSON:
        _give(as_json(changes_object(told)), asked)
    else:
        _print(
            [last] if asked.quiet else [*endings.sources(told.sources), changes_view(told, asked.verbose), last], asked
        )


def _shown(found: Audit, asked: Asked) -> tuple[pl.DataFrame, tuple[Verdict, ...]]:
    """Return the rows and the verdicts as they may be shown."""
    conceal = concealer(asked.recipe)
    return concealed_rows(found.table.table, found.verdicts, conceal), concealed_verdicts(found.verdicts, conceal)


def _concealed(told: Preview, asked: Asked) -> Preview:
    conceal = concealer(asked.recipe)

    def shown(changes: tuple[Change, ...]) -> tuple[Change, ...]:
        return tuple(replace(one, entries=concealed_entries(one.entries, conceal)) for one in changes)

    return replace(told, applied=shown(told.applied), offered=shown(told.offered))


def _machine(found: Audit, asked: Asked, last: str) -> str:
    checks = {check.code: check for check in all_checks()}
    table, verdicts = _shown(found, asked)
    if asked.format is Format.JSON:
        return as_json(audit_object(found.rows, verdicts, checks, found.sources))
    if asked.format is Format.HTML:
        from finetooth.report.audit_page import audit_page

        return audit_page(Path(asked.given).name, verdicts, table, found.sources, checks, asked.command)
    places = Places.of(locations(asked.recipe.data))
    if asked.format is Format.GITHUB:
        return github(verdicts, table, places, last)
    return as_json(sarif(verdicts, table, checks, places), indent=2)


def _hints(found: Audit, asked: Asked) -> list[RenderableType]:
    """Return what can be asked next: the page of the first finding's check, and what prepare would do."""
    first = next(iter(endings.shown_first(found.verdicts)), None)
    if first is None:
        return []
    diff = endings.audit_command(asked.given, asked.recipe, asked.is_recipe, asked.named, asked.sets)
    line = f"more: finetooth checks {clean(first, 20)} explains one; {diff} --diff shows what prepare would change"
    return [safe(line, "dim", 4000)]


def _print(parts: Sequence[RenderableType], asked: Asked) -> None:
    if asked.out is not None:
        _give(as_text(Group(*parts)), asked)
        return
    out = console()
    for part in parts:
        out.print(part, soft_wrap=isinstance(part, Text))


def _give(text: str, asked: Asked) -> None:
    if asked.out is None:
        endings.write(text)
        return
    try:
        store.write_text(asked.out, text)
    except OSError as error:
        told = f"the audit cannot be written: {error.strerror}"
        raise UserError(told, str(asked.out), "name a file in a folder you may write to") from None
    if not asked.quiet:
        endings.show_path("audit", asked.out, asked.format is Format.JSON)
