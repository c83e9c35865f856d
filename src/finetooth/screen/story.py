"""The story of a row in a run: where it came from, every entry of the ledger on it, and where it ended."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from finetooth.comparing.absent import no_run
from finetooth.core import store
from finetooth.core.errors import UserError, did_you_mean
from finetooth.core.rows import id_of, name_of, role_of
from finetooth.report.concealed import Conceal, concealed_entries, concealer_of
from finetooth.report.rows_told import joined, label_told

_END = {"drop": "dropped", "set aside": "set aside"}


@dataclass(frozen=True)
class Account:
    """A run's rows as they were read, its ledger, and what masks the texts that are shown of them."""

    root: Path
    rows: pl.DataFrame
    ledger: pl.DataFrame
    files: dict[str, str]  # by role
    conceal: Conceal


@dataclass(frozen=True)
class Story:
    """One row: what it was, what was done to it, and what became of it. ``flagged`` are the audit's findings on it."""

    name: int | str
    file: str
    line: int | None
    text: str | None
    label: str | None
    entries: pl.DataFrame
    flagged: tuple[str, ...]
    end: str


def read_account(root: Path) -> Account:
    """Read a run's ledger. Raises UserError where a folder holds none."""
    rows, ledger = root / "1-audit" / "rows.parquet", root / "2-prepare" / "ledger.parquet"
    for path in (rows, ledger):
        if not path.is_file():
            raise no_run(root, f"no ledger lies here: {path.relative_to(root)} is missing")
    try:
        tables = pl.read_parquet(rows), pl.read_parquet(ledger)
    except (pl.exceptions.PolarsError, OSError) as error:
        told = f"the ledger cannot be read: {error}"
        raise UserError(told, str(root), "give the run's command again: it mends its folder") from None
    return Account(root, *tables, _files(root), concealer_of(root))


def entries_of(account: Account, check: str | None) -> pl.DataFrame:
    """Return the entries of one check, or all. Raises UserError where the check made none."""
    if check is None:
        return account.ledger
    known = account.ledger["check"].drop_nulls().unique().sort().to_list()
    code = check.upper()
    if code not in known:
        fix = f"checks with entries: {', '.join(known) or 'none'}"
        raise UserError(f"no entry was made by {check!r}{did_you_mean(code, known)}", str(account.root), fix)
    return concealed_entries(account.ledger.filter(pl.col("check") == code), account.conceal)


def story_of(account: Account, name: str, check: str | None = None) -> Story:
    """Return the story of a row by the name people see. Raises UserError where no row has it."""
    row = id_of(name)
    entries = entries_of(account, check).filter(pl.col("row") == row) if row is not None else account.ledger.clear()
    read = account.rows.filter(pl.col("id") == row) if row is not None else account.rows.clear()
    everything = account.ledger.filter(pl.col("row") == row) if row is not None else entries
    if row is None or not (read.height or everything.height):
        fix = "name a record number of the training file (131), or of another file with its role (test:17)"
        raise UserError(f"no row is named {name!r}", str(account.root), fix)
    found: dict[str, Any] = read.row(0, named=True) if read.height else {}
    aside = everything.filter(pl.col("action") == "set aside")
    text = joined(found.get("text"), found.get("pair")) if found else (aside["before"][0] if aside.height else None)
    file, text = account.files.get(role_of(row), ""), account.conceal(pl.Series([text], dtype=pl.String)).item()
    about = (found.get("line"), text, label_told(found.get("label")))
    return Story(
        name_of(row),
        file,
        *about,
        concealed_entries(entries, account.conceal),
        _flagged(account.root, row),
        _end(everything),
    )


def _end(entries: pl.DataFrame) -> str:
    """Return the split a row went to, or that it was dropped or set aside."""
    last = entries.filter(pl.col("action").cast(pl.String).is_in(["drop", "set aside", "assign"])).tail(1)
    if not last.height:
        return "not accounted for"
    action = str(last["action"][0])
    return _END.get(action) or str(last["after"][0])


def _flagged(root: Path, row: int) -> tuple[str, ...]:
    """Return the checks that named the row, in the order of the stages, each once."""
    told = [one for path in sorted(root.glob(f"[1-7]-*/{store.VERDICTS}")) for one in store.read_lines(path)]
    return tuple(dict.fromkeys(one["code"] for one in told if one["outcome"] == "failed" and row in one["rows"]))


def _files(root: Path) -> dict[str, str]:
    try:
        sources = json.loads((root / "1-audit" / "sources.json").read_text("utf-8"))
        return {str(source["role"]): str(source["file"]) for source in sources}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
