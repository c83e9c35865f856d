"""The tracks *clean* and *planted*: what finetooth flags where nothing is wrong, and where we know what is."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from .audits import Look, ranked
from .plant import Fault, plant, together
from .score import Score, score
from .table import Dataset, write

Audit = Callable[..., Look]  # files, further arguments of the command
LABELS, AMOUNTS = ("DAT005",), "QTY"


@dataclass(frozen=True)
class Clean:
    """What is flagged in a clean control.

    Remarks (info), findings about no rows and findings on amounts (QTY: they list the rows of a small class) flag
    nothing: they do not say that a row is at fault.
    """

    data: str
    rows: int
    flagged: int
    by_check: Mapping[str, int] = field(default_factory=dict)
    about_no_rows: tuple[str, ...] = ()
    broken: Mapping[str, str] = field(default_factory=dict)
    crash: str = ""
    seconds: float = 0.0
    megabytes: float = 0.0

    @property
    def rate(self) -> float:
        """Share of the rows that any check flagged."""
        return self.flagged / self.rows if self.rows else 0.0

    @property
    def label_rate(self) -> float:
        """Share of the rows flagged as label errors."""
        return sum(self.by_check.get(code, 0) for code in LABELS) / self.rows if self.rows else 0.0


@dataclass(frozen=True)
class Result:
    """One fault at one rate in one set: planted alone or with all the others."""

    data: str
    fault: str
    rate: float
    alone: bool
    score: Score
    seconds: float
    megabytes: float
    crash: str = ""


def clean(data: Dataset, audit: Audit, folder: Path) -> Clean:
    """Audit a clean control."""
    look = audit(write(data, folder / f"{data.name}-clean"))
    meant = {code: found for code, found in look.found.items() if found.severity != "info"}
    counts = {code: len(found.rows) for code, found in meant.items() if found.rows and not code.startswith(AMOUNTS)}
    rows = {row for code in counts for row in meant[code].rows}
    silent = tuple(code for code in meant if code not in counts)
    total = len(data.train) + len(data.test)
    return Clean(
        data.name, total, len(rows), counts, silent, look.broken, look.crash, look.cost.seconds, look.cost.megabytes
    )


def alone(
    data: Dataset,
    faults: Iterable[Fault],
    rates: tuple[float, ...] | None,
    own_checks: bool,
    seeds: range,
    audit: Audit,
    model: str | None,
    folder: Path,
) -> Iterator[Result]:
    """Plant one kind of fault at a time, at each of its rates. ``own_checks``: only the checks named for it look."""
    for fault in faults:
        extra = ("--set", f"audit.select=[{','.join(fault.codes)}]") if own_checks else ()
        for rate in fault.rates if rates is None or len(fault.rates) == 1 else rates:
            for seed in seeds:
                planted = plant(data, fault, rate, seed)
                files = write(planted.data, folder / f"{data.name}-{fault.name}")
                look = audit(files, extra)
                if fault.ranking:
                    look = replace(look, ranking=ranked(files, model, fault.ranking))
                counts = score(fault, planted, look, planted.data)
                yield Result(
                    data.name, fault.name, rate, True, counts, look.cost.seconds, look.cost.megabytes, look.crash
                )


def all_at_once(
    data: Dataset,
    faults: list[Fault],
    rates: tuple[float, ...],
    seeds: range,
    audit: Audit,
    model: str | None,
    folder: Path,
) -> Iterator[Result]:
    """Plant all kinds of fault in one file."""
    for rate in rates:
        for seed in seeds:
            damaged, done = together(data, faults, rate, seed)
            files = write(damaged, folder / f"{data.name}-together")
            look = audit(files)
            for name in {fault.ranking for fault in faults if fault.ranking}:  # there is one
                look = replace(look, ranking=ranked(files, model, name))
            touched = {key for planted in done.values() for key in planted.keys}
            for fault in faults:
                counts = score(fault, done[fault.name], look, damaged, touched)
                yield Result(
                    data.name, fault.name, rate, False, counts, look.cost.seconds, look.cost.megabytes, look.crash
                )
