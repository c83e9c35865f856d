"""What prepare did: what was dropped and edited, what a person may add, the splits, the gain, and where all lies."""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import TypeAdapter

from finetooth.core import store
from finetooth.core.finding import Outcome, Verdict
from finetooth.core.plugins import all_checks
from finetooth.core.results import ProbeGain
from finetooth.core.rows import ROLES
from finetooth.export import Exported, Kind
from finetooth.recipe.sections import Recipe
from finetooth.screen import endings
from finetooth.screen.console import console
from finetooth.screen.json_output import emit
from finetooth.screen.prepared_view import prepared_line, prepared_object, prepared_view
from finetooth.selection import wanted_mending
from finetooth.stages.fixing import offered_fixes
from finetooth.stages.prepare import Prepared

_VERDICTS = TypeAdapter(list[Verdict])
FOLDER = "2-prepare"


@dataclass(frozen=True)
class Asked:
    """What was asked for on the command line: the recipe, the run folder, and how the answer is to be shown."""

    recipe: Recipe
    root: Path
    given: str
    is_recipe: bool
    named: Mapping[str, str | None]  # options by flag, where given
    sets: tuple[str, ...]
    format: Kind | None = None
    json: bool = False
    quiet: bool = False

    def next_words(self) -> str:
        """Return the commands that tell what became of the rows, and that train on them."""
        ledger = shlex.join(["finetooth", "ledger", str(self.root)])
        options = {**self.named, "--out": str(self.root)}
        run = endings.next_command("run", self.given, self.is_recipe, options, self.sets)
        return f"{ledger}; then {run}"


@dataclass(frozen=True)
class Change:
    """What one check's fix did (``action`` and rows), or what is not a check's: check is empty, ``title`` says what."""

    check: str
    title: str
    rows: dict[str, int]


@dataclass(frozen=True)
class Offer:
    """A fix that was not applied, as a person should look first: rows it concerns, and what asks for it."""

    check: str
    title: str
    rows: int
    ask: str


@dataclass(frozen=True)
class Split:
    """One split: its rows, and whether its file gave them."""

    name: str
    rows: int
    given: bool


@dataclass(frozen=True)
class Told:
    """All that is told of a preparation. ``read`` counts the rows read, ``aside`` the records that never became one."""

    read: int
    aside: int
    left: int
    sources: tuple[dict[str, Any], ...]
    changes: tuple[Change, ...]
    offers: tuple[Offer, ...]
    splits: tuple[Split, ...]
    gain: ProbeGain | None
    verdicts: tuple[Verdict, ...]
    files: dict[str, Path]
    exported: Exported | None
    next_words: str


def tell(done: Prepared, verdicts: tuple[Verdict, ...], exported: Exported | None, asked: Asked) -> Told:
    """Gather what is told of a preparation, from its result and its run folder."""
    about = json.loads((asked.root / "1-audit" / "sources.json").read_text("utf-8"))
    actions = done.ledger.table.with_columns(pl.col("action").cast(pl.String))
    ended = actions.group_by("action").agg(pl.col("row").n_unique())
    gone = dict(ended.iter_rows())
    aside = int(gone.get("set aside", 0))
    read = len(done.rows) + int(gone.get("drop", 0))
    splits = tuple(_split(name, done) for name in ROLES)
    files = {name: asked.root / FOLDER / f"{name}.parquet" for name in (*ROLES, "ledger")}
    return Told(
        read,
        aside,
        len(done.rows),
        tuple(about),
        _changes(actions),
        _offers(asked, verdicts),
        splits,
        done.probe,
        verdicts,
        files,
        exported,
        asked.next_words(),
    )


def show(told: Told, asked: Asked) -> None:
    """Print what prepare did: an object with --json, the last line with --quiet, else all of it."""
    if asked.json:
        emit(prepared_object(told, asked.root))
        return
    out = console()
    if not asked.quiet:
        out.print()
        for part in endings.sources(told.sources):
            out.print(part, soft_wrap=True)
        out.print(prepared_view(told, asked.root))
    out.print(prepared_line(told), soft_wrap=True)


def _changes(ledger: pl.DataFrame) -> tuple[Change, ...]:
    """Return what was done, by check in the order it was done; splits apart."""
    titles = {check.code: check.title for check in all_checks()}
    entries = ledger.filter(pl.col("action") != "assign").with_columns(pl.col("check").fill_null(""))
    counts = entries.group_by("check", "action", maintain_order=True).agg(
        pl.col("row").n_unique(), pl.col("reason").first()
    )
    found: dict[str, Change] = {}
    for check, action, rows, reason in counts.iter_rows():
        before = found.get(check, Change(check, titles.get(check, str(reason)), {}))
        found[check] = Change(check, before.title, {**before.rows, action: rows})
    return tuple(found.values())


def _offers(asked: Asked, verdicts: tuple[Verdict, ...]) -> tuple[Offer, ...]:
    """Return the fixes that were not applied though their check failed on the rows as read, and still does."""
    raw = _VERDICTS.validate_python(store.read_lines(asked.root / "1-audit" / store.VERDICTS))
    failed = {verdict.code for verdict in raw if verdict.outcome is Outcome.FAILED}
    left = {one.code: one for one in verdicts if one.outcome is Outcome.FAILED and one.code in failed}
    held = [code for code, one in left.items() if one.fix_class == "review"]
    offers = [
        Offer(check.code, check.title, len(left[check.code].rows), f"--set 'prepare.fix=[{check.code}]'")
        for check in offered_fixes(wanted_mending(asked.recipe), held)
        if check.code in left and check.fix_class != "never"
    ]
    suspects = left.get("DAT005")
    if suspects and suspects.rows and asked.recipe.prepare.label_errors == "keep":
        ask = "--set prepare.label_errors=drop, or =weight"
        offers.append(Offer("DAT005", suspects.title, len(suspects.rows), ask))
    return tuple(offers)


def _split(name: str, done: Prepared) -> Split:
    table = getattr(done.splits, name).table
    return Split(name, table.height, bool((table["role"] == name).all()))
