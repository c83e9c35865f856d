"""The track *real*: are the known faults of public sets found by ``finetooth audit`` with no configuration?"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from .audits import Look
from .known import KNOWN, Known
from .score import flagged_rows
from .show import table
from .table import Dataset, Files, Row, read

Audit = Callable[[Files, tuple[str, ...]], Look]
_ABOVE = """# Known faults of public data sets

What `finetooth audit` finds in sets that many people use, with no configuration (two columns named where a file
has several that could be meant) and without a model, but for the one fault that is a model's. Written by
`python bench/detect.py --tracks real --model none --real-table docs/real-faults.md`. "rows" is what the sets'
documentation tells, "found" is counted against the rows that a plain comparison finds
(`bench/detecting/known.py`); where the two differ the last column tells why. A copy of the text counts as found
when a named check lists either row, be it as a remark: DAT010 names the source of `subj` as one, since no
method can know that a way of writing is not the task.
"""


@dataclass(frozen=True)
class Answer:
    """Whether one known fault was found: of ``there`` rows ``found`` are flagged; ``why`` tells where it was not.

    ``note`` tells why ``there`` are other rows than documented, or what was needed.
    """

    data: str
    fault: str
    codes: tuple[str, ...]
    there: int
    found: int
    documented: int | None
    why: str = ""
    note: str = ""

    @property
    def ok(self) -> bool:
        """Whether all of it was found."""
        return self.found == self.there > 0


def answers(folder: Path, audit: Audit, sets: tuple[str, ...] | None = None) -> Iterator[Answer]:
    """Audit each pair of files once, and judge the faults known of it. ``sets``: only files of these folders."""
    for (train, test), group in groupby(KNOWN, lambda known: (known.train, known.test)):
        wanted = sets is None or Path(train).parts[0] in sets
        if not wanted or not (folder / train).is_file() or (test and not (folder / test).is_file()):
            continue
        members = list(group)
        files = Files(folder / train, folder / test if test else None)
        look, help_needed = _audited(files, members[0], audit)
        data = _rows(files, members[0])
        for known in members:
            yield _judged(known, data, _with_model(files, known, audit) if known.model else look, help_needed)


def _with_model(files: Files, known: Known, audit: Audit) -> Look:
    """Audit with the base model that a fault needs, and only for that fault: the rest is known without."""
    return audit(files, ("--model", str(known.model), "--set", f"audit.select=[{','.join(known.codes)}]"))


def _audited(files: Files, known: Known, audit: Audit) -> tuple[Look, str]:
    """Audit with no configuration; where that ends in a question, answer it, and tell so."""
    look = audit(files, ())
    if not look.crash:
        return look, ""
    text, label = known.columns
    again = audit(files, ("--text-column", text, "--label-column", label))
    return again, "only with --text-column and --label-column"


def _rows(files: Files, known: Known) -> Dataset:
    train = _read(files.train, known.columns, 0)
    return Dataset("real", train, _read(files.test, known.columns, len(train)) if files.test else ())


def _read(path: Path, columns: tuple[str, str], first: int) -> tuple[Row, ...]:
    if path.suffix == ".csv":
        return read(path, *columns, first_key=first)
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return tuple(Row(first + n, record["text"], " ".join(record["labels"])) for n, record in enumerate(records))


def _judged(known: Known, data: Dataset, look: Look, help_needed: str) -> Answer:
    title = Path(known.train).parts[0] + (f" -> {Path(known.test).parts[0]}" if known.test else "")
    title = title.partition(" -> ")[0] if title.count(title.split()[0]) > 1 else title
    why = help_needed or (f"crash: {look.crash[-200:]}" if look.crash else "")
    silent = [code for code in known.codes if code not in look.found]
    if len(silent) == len(known.codes):
        why = why or "; ".join(f"{code} {_silence(code, look)}" for code in silent)
    if known.truth is None:
        said = [look.found[code] for code in known.codes if code in look.found]
        told = any(known.named.casefold() in f"{found.message} {found.evidence}".casefold() for found in said)
        return Answer(title, known.fault, known.codes, 1, int(told), known.documented, why, known.note)
    names, flagged = data.names(), flagged_rows(look, known.codes)
    units = known.truth(data)
    hits = sum(any(names[key] in flagged for key in unit.keys) for unit in units)
    return Answer(title, known.fault, known.codes, len(units), hits, known.documented, why, known.note)


def _silence(code: str, look: Look) -> str:
    return (
        f"broke: {look.broken[code][:80]}"
        if code in look.broken
        else "is not applicable"
        if code in look.absent
        else "found nothing, or is not there"
    )


def real_table(rows: list[Answer]) -> str:
    """Return the table for the terminal."""
    cells = [(one.data, one.fault, " ".join(one.codes), _told(one)[:120]) for one in rows]
    return table(
        "REAL faults of public sets, audited with no configuration", ("set", "fault", "checks", "found"), cells
    )


def markdown(rows: list[Answer]) -> str:
    """Return the page for the docs: what was done, and the table."""
    lines = [
        _ABOVE,
        "| set | fault | rows | check | found |",
        "|---|---|---|---|---|",
        *(
            f"| {one.data} | {one.fault} | {one.documented or ''} | {', '.join(one.codes)} | {_told(one)} |"
            for one in rows
        ),
    ]
    return "\n".join(lines) + "\n"


def _told(one: Answer) -> str:
    share = f" ({one.found:,} of {one.there:,})" if one.documented else ""
    told = "; ".join(part for part in (one.why, one.note) if part)
    return ("yes" if one.ok else "no" if not one.found else "in part") + share + (f": {told}" if told else "")
